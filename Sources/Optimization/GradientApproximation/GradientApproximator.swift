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

/// f with estimated gradients; values and exact derivatives of second order pass.
final class ApproximatedFunction: ObjectiveFunction {
  var base: ObjectiveFunction
  private unowned let approximator: GradientApproximator
  private var baseVersion = 0
  let probe: ValueProbe

  init(_ base: ObjectiveFunction, _ approximator: GradientApproximator) {
    self.base = base
    self.approximator = approximator
    probe = ValueProbe(count: base.layout.count)
    super.init(layout: base.layout)
  }

  /// Estimates of a new step may differ from those before.
  func follow(isDeterministic: Bool) {
    if !isDeterministic || base.version != baseVersion { version += 1 }
    baseVersion = base.version
  }

  override var capabilities: Capabilities { base.capabilities.union(.gradient) }
  override var residualCount: Int { base.residualCount }
  override var valueFunction: ObjectiveFunction { approximator.acceptsNearbyValue ? self : base.valueFunction }

  override func value(at x: Vector) throws -> Double { try base.value(at: x) }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    probe.begin(base, x, value: nil)
    try approximator.estimate(probe, into: g)
    if let value = probe.value { return value }
    if approximator.acceptsNearbyValue, let nearby = probe.nearby { return nearby }
    return try base.value(at: x)
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

/// Values around a point x: along axes and along directions.
final class ValueProbe {
  private(set) var function: ObjectiveFunction?
  /// The point of the estimate; not to be written.
  private(set) var x: Vector
  /// f(x), if known.
  private(set) var value: Double?
  /// The first value that was found near x.
  private(set) var nearby: Double?
  private let moved: Vector

  init(count: Int) {
    x = Vector(count: 0)
    moved = Vector(count: count)
  }

  func begin(_ function: ObjectiveFunction, _ x: Vector, value: Double?) {
    self.function = function
    self.x = x
    self.value = value
    nearby = nil
    moved.assign(x)
  }

  private func evaluate(_ x: Vector) throws -> Double {
    guard let function else { return .nan }
    return try function.value(at: x)
  }

  /// f(x), evaluated once.
  func centre() throws -> Double {
    if let value { return value }
    let f = try evaluate(x)
    value = f
    return f
  }

  /// g ← ∇f(x), exact; f(x) is known then.
  func gradient(into g: Vector) throws {
    guard let function else { return g.fill(.nan) }
    value = try function.gradient(at: x, into: g)
  }

  /// f(x + displacement·eᵢ)
  func alongAxis(_ i: Int, _ displacement: Double) throws -> Double {
    moved[i] = x[i] + displacement
    defer { moved[i] = x[i] }
    let f = try evaluate(moved)
    if nearby == nil { nearby = f }
    return f
  }

  /// f(x + displacement·z); the axis probes are to be begun anew afterwards.
  func along(_ z: Vector, _ displacement: Double) throws -> Double {
    moved.assign(x, minus: z, times: -displacement)
    let f = try evaluate(moved)
    if nearby == nil { nearby = f }
    return f
  }

  /// The derivative along axis i.
  func derivative(axis i: Int, _ stencil: Stencil, h: Double) throws -> Double {
    var sum = stencil.usesCentre ? stencil.centre * (try centre()) : 0
    for term in stencil.terms { sum += term.weight * (try alongAxis(i, term.displacement * h)) }
    return sum / (stencil.divisor * h)
  }

  /// The derivative along z, which need not have norm 1.
  func derivative(along z: Vector, _ stencil: Stencil, h: Double) throws -> Double {
    var sum = stencil.usesCentre ? stencil.centre * (try centre()) : 0
    for term in stencil.terms { sum += term.weight * (try along(z, term.displacement * h)) }
    return sum / (stencil.divisor * h)
  }
}
