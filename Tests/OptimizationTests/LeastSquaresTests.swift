import Numerics
import Testing

@testable import Optimization

/// Gauss–Newton: linear problems in one step, more and fewer residuals than parameters, its operator, small fits.
struct LeastSquaresTests {
  /// r = A x − b with a random A.
  private func linear(_ m: Int, _ n: Int, rankOne: Bool = false) -> (JetFunction, Matrix, Vector) {
    var random = RandomSource(seed: UInt64(100 * m + n))
    let A = Matrix(rows: m, columns: n), b = randomVector(m, seed: 51)
    for i in 0..<m { for j in 0..<n { A[i, j] = rankOne ? Double(i + 1) * Double(j + 1) : random.normal() } }
    let start = randomVector(n, seed: 52).values
    let function = JetFunction("linear", start: start, residuals: { x in
      (0..<m).map { i in
        var r = Jet.constant(-b[i], n)
        for j in 0..<n { r = r + A[i, j] * x[j] }
        return r
      }
    })
    return (function, A, b)
  }

  @Test(
    "one step to a least-squares solution, the nearest one where there are many",
    arguments: [(9, 4), (4, 4), (3, 7), (1, 5), (6, 1)])
  func oneStep(m: Int, n: Int) throws {
    let (function, A, b) = linear(m, n)
    for chain in ["gaussnewton(reg=0)", "gaussnewton(reg=0, inner=identity)"] {
      let found = try run(chain, function, steps: 1)
      let x0 = Vector(function.start), r = Vector(count: m), step = Vector(count: n)
      r.assign(b)
      multiply(A, x0, into: r, alpha: -1, beta: 1)
      #expect(LeastSquares(rows: m, columns: n).solve(A, r, into: step))
      #expect(relativeDeviation(found, (0..<n).map { x0[$0] + step[$0] }) < 1e-7, "\(chain)")
    }
  }

  @Test("the gradient of the step is Jᵀr, the function's stays 2Jᵀr")
  func gradient() throws {
    let (function, _, _) = linear(5, 3)
    let optimizer = try optimizer("gaussnewton", function)
    let evaluator = optimizer.evaluator
    let objective = Objective(run: optimizer.run, layout: function.layout, function: evaluator, point: evaluator.current)
    try optimizer.chain.update(objective)
    let half = try objective.gradient().values, exact = function.jet(at: evaluator.current.x)
    #expect(relativeDeviation(half, exact.gradient.map { $0 / 2 }) < 1e-12)
    #expect(abs(try objective.value() - exact.value) < 1e-12 * exact.value)
    let whole = Vector(count: 3)
    _ = try evaluator.gradient(at: evaluator.current.x.copy(), into: whole)
    #expect(relativeDeviation(whole.values, exact.gradient) < 1e-12)
  }

  @Test("operator identities for all shapes: product, solve, shifts, diagonal", arguments: [(7, 4), (4, 7), (5, 5), (1, 4)])
  func operators(m: Int, n: Int) throws {
    let (_, J, _) = linear(m, n)
    let system = GaussNewtonSystem()
    system.begin(J)
    let B = Matrix(rows: n, columns: n)
    multiplyByOwnTranspose(J, transposed: true, into: B)
    let v = randomVector(n, seed: 53), d = Vector((0..<n).map { 0.5 + Double($0) })
    let out = Vector(count: n), expected = Vector(count: n)
    #expect(try system.product(v, into: out))
    multiply(B, v, into: expected)
    #expect(relativeDeviation(out.values, expected.values) < 1e-12)
    // The minimum-norm solution of BB⁺-consistent systems: B⁺ b.
    #expect(try system.solve(v, into: out))
    multiply(try #require(B.pseudoInverse(rcond: 1e-10)), v, into: expected)
    #expect(relativeDeviation(out.values, expected.values) < 1e-6)
    for λ in [1e-3, 1, 100] {
      for diagonal in [nil, d] {
        #expect(try system.solve(v, shift: λ, diagonal: diagonal, into: out))
        let shifted = B.copy()
        for i in 0..<n { shifted[i, i] += λ * (diagonal?[i] ?? 1) }
        #expect(relativeDeviation(out.values, try #require(shifted.solve(v)).values) < 1e-8)
      }
    }
    #expect(try system.diagonal(into: out))
    #expect(relativeDeviation(out.values, (0..<n).map { B[$0, $0] }) < 1e-12)
  }

  @Test("singular Jacobians and a single residual end in finite steps", arguments: [(6, 3), (3, 6), (1, 3)])
  func singular(m: Int, n: Int) throws {
    let (function, _, _) = linear(m, n, rankOne: true)
    let regions = ["levenbergmarquardt", "trustcg", "dogleg"].map { "\($0)(gaussnewton)" }
    for chain in ["gaussnewton(reg=0)", "gaussnewton"] + regions {
      let optimizer = try optimizer(chain, function)
      let before = try optimizer.evaluator.value(at: optimizer.x)
      for _ in 0..<3 { try optimizer.step() }
      #expect(optimizer.x.isFinite, "\(chain)")
      #expect(function.jet(at: optimizer.x).value <= before * (1 + 1e-9), "\(chain)")
    }
  }

  /// Exponential decay with an offset, as in NIST's Misra problems.
  private var decay: JetFunction {
    let t = (0..<12).map { 0.5 * Double($0) }
    let y = t.enumerated().map { 3 * decayOf(1.3 * $1) + 0.5 + 0.01 * Double(($0 * 7) % 5 - 2) }
    return JetFunction("decay", start: [1, 0.3, 0], residuals: { p in
      t.indices.map { i -> Jet in
        let e = exp((-t[i]) * p[1])
        return p[0] * e + p[2] - y[i]
      }
    })
  }

  @Test("small fits: all least-squares chains find one minimum with a vanishing gradient", arguments: [
    "levenbergmarquardt(gaussnewton)", "levenbergmarquardt(gaussnewton, y=1)", "levenbergmarquardt(gaussnewton, y=0.5)",
    "trustcg(gaussnewton)", "dogleg(gaussnewton)", "cubicregularization(gaussnewton)",
  ])
  func fit(chain: String) throws {
    let found = try run(chain, decay, steps: 100)
    let gradient = decay.jet(at: Vector(found)).gradient
    #expect(gradient.allSatisfy { abs($0) < 1e-6 }, "\(found) \(gradient)")
  }

  @Test("update_freq keeps the Jacobian and renews the residuals")
  func frequency() throws {
    let function = decay
    let optimizer = try optimizer("levenbergmarquardt(gaussnewton(update_freq=3))", function)
    for _ in 0..<6 { try optimizer.step() }
    #expect(function.jacobians == 2)
    #expect(function.jet(at: optimizer.x).value < 1)
  }
}

private func decayOf(_ x: Double) -> Double {
  var sum = 1.0, term = 1.0
  for k in 1..<60 {
    term *= -x / Double(k)
    sum += term
  }
  return sum
}
