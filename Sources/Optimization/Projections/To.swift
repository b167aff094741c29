import Numerics

/// Element types of the `to` projection.
public enum ElementFormat: String, WordSetting {
  case float64, float32

  /// v rounded to the format.
  func round(_ v: Vector) {
    guard self == .float32 else { return }
    v.update { lane in lane = Lanes(SIMD8<Float>(lane)) }
  }
}

/// Runs a chain in another element type: what goes in (parameters, update, gradient) and what comes out is rounded to it.
public final class To: Module {
  public override class var declaration: Declaration {
    Declaration(
      "to", .projections, "Runs a chain in another element type.",
      rule: "x, u and g are rounded to dtype on the way in, the update on the way out; the chain's memory stays double")
  }
  @Setting("chain", required: true) var modules = Chain([])
  @Setting("float32 or float64; none: as it is", required: true) var dtype: ElementFormat? = nil
  @Setting("where the tensors live; there is one place, so it is ignored") var device: String? = nil
  private var function: RoundedFunction?
  private var child: Objective?

  public override func step(_ objective: Objective) throws {
    guard let dtype, dtype != .float64 else { return try modules.step(objective) }
    let function = self.function ?? RoundedFunction(objective.function, dtype)
    self.function = function
    function.base = objective.function
    function.version = objective.function.version
    let child: Objective
    if let known = self.child {
      child = known
      child.begin(function: function, point: child.point)
    } else {
      child = Objective(run: objective.run, layout: layout, function: function, point: Point(count: layout.count))
      self.child = child
    }
    child.point.invalidate()
    child.point.x.assign(objective.x)
    dtype.round(child.point.x)
    if objective.hasUpdate {
      child.setUpdate(objective.update)
      dtype.round(child.update)
    }
    try modules.step(child)
    if child.stop { objective.stop = true }
    if child.skipUpdate { objective.skipUpdate = true }
    objective.setUpdate(try child.currentUpdate())
    dtype.round(objective.update)
  }
}

/// A function whose argument, value and gradient are rounded.
private final class RoundedFunction: ObjectiveFunction {
  var base: ObjectiveFunction
  private let format: ElementFormat
  private let x: Vector

  init(_ base: ObjectiveFunction, _ format: ElementFormat) {
    self.base = base
    self.format = format
    x = Vector(count: base.layout.count)
    super.init(layout: base.layout)
  }

  override var capabilities: Capabilities { base.capabilities.subtracting(.residuals) }

  private func rounded(_ point: Vector) -> Vector {
    x.assign(point)
    format.round(x)
    return x
  }

  override func value(at point: Vector) throws -> Double { Double(Float(try base.value(at: rounded(point)))) }

  override func gradient(at point: Vector, into g: Vector) throws -> Double {
    let f = try base.gradient(at: rounded(point), into: g)
    format.round(g)
    return Double(Float(f))
  }

  override func hessianProduct(at point: Vector, _ v: Vector, into out: Vector) throws {
    try base.hessianProduct(at: rounded(point), v, into: out)
  }
  override func hessianProducts(at point: Vector, _ v: Matrix, into out: Matrix) throws {
    try base.hessianProducts(at: rounded(point), v, into: out)
  }
  override func hessian(at point: Vector, into out: Matrix) throws { try base.hessian(at: rounded(point), into: out) }
}
