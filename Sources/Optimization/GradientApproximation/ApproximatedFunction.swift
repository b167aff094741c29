import Numerics

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
