import Numerics

/// Adds the gradient of a penalty on the parameters.
public final class WeightDecay: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "weightdecay", .weightDecay, "Adds the gradient of a penalty Σ|x|^ord/ord: L2 before an adaptive module, decoupled after it.",
      rule: "u ← u + weight_decay·|x|^(ord − 1)·sign(x)",
      source: "Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019")
  }
  @Setting("weight of the penalty", required: true) var weightDecay = 0.0
  @Setting("exponent of the penalty", in: .atLeast(1)) var ord = 2.0
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  private var x: Vector?

  public override func begin(_ objective: Objective) throws { x = objective.x }

  public override func transform(_ u: Block) {
    guard let x else { return }
    let λ = weightDecay
    addPenalty(u, x, ord) { u, penalty in u + λ * penalty }
  }
}

/// u ← f(u, |x|^(p − 1)·sign x)
@inline(__always)
func addPenalty(_ u: Block, _ x: Vector, _ p: Double, _ f: (Lanes, Lanes) -> Lanes) {
  if p == 2 {
    u.update(reading: x) { u, x in u = f(u, x) }
  } else if p == 1 {
    u.update(reading: x) { u, x in u = f(u, sign(x)) }
  } else {
    u.update(reading: x) { u, x in u = f(u, Numerics.pow(abs(x), p - 1) * sign(x)) }
  }
}
