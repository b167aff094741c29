import Numerics

/// What the rules share that find one step size for the whole update: they learn it from the incoming update u, and scale what
/// `inner` makes of it.
public class AdaptiveStepSize: Module {
  /// The step size; none before the first.
  @State var α: Double? = nil

  /// A factor beside the step size.
  var gain: Double { 1 }
  /// The length of the first step, and of one without a usable step size: its largest entry.
  var smallStep: Double { 1e-7 }
  /// There is no usable step size in this step.
  func noteUnusable() {}

  public override func apply(_ objective: Objective) throws {
    let w = try objective.currentUpdate()
    if let α, AdaptiveStepSize.isUsable(α) {
      w.scale(by: gain * α)
    } else {
      noteUnusable()
      w.scale(by: gain * AdaptiveStepSize.small(w, smallStep))
    }
  }

  /// Neither almost zero nor negative nor almost infinite.
  static func isUsable(_ α: Double) -> Bool {
    α >= 2 * .leastNormalMagnitude && α <= .greatestFiniteMagnitude / 2
  }

  /// A factor that makes the largest entry of w small: `size`, or w itself where that is smaller still.
  static func small(_ w: Vector, _ size: Double) -> Double {
    let largest = w.maxAbs
    if largest < size { return 1 }
    return largest < 1 ? size / largest : size
  }

  public override var hessianOperator: (any HessianOperator)? {
    let scale = α.map { AdaptiveStepSize.isUsable($0) ? 1 / $0 : 1 } ?? 1
    return ScaledIdentity(scale)
  }
}

/// s·I
final class ScaledIdentity: HessianOperator {
  private let scale: Double
  init(_ scale: Double) { self.scale = scale }

  var identityMultiple: Double? { scale }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    let scale = scale
    out.update(reading: v) { out, v in out = scale * v }
    return true
  }
  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    let scale = scale
    out.update(reading: b) { out, b in out = b / scale }
    return true
  }
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    let scale = scale
    if let d {
      out.update(reading: b, d) { out, b, d in out = b / (scale + lambda * d) }
    } else {
      out.update(reading: b) { out, b in out = b / (scale + lambda) }
    }
    return true
  }
  func diagonal(into out: Vector) throws -> Bool {
    out.fill(scale)
    return true
  }
}

/// s = x − x₋ and y = g − g₋ of two steps, g the gradient or the update.
struct SecantPair {
  let ss: Double
  let sy: Double
  let yy: Double
}

/// Rules that compare two points.
public class SecantStepSize: AdaptiveStepSize {
  @Setting("compare gradients; false: updates") var useGrad = true
  @Buffer private var previousX
  @Buffer private var previousG
  @Buffer private var s
  @State private var hasPrevious = false
  /// ‖g‖ of the present step.
  private(set) var lengthOfG = 0.0

  /// The pair of this step and the last, which this step replaces; nil in the first.
  func pair(_ objective: Objective) throws -> SecantPair? {
    let x = objective.x
    let g = useGrad ? try objective.gradient() : try objective.currentUpdate()
    lengthOfG = g.norm2
    defer {
      previousX.assign(x)
      previousG.assign(g)
      hasPrevious = true
    }
    guard hasPrevious else { return nil }
    s.update(reading: x, previousX) { s, x, p in s = x - p }
    previousG.update(reading: g) { p, g in p = g - p }
    let y = previousG
    return SecantPair(ss: s.sumOfSquares, sy: s.dot(y), yy: y.sumOfSquares)
  }

  public override func resetForOnline() {
    super.resetForOnline()
    hasPrevious = false
  }
}
