import Numerics
import Testing

@testable import Optimization

/// Solvers of symmetric systems against direct solves, and where there is nothing sensible to return.
struct KrylovTests {
  private func residual(_ A: Matrix, _ x: Vector, _ b: Vector, shift: Double = 0) -> Double {
    let r = b.copy()
    multiply(A, x, into: r, alpha: -1, beta: 1)
    r.add(x, times: -shift)
    return r.norm2 / max(b.norm2, 1)
  }

  @Test("CG solves positive definite systems of every dimension", arguments: 1...20)
  func conjugateGradients(n: Int) throws {
    let A = randomPositive(n, seed: UInt64(n)), b = randomVector(n, seed: 99)
    let solver = ConjugateGradients()
    let limits = KrylovLimits(tolerance: 1e-12, maximum: 20 * n + 20, regularization: 0.1)
    let end = try solver.solve(b, limits) { v, out in multiply(A, v, into: out) }
    guard case .converged = end else { Issue.record("\(end)"); return }
    #expect(residual(A, solver.x, b, shift: 0.1) < 1e-9)
  }

  @Test("MINRES solves indefinite systems of every dimension: all three terms of the recurrence count", arguments: 1...20)
  func minimalResiduals(n: Int) throws {
    let A = randomSymmetric(n, seed: UInt64(n) + 7), b = randomVector(n, seed: 98)
    let solver = MinimalResiduals()
    _ = try solver.solve(b, KrylovLimits(tolerance: 1e-13, maximum: 6 * n)) { v, out in multiply(A, v, into: out) }
    #expect(residual(A, solver.x, b) < 1e-6)
  }

  @Test("MINRES in dimension 6 is exact after 6 iterations")
  func minimalResidualsSix() throws {
    let A = randomPositive(6, seed: 3), b = randomVector(6, seed: 4)
    let solver = MinimalResiduals()
    _ = try solver.solve(b, KrylovLimits(tolerance: 0, maximum: 6)) { v, out in multiply(A, v, into: out) }
    #expect(relativeDeviation(solver.x.values, try #require(A.solve(b)).values) < 1e-9)
  }

  @Test("both solvers start from a given vector, regularization included", arguments: [false, true])
  func start(minres: Bool) throws {
    let A = randomPositive(8, seed: 5), b = randomVector(8, seed: 6), ρ = 0.5
    let shifted = A.copy()
    shifted.addToDiagonal(ρ)
    let exact = try #require(shifted.solve(b))
    // From the solution itself there is nothing to do.
    let limits = KrylovLimits(tolerance: 1e-9, maximum: 3, minimum: 0, regularization: ρ)
    let cg = ConjugateGradients(), minimal = MinimalResiduals()
    func solve(_ start: Vector, _ limits: KrylovLimits) throws -> [Double] {
      if minres {
        _ = try minimal.solve(b, start: start, limits) { v, out in multiply(A, v, into: out) }
        return minimal.x.values
      }
      _ = try cg.solve(b, start: start, limits) { v, out in multiply(A, v, into: out) }
      return cg.x.values
    }
    #expect(relativeDeviation(try solve(exact, limits), exact.values) < 1e-8)
    var far = limits
    far.maximum = 40
    far.tolerance = 1e-12
    #expect(relativeDeviation(try solve(randomVector(8, seed: 7), far), exact.values) < 1e-7)
  }

  @Test("exact convergence in the first iteration gives the solution, not NaN", arguments: [1.0, 3, 0.25])
  func oneIteration(c: Double) throws {
    let b = Vector([1, 2, 4])
    let cg = ConjugateGradients(), minimal = MinimalResiduals()
    let multiply: (Vector, Vector) -> Void = { v, out in
      out.assign(v)
      out.scale(by: c)
    }
    _ = try cg.solve(b, KrylovLimits(), multiply)
    #expect(relativeDeviation(cg.x.values, b.values.map { $0 / c }) < 1e-14)
    _ = try minimal.solve(b, KrylovLimits(), multiply)
    #expect(relativeDeviation(minimal.x.values, b.values.map { $0 / c }) < 1e-14)
  }

  @Test("b = 0 gives 0 in every mode", arguments: [nil, 1.0])
  func zero(radius: Double?) throws {
    let cg = ConjugateGradients(), minimal = MinimalResiduals(), b = Vector(count: 3)
    let limits = KrylovLimits(radius: radius)
    _ = try cg.solve(b, limits) { v, out in out.assign(v) }
    _ = try minimal.solve(b, limits) { v, out in out.assign(v) }
    #expect(cg.x.values == [0, 0, 0] && minimal.x.values == [0, 0, 0])
  }

  @Test("a singular consistent system is solved, a zero matrix ends in finite numbers")
  func singular() throws {
    let A = Matrix.diagonal(Vector([2, 0, 1])), b = Vector([2, 0, 3])
    let cg = ConjugateGradients(), minimal = MinimalResiduals()
    _ = try cg.solve(b, KrylovLimits()) { v, out in multiply(A, v, into: out) }
    _ = try minimal.solve(b, KrylovLimits()) { v, out in multiply(A, v, into: out) }
    #expect(relativeDeviation(cg.x.values, [1, 0, 3]) < 1e-12)
    #expect(relativeDeviation(minimal.x.values, [1, 0, 3]) < 1e-12)
    for radius in [nil, 2.0] {
      _ = try cg.solve(b, KrylovLimits(radius: radius)) { _, out in out.fill(0) }
      _ = try minimal.solve(b, KrylovLimits(radius: radius)) { _, out in out.fill(0) }
      #expect(cg.x.isFinite && minimal.x.isFinite)
    }
  }

  @Test("negative curvature: to the boundary along a direction of descent of the model", arguments: [0.5, 3])
  func negativeCurvature(radius: Double) throws {
    for seed in UInt64(1)...20 {
      let A = randomSymmetric(7, seed: seed), b = randomVector(7, seed: seed + 50)
      func model(_ x: Vector) -> Double { 0.5 * quadraticForm(A, x) - b.dot(x) }
      let cg = ConjugateGradients(), minimal = MinimalResiduals()
      for stops in [false, true] {
        let limits = KrylovLimits(radius: radius, stopsAtNegativeCurvature: stops)
        _ = try cg.solve(b, limits) { v, out in multiply(A, v, into: out) }
        _ = try minimal.solve(b, limits) { v, out in multiply(A, v, into: out) }
        #expect(cg.x.norm2 <= radius * (1 + 1e-12) && minimal.x.norm2 <= radius * (1 + 1e-12))
        #expect(model(cg.x) < 0)
        #expect(model(minimal.x) < 0)
      }
    }
  }

  @Test("at negative curvature from the start MINRES leaves along b")
  func concave() throws {
    let minimal = MinimalResiduals(), b = Vector([3, 4])
    let end = try minimal.solve(b, KrylovLimits(radius: 2)) { v, out in
      out.assign(v)
      out.scale(by: -1)
    }
    guard case .boundary = end else { Issue.record("\(end)"); return }
    #expect(relativeDeviation(minimal.x.values, [1.2, 1.6]) < 1e-14)
  }

  @Test("products that are not finite end the solve and leave a finite iterate")
  func notFinite() throws {
    let cg = ConjugateGradients(), minimal = MinimalResiduals(), b = Vector([1, 2])
    for value in [Double.nan, .infinity] {
      for radius in [nil, 1.0] {
        let a = try cg.solve(b, KrylovLimits(radius: radius)) { _, out in out.fill(value) }
        let m = try minimal.solve(b, KrylovLimits(radius: radius)) { _, out in out.fill(value) }
        guard case .notFinite = a, case .notFinite = m else { Issue.record("\(a) \(m)"); continue }
        #expect(cg.x.isFinite && minimal.x.isFinite)
      }
    }
  }

  @Test("with smaller radii the kept path gives what a new solve gives")
  func history() throws {
    let A = randomPositive(9, seed: 11), b = randomVector(9, seed: 12)
    let kept = ConjugateGradients(), anew = ConjugateGradients(), out = Vector(count: 9)
    kept.history.capacity = 100
    _ = try kept.solve(b, KrylovLimits(radius: 100)) { v, p in multiply(A, v, into: p) }
    let whole = kept.x.norm2
    for part in [0.9, 0.5, 0.1, 0.01] {
      #expect(kept.history.exit(radius: part * whole, into: out))
      _ = try anew.solve(b, KrylovLimits(radius: part * whole)) { v, p in multiply(A, v, into: p) }
      #expect(relativeDeviation(out.values, anew.x.values) < 1e-12)
    }
    kept.history.capacity = 2
    _ = try kept.solve(b, KrylovLimits(radius: 100)) { v, p in multiply(A, v, into: p) }
    #expect(!kept.history.exit(radius: 1e-9, into: out))
  }
}
