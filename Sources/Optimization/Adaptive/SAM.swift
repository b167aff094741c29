import Glibc
import Numerics

/// Replaces f by its value at the worst point nearby, for the modules that follow.
public class SharpnessAware: Module {
  /// Radius, exponent of its norm, least norm, radii in proportion to the parameters.
  var rule: (rho: Double, p: Double, eps: Double, adaptive: Bool) { (0, 2, 0, false) }
  private var function: PerturbedFunction?

  public override var readsUpdate: Bool { false }
  public override var requires: Capabilities { .gradient }

  public override func update(_ objective: Objective) throws {
    let function = self.function ?? PerturbedFunction(objective.function)
    self.function = function
    function.follow(objective.function, rule)
    objective.function = function
  }
}

/// f at x + e, e the step of norm rho (in each tensor) that raises f most to first order.
final class PerturbedFunction: ObjectiveFunction {
  private var base: ObjectiveFunction
  private var baseVersion = 0
  private var rule: (rho: Double, p: Double, eps: Double, adaptive: Bool) = (0, 2, 0, false)
  /// ∇f(x), then e.
  private let step: Vector
  private let point: Vector

  init(_ base: ObjectiveFunction) {
    self.base = base
    step = Vector(count: base.layout.count)
    point = Vector(count: base.layout.count)
    super.init(layout: base.layout)
  }

  func follow(_ base: ObjectiveFunction, _ rule: (rho: Double, p: Double, eps: Double, adaptive: Bool)) {
    // Values at the same x change with the batch and with a scheduled radius.
    if base !== self.base || base.version != baseVersion || rule != self.rule { version += 1 }
    self.base = base
    baseVersion = base.version
    self.rule = rule
  }

  override var capabilities: Capabilities { base.capabilities.subtracting(.residuals) }

  override func value(at x: Vector) throws -> Double {
    try perturb(x)
    return try base.value(at: point)
  }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    try perturb(x)
    return try base.gradient(at: point, into: g)
  }
  // The change of e with x is left out, as it is in the gradient.
  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    try perturb(x)
    try base.hessianProduct(at: point, v, into: out)
  }
  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    try perturb(x)
    try base.hessianProducts(at: point, v, into: out)
  }
  override func hessian(at x: Vector, into out: Matrix) throws {
    try perturb(x)
    try base.hessian(at: point, into: out)
  }

  /// point ← x + e
  private func perturb(_ x: Vector) throws {
    _ = try base.gradient(at: x, into: step)
    // With radii in proportion to |x| the rule is that of g·x in coordinates x/|x|, and e is multiplied by |x|.
    if rule.adaptive { step.update(reading: x) { e, x in e = e * abs(x) } }
    for segment in layout.segments {
      PerturbedFunction.steepest(step.base + segment.offset, segment.count, rule.rho, rule.p, rule.eps)
    }
    if rule.adaptive { step.update(reading: x) { e, x in e = e * abs(x) } }
    point.update(reading: x, step) { point, x, e in point = x + e }
  }

  /// g ← ρ·sign(g)|g|^(q − 1)/(Σ|g|^q)^(1/p), 1/p + 1/q = 1: the vector of p-norm ρ with the largest inner product with g.
  private static func steepest(_ g: UnsafeMutablePointer<Double>, _ n: Int, _ ρ: Double, _ p: Double, _ eps: Double) {
    if p == 2 {
      let scale = ρ / max(NormOrder.power(2)(g, n), eps)
      for i in 0..<n { g[i] *= scale }
    } else if p == .infinity {
      for i in 0..<n { g[i] = g[i] == 0 ? 0 : (g[i] < 0 ? -ρ : ρ) }
    } else if p == 1 {
      // All of it goes to the steepest entry, the first of several.
      var steepest = 0
      for i in 0..<n where abs(g[i]) > abs(g[steepest]) { steepest = i }
      let direction = n == 0 || g[steepest] == 0 ? 0 : (g[steepest] < 0 ? -ρ : ρ)
      for i in 0..<n { g[i] = i == steepest ? direction : 0 }
    } else {
      let q = p / (p - 1)
      var sum = 0.0
      for i in 0..<n { sum += pow(abs(g[i]), q) }
      let scale = ρ / max(pow(sum, 1 / p), eps)
      for i in 0..<n { g[i] = g[i] == 0 ? 0 : (g[i] < 0 ? -scale : scale) * pow(abs(g[i]), q - 1) }
    }
  }
}

/// Sharpness-aware minimization.
public final class SAM: SharpnessAware {
  public override class var declaration: Declaration {
    Declaration(
      "sam", .adaptive, "Replaces f by its value where it is largest nearby, for the modules that follow; two gradients for one.",
      rule: """
        e = rho·sign(g)|g|^(q − 1)/(Σ|g|^q)^(1/p), 1/p + 1/q = 1, in each tensor; f(x) → f(x + e), ∇f(x) → ∇f(x + e)
        asam: g·|x| for g, and e·|x| for e
        """,
      source: "Foret, Kleiner, Mobahi & Neyshabur, Sharpness-Aware Minimization, 2021, equation 2")
  }
  @Setting("radius of the neighbourhood", in: .nonnegative) var rho = 0.05
  @Setting("exponent of its norm, 1 … inf", in: .atLeast(1)) var p = 2.0
  @Setting("least divisor", in: .nonnegative) var eps = 1e-10
  @Setting("radii in proportion to the parameters") var asam = false
  override var rule: (rho: Double, p: Double, eps: Double, adaptive: Bool) { (rho, p, eps, asam) }
}

/// Adaptive sharpness-aware minimization.
public final class ASAM: SharpnessAware {
  public override class var declaration: Declaration {
    Declaration(
      "asam", .adaptive, "sam with neighbourhoods in proportion to the parameters.",
      rule: "h = g·|x|; e = rho·|x|·sign(h)|h|^(q − 1)/(Σ|h|^q)^(1/p), 1/p + 1/q = 1, in each tensor; f(x) → f(x + e)",
      source: "Kwon, Kim, Park & Choi, ASAM, 2021, equation 5")
  }
  @Setting("radius of the neighbourhood", in: .nonnegative) var rho = 0.5
  @Setting("exponent of its norm, 1 … inf", in: .atLeast(1)) var p = 2.0
  @Setting("least divisor", in: .nonnegative) var eps = 1e-10
  override var rule: (rho: Double, p: Double, eps: Double, adaptive: Bool) { (rho, p, eps, true) }
}
