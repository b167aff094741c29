import Numerics

/// Stochastic variance reduced gradients.
public final class SVRG: Module {
  public override class var declaration: Declaration {
    Declaration(
      "svrg", .varianceReduction,
      "Corrects gradients of batches by what the same batch gives at a point where the full gradient is known. Put it first.",
      rule: """
        accum_steps steps without a move: x₀ = x, G the mean of their gradients, F of their values
        svrg_steps steps, the first of them the last of those: ∇f(x) → g(x) − alpha·(g(x₀) − G), f(x) → f(x) − alpha·(f(x₀) − F),
        g and f of the present batch; then from the start
        """,
      source: "Johnson & Zhang, Accelerating Stochastic Gradient Descent using Predictive Variance Reduction, 2013; alpha: Yin et al., 2023")
  }
  @Setting("number of steps with one full gradient", in: .atLeast(1), required: true) var svrgSteps = 1
  @Setting("number of batches of the full gradient; none: svrg_steps", in: .atLeast(1)) var accumSteps: Int? = nil
  @Setting("forget the memory of all other modules before the next full gradient") var resetBeforeAccum = true
  @Setting("correct the value as well as the gradient") var svrgLoss = true
  @Setting("strength of the correction") var alpha = 1.0

  /// The sum, then the mean, of the gradients at x₀.
  @Buffer var full
  @State var fullValue = 0.0
  @Buffer var anchor
  /// Batches summed so far, and steps made since they were complete.
  @State var summed = 0
  @State var stepsMade = 0
  private var function: ReducedFunction?

  public override var readsUpdate: Bool { false }
  public override var requires: Capabilities { .gradient }

  public override func update(_ objective: Objective) throws {
    let batches = accumSteps ?? svrgSteps
    var isAnchor = false
    if summed < batches {
      isAnchor = true
      if summed == 0 {
        full.fill(0)
        fullValue = 0
        anchor.assign(objective.x)
      }
      full.add(try objective.gradient(), times: 1)
      fullValue += try objective.value()
      summed += 1
      if summed < batches {
        objective.stop = true
        objective.skipUpdate = true
        return
      }
      full.scale(by: 1 / Double(batches))
      fullValue /= Double(batches)
    }
    let function = self.function ?? ReducedFunction(objective.function)
    self.function = function
    function.follow(objective.function, anchor: anchor, gradient: full, value: svrgLoss ? fullValue : nil, strength: alpha)
    // In the step that completes the full gradient the batch's own at the anchor is known already.
    if isAnchor { function.know(gradient: try objective.gradient(), value: try objective.value()) }
    objective.function = function
    stepsMade += 1
    if stepsMade == svrgSteps { endCycle(objective) }
  }

  private func endCycle(_ objective: Objective) {
    stepsMade = 0
    summed = 0
    guard resetBeforeAccum else { return }
    let run = objective.run
    run.onceAfterStep { [weak run, unowned self] in run?.chain?.resetForRestart(except: self) }
  }
}

/// The function of a batch, corrected by what the batch gives at the anchor.
private final class ReducedFunction: ObjectiveFunction {
  private var base: ObjectiveFunction
  private var anchor = Vector(count: 0), mean = Vector(count: 0)
  private var meanValue: Double?
  private var strength = 1.0
  /// The batch's gradient and value at the anchor, found when first asked for.
  private let there: Vector
  private var valueThere: Double?
  private var knowsGradient = false

  init(_ base: ObjectiveFunction) {
    self.base = base
    there = Vector(count: base.layout.count)
    super.init(layout: base.layout)
  }

  func follow(_ base: ObjectiveFunction, anchor: Vector, gradient: Vector, value: Double?, strength: Double) {
    self.base = base
    self.anchor = anchor
    mean = gradient
    meanValue = value
    self.strength = strength
    valueThere = nil
    knowsGradient = false
    version += 1
  }

  /// What the batch gives at the anchor.
  func know(gradient: Vector, value: Double) {
    there.assign(gradient)
    valueThere = value
    knowsGradient = true
  }

  // The correction is linear in x, but for the value: second derivatives are the batch's.
  override var capabilities: Capabilities { base.capabilities.subtracting(.residuals) }

  override func value(at x: Vector) throws -> Double {
    let f = try base.value(at: x)
    guard let meanValue else { return f }
    let known: Double
    if let valueThere { known = valueThere } else { known = try base.value(at: anchor) }
    valueThere = known
    return f - strength * (known - meanValue)
  }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    let f = try base.gradient(at: x, into: g)
    if !knowsGradient {
      valueThere = try base.gradient(at: anchor, into: there)
      knowsGradient = true
    }
    let α = strength
    g.update(reading: there, mean) { g, there, mean in g = g - α * (there - mean) }
    return f - (meanValue.map { α * ((valueThere ?? $0) - $0) } ?? 0)
  }

  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    try base.hessianProduct(at: x, v, into: out)
  }
  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    try base.hessianProducts(at: x, v, into: out)
  }
  override func hessian(at x: Vector, into out: Matrix) throws { try base.hessian(at: x, into: out) }
}
