import Numerics

/// What the strength of a relative decay is measured on.
public enum DecayMeasure: String, WordSetting { case update, grad, params }

/// A penalty in proportion to the size of the update.
public final class RelativeWeightDecay: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "relativeweightdecay", .weightDecay, "Weight decay in proportion to the size of the update, the gradient or the parameters.",
      rule: "u ← u + weight_decay·metric(update, grad or params)·|x|^(ord − 1)·sign(x); cautious: where u·x > 0 alone")
  }
  @Setting("weight of the penalty") var weightDecay = 0.1
  @Setting("exponent of the penalty", in: .atLeast(1)) var ord = 2.0
  @Setting("what is measured, all tensors together") var normInput = DecayMeasure.update
  @Setting("the measure") var metric = NormOrder.meanAbsolute
  @Setting("only where the decay agrees with the update") var cautious = false
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  private var x: Vector?
  private var strength = 0.0

  /// The measure needs the whole update first.
  public override var isFusible: Bool { normInput != .update }
  public override var learnsInApply: Bool { true }

  public override func begin(_ objective: Objective) throws {
    x = objective.x
    switch normInput {
    case .update: strength = metric(try objective.currentUpdate())
    case .grad: strength = metric(try objective.gradient())
    case .params: strength = metric(objective.x)
    }
  }

  public override func transform(_ u: Block) {
    guard let x else { return }
    let λ = weightDecay * strength
    if cautious {
      addPenalty(u, x, ord) { u, penalty in select(u * penalty .> 0, u + λ * penalty, u) }
    } else {
      addPenalty(u, x, ord) { u, penalty in u + λ * penalty }
    }
  }
}

/// A penalty where the update agrees with it.
public final class CautiousWeightDecay: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "cautiousweightdecay", .weightDecay, "Weight decay where the update points to zero too.",
      rule: "u ← u + weight_decay·|x|^(ord − 1)·sign(x) where u·x > 0",
      source: "Chen et al., Cautious Weight Decay, 2025, algorithm 1")
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
    addPenalty(u, x, ord) { u, penalty in select(u * penalty .> 0, u + λ * penalty, u) }
  }
}

/// Decay of the parameters at once.
public final class DirectWeightDecay: Module {
  public override class var declaration: Declaration {
    Declaration(
      "directweightdecay", .weightDecay, "Shrinks the parameters themselves, within the step; the update is passed on.",
      rule: "x ← x − weight_decay·|x|^(ord − 1)·sign(x); what is known of f and ∇f in this step stays as it is")
  }
  @Setting("weight of the penalty", required: true) var weightDecay = 0.0
  @Setting("exponent of the penalty", in: .atLeast(1)) var ord = 2.0

  public override var readsUpdate: Bool { false }

  public override func apply(_ objective: Objective) throws {
    let λ = weightDecay, p = ord
    objective.changeParameters { x in
      if p == 2 {
        x.update { x in x = x - λ * x }
      } else {
        x.update { x in x = x - λ * (p == 1 ? sign(x) : Numerics.pow(abs(x), p - 1) * sign(x)) }
      }
    }
  }
}
