import Numerics

/// One step's view of the problem: the point, the function in force, the update on its way through the chain, and flags.
///
/// Value and gradient are lazy and never evaluated twice at one point. An update is subtracted at the end of the step:
/// x ← x − update; where no module asked for it, it is the gradient.
///
/// A run belongs to one thread and no property is read while it is being changed; the runtime's check of that at every access
/// would cost more than the arithmetic of a small step. So what a step reads is `@exclusivity(unchecked)`, here and elsewhere.
public final class Objective {
  public let run: Run
  public let layout: Layout
  /// The function in force: the problem's own, or what an earlier module put in its place for the rest of the step.
  @exclusivity(unchecked) public var function: ObjectiveFunction
  /// Where the step stands; its x is this objective's parameters.
  @exclusivity(unchecked) public var point: Point
  /// The update; meaningful where `hasUpdate`.
  public let update: Vector
  @exclusivity(unchecked) public var hasUpdate = false
  /// Long updates are kept whole even where no later module reads them (`--record update`).
  @exclusivity(unchecked) public var keepsUpdate = false

  /// The rest of the chain is skipped.
  @exclusivity(unchecked) public var stop = false
  /// The parameters stay, or have been moved already.
  @exclusivity(unchecked) public var skipUpdate = false

  /// A module's own value and gradient for this step at this point (Gauss–Newton's Jᵀr, an average over batches).
  @exclusivity(unchecked) private var ownValue: Double?
  @exclusivity(unchecked) private var ownGradient: Vector?

  /// Spare points where the objective is of another size than the run's.
  @exclusivity(unchecked) private var ownPoints: [Point] = []

  /// The accepted trial of a line search: if the step ends there, what is known of it is kept.
  @exclusivity(unchecked) public private(set) var candidate: Point?

  public init(run: Run, layout: Layout, function: ObjectiveFunction, point: Point) {
    self.run = run
    self.layout = layout
    self.function = function
    self.point = point
    update = Vector(count: layout.count)
  }

  /// A view that shares point and function but owns its update: for operands of operations and parts of the parameters.
  public convenience init(childOf parent: Objective, layout: Layout? = nil) {
    self.init(run: parent.run, layout: layout ?? parent.layout, function: parent.function, point: parent.point)
  }

  /// Starts a child's step from the parent's present state: same point, function and knowledge, a copy of the update.
  public func follow(_ parent: Objective) {
    function = parent.function
    point = parent.point
    ownValue = parent.ownValue
    ownGradient = parent.ownGradient
    hasUpdate = parent.hasUpdate
    if hasUpdate { update.assign(parent.update) }
    clearFlags()
  }

  /// Starts a step.
  public func begin(function: ObjectiveFunction, point: Point) {
    if self.function !== function { self.function = function }
    self.point = point
    ownValue = nil
    if ownGradient != nil { ownGradient = nil }
    hasUpdate = false
    clearFlags()
  }

  private func clearFlags() {
    stop = false
    skipUpdate = false
    hasChangedParameters = false
    if let left = takeCandidate() { recycle(left) }
  }

  /// The accepted trial, handed over.
  func takeCandidate() -> Point? {
    defer { candidate = nil }
    return candidate
  }

  public var x: Vector { point.x }

  /// Changes x at once, within the step. What is known of f and ∇f stays as it is for the rest of the step; what is not will be
  /// found at the new x.
  public func changeParameters(_ change: (Vector) -> Void) {
    if point === run.evaluator.current { run.evaluator.willChangeCurrent() }
    change(point.x)
    hasChangedParameters = true
  }
  /// This objective's x was changed within the step: a container of a part of the parameters hands it on.
  @exclusivity(unchecked) public private(set) var hasChangedParameters = false

  // MARK: value and gradient

  /// f(x) of the function in force.
  public func value() throws -> Double {
    if let ownValue { return ownValue }
    if function === run.evaluator {
      if let known = point.value { return known }
      let f = try function.value(at: point.x)
      point.value = f
      return f
    }
    if let known = substitute?.value { return known }
    let f = try function.value(at: point.x)
    remember(point, value: f, hasGradient: false)
    return f
  }

  /// ∇f(x) of the function in force; do not write into it.
  public func gradient() throws -> Vector {
    if let ownGradient { return ownGradient }
    let point = point
    if function === run.evaluator {
      if !point.hasGradient {
        let f = try run.evaluator.gradient(at: point.x, into: point.gradient)
        if point.value == nil { point.value = f }
        point.hasGradient = true
      }
      return point.gradient
    }
    if let substitute, substitute.hasGradient { return point.substituteGradient }
    let known = substitute?.value
    let g = point.substituteGradient
    let f = try function.gradient(at: point.x, into: g)
    remember(point, value: known ?? f, hasGradient: true)
    return g
  }

  /// The gradient if it is known already.
  public var knownGradient: Vector? {
    if let ownGradient { return ownGradient }
    if function === run.evaluator { return point.hasGradient ? point.gradient : nil }
    if let substitute, substitute.hasGradient { return point.substituteGradient }
    return nil
  }

  /// The value if it is known already.
  public var knownValue: Double? {
    if let ownValue { return ownValue }
    return function === run.evaluator ? point.value : substitute?.value
  }

  /// From here on in this step, value and gradient at x are these; nil leaves the function's. The vector is not copied.
  public func override(value: Double? = nil, gradient: Vector? = nil) {
    if let value { ownValue = value }
    if let gradient { ownGradient = gradient }
  }

  /// Forgets the gradient of this step: the next reader evaluates it anew.
  public func forgetGradient() {
    ownGradient = nil
    point.hasGradient = false
    point.substitute = nil
  }

  private var substitute: Point.Substitute? { substitute(at: point) }

  private func substitute(at point: Point) -> Point.Substitute? {
    guard let known = point.substitute, known.owner == ObjectIdentifier(function), known.version == function.version
    else { return nil }
    return known
  }

  /// Notes what the function in force, another than the problem's own, gave at a point.
  private func remember(_ point: Point, value: Double?, hasGradient: Bool) {
    point.substitute = Point.Substitute(
      owner: ObjectIdentifier(function), version: function.version, value: value, hasGradient: hasGradient)
  }

  // MARK: trial points

  /// A point of this objective's size whose x is to be written; give it back with `recycle` unless it is accepted.
  public func takePoint() -> Point {
    if layout.count == run.evaluator.layout.count { return run.evaluator.takePoint() }
    guard let point = ownPoints.popLast() else { return Point(count: layout.count) }
    point.invalidate()
    return point
  }

  public func recycle(_ point: Point) {
    if point === self.point { return }
    if point.x.count == run.evaluator.layout.count { run.evaluator.recycle(point) } else { ownPoints.append(point) }
  }

  /// Evaluates f at another point (a trial of a line search or trust region).
  public func value(at trial: Point) throws -> Double {
    let f = try function.value(at: trial.x)
    if function === run.evaluator {
      trial.value = f
    } else {
      remember(trial, value: f, hasGradient: substitute(at: trial)?.hasGradient ?? false)
      if function.valueFunction === run.evaluator { trial.value = f }
    }
    return f
  }

  /// Evaluates f and ∇f at another point; gives the value, and the gradient in `trial.gradient`.
  public func gradient(at trial: Point) throws -> Double {
    let f = try function.gradient(at: trial.x, into: trial.gradient)
    if function === run.evaluator {
      trial.value = f
      trial.hasGradient = true
    } else {
      trial.substituteGradient.assign(trial.gradient)
      remember(trial, value: f, hasGradient: true)
      if function.valueFunction === run.evaluator { trial.value = f }
    }
    return f
  }

  /// The step ends at x₀ − step·update, which is this point: where the module is the last of the top-level chain the run
  /// moves there, elsewhere the update is scaled and the point's knowledge kept in case the step does end there.
  public func accept(_ trial: Point, step: Double, isLast: Bool) {
    candidate = trial
    if isLast {
      stop = true
      skipUpdate = true
    } else {
      update.scale(by: step)
      hasUpdate = true
    }
  }

  // MARK: the update

  /// The update, made from the gradient where there is none yet.
  public func currentUpdate() throws -> Vector {
    if !hasUpdate {
      update.assign(try gradient())
      hasUpdate = true
    }
    return update
  }

  /// u ← value
  public func setUpdate(_ value: Vector) {
    update.assign(value)
    hasUpdate = true
  }

  /// u ← value in every entry
  public func setUpdate(toEntries value: Double) {
    update.fill(value)
    hasUpdate = true
  }

  /// A termination module's wish; the step is completed, then the run ends. The first reason stays.
  public func terminate(_ reason: @autoclosure () -> String) {
    if run.termination == nil { run.termination = reason() }
  }

  /// The number of steps before this one.
  public var step: Int { run.step }
}
