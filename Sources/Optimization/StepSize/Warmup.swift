import Numerics

/// A step size that grows linearly from one value to another.
public final class Warmup: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "warmup", .stepSize, "Multiplies the update by a number that goes linearly from start_lr to end_lr.",
      rule: "u ← u·(start_lr + (end_lr − start_lr)·c/steps), c = 0, 1, …, steps; then u·end_lr")
  }
  @Setting("number of steps; 0: end_lr at once", in: .atLeast(0)) var steps = 100
  @Setting("factor of the first step") var startLr = 1e-5
  @Setting("factor after the warm-up") var endLr = 1.0
  @State var c = 0
  private var multiplier = 1.0

  public override var learnsInApply: Bool { true }

  public override func begin(_ objective: Objective) throws {
    multiplier = c < steps ? startLr + (endLr - startLr) * Double(c) / Double(steps) : endLr
    c += 1
  }
  public override var onlyScales: Bool { true }
  public override var factor: Double { multiplier }
}

/// A bound of the update's norm that grows linearly and then goes.
public final class WarmupNormClip: Module {
  public override class var declaration: Declaration {
    Declaration(
      "warmupnormclip", .stepSize, "Bounds the update's norm by a number that goes linearly from start_norm to end_norm, then not at all.",
      rule: "N = start_norm + (end_norm − start_norm)·c/steps; u ← u·min(1, N/‖u‖) for c = 0, …, steps")
  }
  @Setting("number of steps; 0: no bound", in: .atLeast(0)) var steps = 100
  @Setting("bound of the first step", in: .nonnegative) var startNorm = 1e-5
  @Setting("bound of the last step of the warm-up", in: .nonnegative) var endNorm = 1.0
  @State var c = 0

  public override func apply(_ objective: Objective) throws {
    guard steps > 0, c <= steps else { return }
    let bound = startNorm + (endNorm - startNorm) * Double(c) / Double(steps)
    c += 1
    let u = try objective.currentUpdate()
    let norm = u.norm2
    if norm > bound { u.scale(by: bound / norm) }
  }
}

/// The step size under a key of its own.
public final class StepSize: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("stepsize", .stepSize, "Multiplies the update by a step size; lr under another name.", rule: "u ← step_size·u")
  }
  @Setting("step size; negative and zero are allowed", required: true) var stepSize = 1.0
  @Setting("the name under which schedules of the library address it; no effect here") var key = "step_size"

  public override var onlyScales: Bool { true }
  public override var factor: Double { stepSize }
}
