import Numerics

/// Backtracking: a first step, shortened until the value has decreased enough.
public final class Backtracking: LineSearch {
  public override class var declaration: Declaration {
    Declaration(
      "backtracking", .lineSearch, "Shortens a first step until the value has decreased enough.",
      rule: """
        a = init·s, then beta·a, beta²·a, … until f(x − a·u) < f + c·a·min(g₀, 0), g₀ = −⟨∇f, u⟩
        a trial higher than the one before it, which decreased f: the one before it is taken
        adaptive: s = 1; after a failure s ← s·beta^maxiter, after a success 1 again
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, algorithm 3.1; Armijo 1966; Goldstein 1965")
  }

  @Setting("first step", in: .positive, named: "init") var first = 1.0
  @Setting("factor from one trial to the next", in: .openUnit) var beta = 0.5
  @Setting("share of the predicted decrease that is sufficient", in: .closedUnit) var c = 1e-4
  @Setting("what an accepted trial has to satisfy") var condition = DecreaseCondition.armijo
  @Setting("trials at most", in: .atLeast(1)) var maxiter = 10
  @Setting("start shorter after a failure") var adaptive = true

  /// Factor of the first step.
  @State var scale = 1.0

  public override var requires: Capabilities { c == 0 || condition == .decrease ? [] : .gradient }
  public override var keepsBestTrial: Bool { true }

  public override func search(_ line: inout SearchLine) throws -> Double {
    let a = try backtrack(
      &line, first: adaptive ? first * scale : first, beta: beta, c: c, condition: condition, maxiter: maxiter)
    if let a {
      scale = 1
      return a
    }
    // When nothing is left of the scale the search starts over from a long step.
    if adaptive { scale = scale <= smallestMagnitude ? 2 : scale * power(beta, maxiter) }
    return 0
  }
}

/// The loop of backtracking searches; nil if `maxiter` trials do not suffice.
func backtrack(
  _ line: inout SearchLine, first: Double, beta: Double, c: Double, condition: DecreaseCondition, maxiter: Int
) throws -> Double? {
  let slope = c == 0 || condition == .decrease ? 0 : try line.slopeAtStart()
  let start = try line.valueAtStart()
  var a = first, previousStep = 0.0, previous = Double.nan
  for _ in 0..<maxiter {
    let f = try line.value(a)
    if f.isFinite {
      // Beyond this trial the value rises again: the one before it, which only was not low enough, is the better.
      if f > previous && previous < start { return previousStep }
      if condition.holds(a, f, start: start, slope: slope, c) { return a }
      (previousStep, previous) = (a, f)
    }
    a *= beta
  }
  return nil
}
