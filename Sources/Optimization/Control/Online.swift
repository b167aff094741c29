import Numerics

/// Secant pairs from one batch: at every step the module learns at the previous point and at the present one, both with the
/// present function.
public final class Online: Module {
  public override class var declaration: Declaration {
    Declaration(
      "online", .control, "Makes quasi-Newton and similar modules see both ends of a step with the same batch.",
      rule: "forget the previous pair; learn at x₋ with the present function, then at x; apply at x",
      source: "Schraudolph, Yu & Günter, A Stochastic Quasi-Newton Method for Online Convex Optimization, 2007, section 3")
  }
  @Setting("module that compares points", required: true) var module = Chain([])
  @State var hasPrevious = false
  @Buffer var previousX
  /// ∇f and f at the previous point, where they are those of the problem's own function.
  @Buffer var previousGradient
  @State var previousValue: Double? = nil
  @State var version = -1
  private var previous: Point?
  private var child: Objective?

  public override func update(_ objective: Objective) throws {
    let here = try objective.gradient()
    let previous = self.previous ?? Point(count: objective.layout.count)
    self.previous = previous
    if hasPrevious {
      module.resetForOnline()
      let child = self.child ?? Objective(childOf: objective)
      self.child = child
      // What was found there holds as long as the function is the same.
      let function = objective.function
      previous.x.assign(previousX)
      previous.invalidate()
      if function === objective.run.evaluator, objective.run.evaluator.base.version == version, let value = previousValue {
        previous.gradient.assign(previousGradient)
        previous.value = value
        previous.hasGradient = true
      }
      child.begin(function: function, point: previous)
      try module.update(child)
    }
    try module.update(objective)
    previousX.assign(objective.x)
    previousValue = nil
    if objective.function === objective.run.evaluator, let value = objective.knownValue {
      previousGradient.assign(here)
      previousValue = value
      version = objective.run.evaluator.base.version
    }
    hasPrevious = true
  }

  public override func apply(_ objective: Objective) throws { try module.apply(objective) }
}
