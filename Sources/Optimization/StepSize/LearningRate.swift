import Numerics

/// The step size: a multiplication in its place in the chain.
public final class LearningRate: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("lr", .stepSize, "Multiplies the update by a step size.", rule: "u ← lr·u")
  }

  @Setting("step size; negative and zero are allowed", required: true) var lr = 1.0

  public override var onlyScales: Bool { true }
  public override var factor: Double { lr }
}
