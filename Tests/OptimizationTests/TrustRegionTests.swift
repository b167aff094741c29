import Numerics
import Testing

@testable import Optimization

/// Trust regions: the radius, the ratio, the steps of each module, and what they refuse.
struct TrustRegionTests {
  private let rule = TrustRadius(eta: 0, nplus: 3.5, nminus: 0.25, rhoGood: 0.99, rhoBad: 1e-4, boundaryTolerance: 1e-6)

  @Test("radius rules: shrink on bad ratios, grow on good ones at the boundary, stay between")
  func radius() {
    #expect(rule.judge(ratio: -1, f: 0, radius: 2, size: 1) == (0.25, false))
    #expect(rule.judge(ratio: 0.5, f: 0, radius: 2, size: 1) == (2, true))
    #expect(rule.judge(ratio: 1, f: 0, radius: 2, size: 1) == (2, true))
    #expect(rule.judge(ratio: 1, f: 0, radius: 2, size: 2) == (7, true))
    #expect(rule.judge(ratio: 1, f: .infinity, radius: 2, size: 2) == (0.5, false))
    #expect(rule.judge(ratio: .nan, f: 0, radius: 2, size: 2) == (2, false))
    #expect(TrustRadius.ratio(actual: 3, predicted: 2) == 1.5)
    #expect(TrustRadius.ratio(actual: 1, predicted: -2) > 1e300)
    #expect(TrustRadius.ratio(actual: 1, predicted: .nan).isNaN)
  }

  @Test("all find the minimum of rosenbrock from newton's Hessian", arguments: [
    "levenbergmarquardt(newton)", "levenbergmarquardt(newton, y=1)", "levenbergmarquardt(newton, adaptive=true)",
    "trustcg(newton)", "cubicregularization(newton)", "cubicregularization(newton, check_decrease=true)", "dogleg(newton)",
    "levenbergmarquardt(newton(eigval_fn=abs(x)))", "levenbergmarquardt(newton(eigval_fn=abs(x)), y=0.5)",
    "trustcg(newton(hessian_method=\"gfd_central\"))", "levenbergmarquardt(newton(hessian_method=\"fd\"))",
    "levenbergmarquardt(gaussnewton)", "levenbergmarquardt(gaussnewton, y=1)", "trustcg(gaussnewton)",
    "cubicregularization(gaussnewton)", "dogleg(gaussnewton)", "levenbergmarquardt(gaussnewton, update_freq=2)",
  ])
  func convergence(chain: String) throws {
    let found = try run(chain, Toy.rosenbrock(start: [-1.2, 1]), steps: 100)
    // Differences of values of step 1e-3 have a minimum of their own.
    #expect(relativeDeviation(found, [1, 1]) < (chain.contains("fd\"") ? 1e-2 : 1e-5))
  }

  @Test("an accepted trial is not evaluated again, and rejected ones move nothing")
  func evaluations() throws {
    for (chain, steps) in [
      ("trustcg(newton)", 2), ("levenbergmarquardt(newton)", 2), ("cubicregularization(newton, check_decrease=true)", 1),
    ] {
      let function = JetFunction("bowl", start: [1, 2]) { x in
        let b = 3.0 * x[1].squared
        return x[0].squared + b
      }
      let optimizer = try optimizer(chain, function)
      for k in 1...steps {
        try optimizer.step()
        #expect(function.gradients == k, "\(chain)")
        #expect(function.values == k, "\(chain)")
      }
    }
    // A function that rises wherever it is tried: nothing is accepted, nothing is evaluated twice.
    let wall = JetFunction("wall", start: [1]) { x in x[0].value == 1 ? x[0] : .constant(9, 1) }
    let optimizer = try optimizer("trustcg(identity)", wall)
    try optimizer.step()
    #expect(optimizer.x.values == [1])
    #expect(wall.gradients == 1 && wall.values == 10)
    try optimizer.step()
    #expect(wall.gradients == 1 && wall.values == 20)
  }

  @Test(
    "at a stationary point there is nothing to try",
    arguments: ["trustcg(newton)", "levenbergmarquardt(newton)", "newtoncgsteihaug"])
  func stationary(chain: String) throws {
    let function = JetFunction("bowl", start: [0, 0]) { x in x[0].squared + x[1].squared }
    let optimizer = try optimizer(chain, function)
    for _ in 0..<3 { try optimizer.step() }
    #expect(function.gradients == 1 && function.values == 0 && optimizer.x.values == [0, 0])
  }

  @Test("cauchy point, newton point and the path between", arguments: [0.01, 0.3, 1, 2, 50])
  func dogleg(radius: Double) throws {
    let A = Matrix.diagonal(Vector([1, 4])), b = [1.0, 1.0]
    let function = Toy.quadratic(A, b, start: [0, 0])
    let found = try run("dogleg(newton, init=\(radius))", function, steps: 1)
    let Δ = min(radius, 2)
    let newton = [1, 0.25], cauchy = [0.4, 0.4]
    func norm(_ v: [Double]) -> Double { (v[0] * v[0] + v[1] * v[1]).squareRoot() }
    if norm(newton) <= Δ {
      #expect(relativeDeviation(found, newton) < 1e-12)
    } else {
      #expect(abs(norm(found) - Δ) < 1e-12)
      if norm(cauchy) >= Δ {
        #expect(abs(found[0] - found[1]) < 1e-12)
      } else {
        let β = (found[0] - cauchy[0]) / (newton[0] - cauchy[0])
        #expect(β >= 0 && β <= 1)
        #expect(abs(found[1] - cauchy[1] - β * (newton[1] - cauchy[1])) < 1e-12)
      }
    }
  }

  @Test("dogleg's cap of 2 is stored")
  func cap() throws {
    let optimizer = try optimizer("dogleg(newton, init=50)", Toy.rosenbrock())
    for _ in 0..<5 {
      try optimizer.step()
      #expect(((optimizer.chain.modules[0] as? Dogleg)?.radius ?? 0) <= 4)
    }
  }

  @Test("the cubic step solves its model: (B + ‖d‖/Δ·I) d = g", arguments: [0.1, 1, 10])
  func cubic(radius: Double) throws {
    let A = randomPositive(4, seed: 41), b = randomVector(4, seed: 42)
    let function = Toy.quadratic(A, b.values, start: [0, 0, 0, 0])
    let found = try run("cubicregularization(newton, init=\(radius), eps=1e-13, max_attempts=1)", function, steps: 1)
    let d = Vector(found), left = Vector(count: 4)
    multiply(A, d, into: left)
    left.add(d, times: d.norm2 / radius)
    #expect(relativeDeviation(left.values, b.values) < 1e-8)
  }

  @Test("levenberg and marquardt: (B + D/Δ) d = g", arguments: [0, 0.3, 1.0])
  func shift(y: Double) throws {
    let A = randomPositive(4, seed: 43), b = randomVector(4, seed: 44)
    let found = try run("levenbergmarquardt(newton, init=0.5, y=\(y))", Toy.quadratic(A, b.values, start: [0, 0, 0, 0]), steps: 1)
    let d = Vector(found), left = Vector(count: 4)
    multiply(A, d, into: left)
    for i in 0..<4 { left[i] += 2 * ((1 - y) + y * A[i, i]) * d[i] }
    #expect(relativeDeviation(left.values, b.values) < 1e-10)
  }

  @Test("\"fixed\" takes the step unseen")
  func fixed() throws {
    let function = JetFunction("bowl", start: [3, 4]) { x in
      let both = x[0].squared + x[1].squared
      return 0.5 * both
    }
    let found = try run("trustcg(identity, init=2, radius_strategy=\"fixed\")", function, steps: 1)
    #expect(relativeDeviation(found, [1.8, 2.4]) < 1e-14)
    #expect(function.values == 0)
  }

  @Test("a module without a Hessian, and a chain of several, are refused in a sentence that names both")
  func refusals() throws {
    let function = Toy.rosenbrock()
    for (text, words) in [
      ("trustcg(adam)", ["trustcg", "adam"]), ("levenbergmarquardt(newtoncg)", ["levenbergmarquardt", "newtoncg"]),
      ("dogleg(lr(1) | newton)", ["dogleg", "lr(1) | newton"]),
      ("trustcg(gaussnewton)", []),
    ] {
      do {
        _ = try optimizer(text, function)
        #expect(words.isEmpty)
      } catch let error as RequirementError {
        #expect(!words.isEmpty && words.allSatisfy { error.message.contains("'\($0)'") }, "\(error.message)")
      }
    }
    do {
      _ = try optimizer("trustcg(gaussnewton)", Toy.ill)
      Issue.record("accepted")
    } catch let error as RequirementError {
      #expect(error.message.contains("residuals"))
    }
  }

  @Test("inside a chain that goes on, the step is the update")
  func notLast() throws {
    let function = Toy.rosenbrock()
    let whole = try run("trustcg(newton)", function, steps: 1), half = try run("trustcg(newton) | lr(0.5)", function, steps: 1)
    let middle = zip(function.start, whole).map { 0.5 * ($0 + $1) }
    #expect(relativeDeviation(half, middle) < 1e-14)
  }
}
