import Numerics

/// What the rule T of a module replaces.
public enum Target: String, WordSetting {
  /// u ← T(u)
  case update
  /// The step's gradient: g ← T(g), u as it is.
  case grad
  /// Every gradient that is evaluated from here on in the step: ∇f ← T(∇f).
  case closure
  /// x ← T(x) at once
  case paramsDirect = "params_direct"
  /// u ← x − T(x)
  case paramsDifference = "params_difference"
  /// u ← u − T(u)
  case updateDifference = "update_difference"
}

/// A step of a module whose rule acts on something else than the update. It sees that as its update.
final class TargetedStep {
  let module: Module
  private var child: Objective?
  private var gradient: Vector?
  private var function: TargetedFunction?

  init(_ module: Module) { self.module = module }

  func step(_ objective: Objective) throws {
    let count = objective.layout.count
    switch module.actsOn {
    case .update:
      try module.step(objective)
    case .grad:
      let result = gradient ?? Vector(count: count)
      gradient = result
      result.assign(try transformed(try objective.gradient(), objective))
      objective.override(gradient: result)
    case .closure:
      let function = self.function ?? TargetedFunction(objective.function, self)
      self.function = function
      function.follow(objective)
    case .paramsDirect:
      let result = try transformed(objective.x, objective)
      objective.changeParameters { x in x.assign(result) }
    case .paramsDifference:
      let result = try transformed(objective.x, objective)
      objective.update.update(reading: objective.x, result) { u, x, t in u = x - t }
      objective.hasUpdate = true
    case .updateDifference:
      let u = try objective.currentUpdate()
      let result = try transformed(u, objective)
      u.update(reading: result) { u, t in u -= t }
    }
  }

  /// T(v); valid until the next call.
  func transformed(_ v: Vector, _ parent: Objective) throws -> Vector {
    let child = self.child ?? Objective(childOf: parent)
    self.child = child
    child.follow(parent)
    child.setUpdate(v)
    try module.step(child)
    return try child.currentUpdate()
  }
}

/// f with T(∇f) for its gradient.
private final class TargetedFunction: ObjectiveFunction {
  private var base: ObjectiveFunction
  private unowned let targeted: TargetedStep
  private var parent: Objective?

  init(_ base: ObjectiveFunction, _ targeted: TargetedStep) {
    self.base = base
    self.targeted = targeted
    super.init(layout: base.layout)
  }

  /// Takes the place of the objective's function for the rest of the step.
  func follow(_ objective: Objective) {
    base = objective.function
    let parent = self.parent ?? Objective(childOf: objective)
    self.parent = parent
    parent.begin(function: base, point: objective.point)
    // T may have a memory: its values of the last step are void.
    version += 1
    objective.function = self
  }

  override var capabilities: Capabilities { base.capabilities }
  override var residualCount: Int { base.residualCount }
  override func value(at x: Vector) throws -> Double { try base.value(at: x) }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    let f = try base.gradient(at: x, into: g)
    if let parent { g.assign(try targeted.transformed(g, parent)) }
    return f
  }
  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    try base.hessianProduct(at: x, v, into: out)
  }
  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    try base.hessianProducts(at: x, v, into: out)
  }
  override func hessian(at x: Vector, into out: Matrix) throws { try base.hessian(at: x, into: out) }
  override func residuals(at x: Vector, into r: Vector) throws { try base.residuals(at: x, into: r) }
  override func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws {
    try base.jacobian(at: x, residuals: r, into: J)
  }
}
