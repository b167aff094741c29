import Numerics
import Testing

@testable import Optimization

/// Estimated gradients: orders of the formulas, what random ones must satisfy, and what of them is shared and evaluated once.
struct GradientApproximationTests {
  /// A smooth function that no polynomial formula gets exactly.
  private func smooth(_ start: [Double] = [0.3, -0.2, 0.5], layout: Layout? = nil, offers: Capabilities = []) -> JetFunction {
    JetFunction("smooth", start: start, layout: layout, offers: offers) { x in
      var f = Jet.constant(0, x.count)
      for i in 0..<x.count {
        let bent = exp(0.7 * x[i]) * tanh(x[(i + 1) % x.count])
        f = f + Double(i + 1) * bent
      }
      return f
    }
  }

  /// The gradient that a module gives at the start, as the update of a chain.
  private func estimate(_ chain: String, _ function: JetFunction, seed: UInt64 = 0) throws -> [Double] {
    let x = try run(chain, function, steps: 1, seed: seed)
    return zip(function.start, x).map { $0 - $1 }
  }

  private let orders: [(DifferenceFormula, Double)] = [
    (.forward, 1), (.forward2, 1), (.backward, 1), (.backward2, 1), (.central, 2), (.central2, 2), (.central3, 2), (.forward3, 2),
    (.backward3, 2), (.central4, 4), (.forward4, 3), (.forward5, 4), (.bspsa4, 4),
  ]

  @Test("every formula has its order of accuracy: the error falls with that power of h")
  func order() throws {
    let function = smooth(), exact = function.jet(at: Vector(function.start)).gradient
    for (formula, order) in orders {
      func error(_ h: Double) throws -> Double {
        let g = try estimate("fdm(h=\(h), formula=\"\(formula.rawValue)\")", function)
        return zip(g, exact).reduce(0) { max($0, abs($1.0 - $1.1)) }
      }
      let (coarse, fine) = (try error(0.08), try error(0.04))
      let slope = Double((coarse / fine).exponent) + (coarse / fine).significand - 1
      #expect(fine < 0.05)
      #expect(abs(slope - order) < 0.6, "\(formula) \(slope)")
    }
    #expect(Set(orders.map { $0.0 }) == Set(DifferenceFormula.allCases))
  }

  @Test("weights: a formula of order p is exact for polynomials up to degree p, and its weights cancel")
  func weights() {
    for (formula, order) in orders {
      let stencil = formula.stencil
      for degree in 0...Int(order) {
        var sum = degree == 0 ? stencil.centre : 0
        for term in stencil.terms {
          sum += term.weight * (0..<degree).reduce(1.0) { product, _ in product * term.displacement }
        }
        #expect(sum == (degree == 1 ? stencil.divisor : 0), "\(formula) degree \(degree)")
      }
    }
  }

  @Test("the gradient takes the counted values, the value at x among them once")
  func counts() throws {
    for (formula, _) in orders {
      let function = smooth(), terms = formula.stencil.terms.count
      _ = try run("fdm(formula=\"\(formula.rawValue)\") | lr(0.1)", function, steps: 1)
      #expect(function.values == 3 * terms + 1, "\(formula)")
      #expect(function.gradients == 0)
    }
    // Accepted trials of what follows are known in the next step: value and estimate.
    let function = smooth()
    let optimizer = try optimizer("fdm | trustcg(identity)", function)
    try optimizer.step()
    let first = function.values
    #expect(first == 7 + 1)
    try optimizer.step()
    // The value of the accepted point is known.
    #expect(function.values == first + 6 + 1)
  }

  @Test("targets: closure, gradient and update make the same first step")
  func targets() throws {
    let function = smooth()
    let steps = try ["closure", "grad", "update"].map { try run("fdm(target=\"\($0)\") | lr(0.1)", function, steps: 2) }
    #expect(steps[0] == steps[1] && steps[1] == steps[2])
    for chain in ["spsa(target=\"grad\", seed=3) | lr(0.1)", "spsa(target=\"update\", seed=3) | lr(0.1)"] {
      #expect(try run(chain, function, steps: 2) == run("spsa(seed=3) | lr(0.1)", function, steps: 2))
    }
  }

  @Test("the mean of the estimates is the gradient", arguments: [
    "randomizedfdm", "spsa", "rdsa", "randomizedfdm(distribution=\"uniform\")", "randomizedfdm(distribution=\"sphere\")",
    "gaussiansmoothing(h=1e-4)", "mezo", "mezo(distribution=\"uniform\")", "mezo(distribution=\"gaussian\")",
    "mezo(distribution=\"sphere\")", "forwardgradient", "forwardgradient(jvp_method=\"forward\", h=1e-6)",
    "forwardgradient(jvp_method=\"central\")", "spsa1(h=0.1)", "spsa(formula=\"forward4\")", "rdsa(formula=\"bspsa4\")",
  ])
  func mean(text: String) throws {
    let function = JetFunction("linear", start: [1, -2, 0.5]) { x in
      let a = 3.0 * x[0], b = 2.0 * x[1]
      return a - b + x[2]
    }
    let isOne = text.hasPrefix("spsa1")
    let samples = isOne ? 60_000 : 8_000
    let separator = text.contains("(") ? String(text.dropLast()) + ", " : text + "("
    let g = try estimate("\(separator)n_samples=\(samples))", function, seed: 5)
    #expect(relativeDeviation(g, [3, -2, 1]) < (isOne ? 0.6 : 0.2), "\(g)")
  }

  @Test("support: with signs every entry of one estimate has the same size; one direction is one line")
  func support() throws {
    let function = smooth(), exact = function.jet(at: Vector(function.start)).gradient
    for seed in UInt64(0)..<20 {
      let g = try estimate("spsa", function, seed: seed)
      #expect(abs(abs(g[0]) - abs(g[1])) < 1e-9 && abs(abs(g[1]) - abs(g[2])) < 1e-9)
      // z·D with z of signs: D = ±g₀ is the slope along z.
      let z = g.map { $0 / abs(g[0]) }
      let slope = zip(exact, z).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(slope - abs(g[0])) < 1e-5 || abs(slope + abs(g[0])) < 1e-5)
    }
  }

  @Test("same seed, same bits; another seed or another step, other directions", arguments: [
    "spsa", "rdsa", "gaussiansmoothing(n_samples=3)", "spsa1(h=1)", "forwardgradient(jvp_method=\"central\")",
  ])
  func seeds(name: String) throws {
    let function = smooth(), call = name.contains("(") ? String(name.dropLast()) + ", " : name + "("
    let own = call + "seed=7) | lr(0.01)"
    #expect(try run(own, function, steps: 4, seed: 1) == run(own, function, steps: 4, seed: 2))
    #expect(try run("\(name) | lr(0.01)", function, steps: 4, seed: 1) == run("\(name) | lr(0.01)", function, steps: 4, seed: 1))
    #expect(try run("\(name) | lr(0.01)", function, steps: 4, seed: 1) != run("\(name) | lr(0.01)", function, steps: 4, seed: 2))
    #expect(try run(call + "seed=-1) | lr(0.01)", function, steps: 1) != run(call + "seed=1) | lr(0.01)", function, steps: 1))
    // After a reset it is as at the start.
    let one = try optimizer(call + "seed=7) | lr(0.01)", function)
    try one.step()
    let x = one.x.values
    one.chain.reset()
    let other = try optimizer(call + "seed=7) | lr(0.01)", smooth(x))
    try one.step()
    try other.step()
    #expect(one.x.values == other.x.values)
  }

  @Test("mezo repeats in every run and does not touch the run's generator")
  func mezo() throws {
    let function = smooth()
    #expect(try run("mezo | lr(0.01)", function, steps: 5, seed: 1) == run("mezo | lr(0.01)", function, steps: 5, seed: 2))
  }

  @Test("directions kept through a step: two requests at one point agree; not kept, they differ")
  func preGenerated() throws {
    for (text, agrees) in [("spsa", true), ("spsa(pre_generate=false)", false)] {
      let function = smooth()
      let optimizer = try optimizer(text, function)
      let objective = Objective(
        run: optimizer.run, layout: function.layout, function: optimizer.evaluator, point: optimizer.evaluator.current)
      try optimizer.chain.modules[0].step(objective)
      let a = Vector(count: 3), b = Vector(count: 3)
      var same = true
      for _ in 0..<8 {
        _ = try objective.function.gradient(at: objective.x, into: a)
        _ = try objective.function.gradient(at: objective.x, into: b)
        if a.values != b.values { same = false }
      }
      #expect(same == agrees)
    }
  }

  @Test("a value near x stands in for the one at x where that is allowed")
  func nearby() throws {
    let function = smooth()
    _ = try run("spsa(return_approx_loss=true) | lr(0.1)", function, steps: 1)
    #expect(function.values == 2)
    let other = smooth()
    _ = try run("spsa | lr(0.1)", other, steps: 1)
    #expect(other.values == 3)
  }

  @Test("problems without gradients run, and second-order modules work on differences of the estimates")
  func derivativeFree() throws {
    let function = Toy.quadratic(randomPositive(3, seed: 61), [1, 2, 3], start: [0, 0, 0], offers: [])
    let exact = try #require(randomPositive(3, seed: 61).solve(Vector([1, 2, 3]))).values
    #expect(relativeDeviation(try run("fdm | newtoncg(hvp_method=\"fd_central\")", function, steps: 3), exact) < 1e-4)
    #expect(function.gradients == 0)
    #expect(throws: RequirementError.self) { try optimizer("lr(1)", function) }
  }

  @Test("coordinates: order in tensors of 4 and 3 entries, backwards, and the first one three times")
  func coordinateOrder() throws {
    let layout = Layout([("a", [4]), ("b", [3])])
    func visits(_ index: String, _ layout: Layout, _ steps: Int) throws -> [Int] {
      let function = JetFunction("slope", start: Array(repeating: 0, count: layout.count), layout: layout, offers: []) { sum($0) }
      let optimizer = try optimizer("cd(index=\"\(index)\")", function)
      return try (0..<steps).map { _ in
        let before = optimizer.x.values
        try optimizer.step()
        let after = optimizer.x.values
        return before.indices.first { before[$0] != after[$0] } ?? -1
      }
    }
    #expect(try visits("cyclic", layout, 8) == [0, 3, 2, 1, 4, 6, 5, 0])
    #expect(try visits("cyclic2", .vector(3), 12) == [0, 2, 1, 1, 2, 0, 0, 0, 2, 1, 1, 2])
    #expect(Set(try visits("random", layout, 100)) == Set(0..<7))
    #expect(try visits("random", layout, 20) == visits("random", layout, 20))
  }

  @Test("cd: signs, slopes, standing still at a minimum, adapted steps")
  func coordinateMoves() throws {
    func bowl(_ start: Double) -> JetFunction { JetFunction("bowl", start: [start], offers: []) { x in x[0].squared } }
    #expect(try run("cd", bowl(3), steps: 1) == [2])
    #expect(try run("cd", bowl(-3), steps: 1) == [-2])
    #expect(try run("cd", bowl(0), steps: 1) == [0])
    #expect(relativeDeviation(try run("cd(grad=true)", bowl(3), steps: 1), [-3]) < 1e-9)
    #expect(relativeDeviation(try run("cd(grad=true, threepoint=false)", bowl(3), steps: 1), [-3.001]) < 1e-9)
    #expect(try run("cd(threepoint=false)", bowl(3), steps: 1) == [2])
    for (start, expected) in [(0.0, 0.0005), (3, 0.002), (0.0006, 0.001)] {
      let optimizer = try optimizer("cd", bowl(start))
      try optimizer.step()
      #expect((optimizer.chain.modules[0] as? CoordinateDescent)?.steps[0] == expected)
    }
  }

  @Test("settings out of range are errors", arguments: [
    "fdm(h=0)", "fdm(formula=\"central5\")", "fdm(target=\"loss\")", "spsa(n_samples=0)", "spsa(distribution=\"cauchy\")",
    "cd(index=\"best\")", "forwardgradient(jvp_method=\"fd\")",
  ])
  func settings(text: String) {
    #expect(throws: (any Error).self) { try ChainReader.chain(text) }
  }
}
