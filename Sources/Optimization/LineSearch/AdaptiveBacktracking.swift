import Numerics

/// Backtracking whose first trial learns from the steps that were taken.
public final class AdaptiveBacktracking: LineSearch {
  public override class var declaration: Declaration {
    Declaration(
      "adaptivebacktracking", .lineSearch, "Backtracking that learns with which step to start.",
      rule: """
        a₁ = init·s, then β a₁, β²a₁, … as backtracking, β = beta·r; s = r = 1 at first
        a₁ taken: s ← s·nplus^target_iters; a later step a taken: s ← s + (1 − scale_beta)(a/(β a₁) − s); r ← min(1, √1.5·r)
        none taken: r ← r/1.5
        """,
      source: "torchzero's; the loop is Nocedal & Wright, Numerical Optimization, 2006, algorithm 3.1")
  }

  @Setting("first step", in: .positive, named: "init") var first = 1.0
  @Setting("factor from one trial to the next", in: .openUnit) var beta = 0.5
  @Setting("share of the predicted decrease that is sufficient", in: .closedUnit) var c = 1e-4
  @Setting("what an accepted trial has to satisfy") var condition = DecreaseCondition.armijo
  @Setting("trials at most", in: .atLeast(1)) var maxiter = 20
  @Setting("0: the next search starts with the step that was taken; otherwise with one trial to spare", in: .atLeast(0))
  var targetIters = 1
  @Setting("growth of the first step when it was taken, for each of target_iters", in: .atLeast(1)) var nplus = 2.0
  @Setting("momentum of the first step", in: .unit) var scaleBeta = 0.0

  /// Factors of the first step and of `beta`.
  @State var scale = 1.0
  @State var betaScale = 1.0

  public override var requires: Capabilities { c == 0 || condition == .decrease ? [] : .gradient }
  public override var keepsBestTrial: Bool { true }

  public override func search(_ line: inout SearchLine) throws -> Double {
    let start = first * scale, factor = beta * betaScale
    let found = try backtrack(
      &line, first: start, beta: factor, c: c, condition: condition, maxiter: maxiter)
    guard let a = found else {
      betaScale /= 1.5
      return 0
    }
    if a == start && targetIters > 0 {
      scale = min(scale * power(nplus, targetIters), SearchLine.longest)
    } else {
      let target = targetIters > 0 ? a / factor : a
      scale += (1 - scaleBeta) * (target / start - scale)
    }
    betaScale = min(1, betaScale * 1.5.squareRoot())
    return a
  }
}

/// xᵏ by multiplication.
func power(_ x: Double, _ k: Int) -> Double {
  var result = 1.0
  for _ in 0..<max(0, k) where result.isFinite && result != 0 { result *= x }
  return result
}
