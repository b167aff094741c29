import Numerics

/// What an approximated gradient is put into.
public enum ApproximationTarget: String, WordSetting {
  /// Every gradient that is asked for in the rest of the step, at any point.
  case closure
  /// The gradient at x, once.
  case grad
  /// The update.
  case update
}

/// The shared part of gradient approximators: for the rest of a step the objective's gradients are estimates from its values.
open class GradientApproximator: Module {
  private var function: ApproximatedFunction?
  private var own = Vector(count: 0)

  public override var readsUpdate: Bool { false }
  public override var makesUpdate: Bool { destination == .update }
  public override var provides: Capabilities { [.gradient] }

  /// What the estimate becomes.
  var destination: ApproximationTarget { .closure }
  /// The estimate's own values may stand for the value at x where that is not known.
  var acceptsNearbyValue: Bool { false }
  /// The same x gives the same estimate in every step.
  var isDeterministic: Bool { true }

  /// Before the estimates of a step.
  func beginEstimates(_ objective: Objective) throws {}

  /// g ← an estimate of ∇f(x); gives f(x) where it is known by then.
  func estimate(_ f: ValueProbe, into g: Vector) throws {}

  public override func apply(_ objective: Objective) throws {
    try beginEstimates(objective)
    let function = self.function ?? ApproximatedFunction(objective.function, self)
    self.function = function
    function.base = objective.function
    function.follow(isDeterministic: isDeterministic)
    if destination == .closure {
      objective.function = function
      return
    }
    if own.count != layout.count { own = Vector(count: layout.count) }
    function.probe.begin(function.base, objective.x, value: objective.knownValue)
    try estimate(function.probe, into: own)
    if let value = function.probe.value, objective.knownValue == nil { objective.override(value: value) }
    if destination == .grad {
      objective.override(gradient: own)
    } else {
      objective.setUpdate(own)
    }
  }
}
