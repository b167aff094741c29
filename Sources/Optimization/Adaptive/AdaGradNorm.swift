import Numerics

/// The update over the root of the sum of its squared norms.
public final class AdaGradNorm: Module {
  public override class var declaration: Declaration {
    Declaration(
      "adagradnorm", .adaptive, "Divides the update by the root of the sum of its squared norms.",
      rule: """
        s ← s + ‖u‖², with beta s ← beta·s + (1 − beta)‖u‖² (over 1 − betaᵗ with beta_debias); for each tensor or (layerwise=false) all
        u ← alpha/(1 + (t − 1)lr_decay) · inner(u)/(√s + eps)
        """,
      source: "Ward, Wu & Bottou, AdaGrad Stepsizes, 2019, algorithm 1")
  }
  @Setting("decay of the step size with the step number", in: .nonnegative) var lrDecay = 0.0
  @Setting("s₀", in: .nonnegative) var initialAccumulatorValue = 0.0
  @Setting("added to the root", in: .nonnegative) var eps = 1e-10
  @Setting("decay of an average in the place of the sum; none: the sum", in: .unit) var beta: Double? = nil
  @Setting("correct the average for its start at zero") var betaDebias = true
  @Setting("one sum for each tensor; false: one for all") var layerwise = true
  @Setting("divide by the root; false: by s + eps") var useSqrt = true
  @Setting("factor of the result") var alpha = 1.0
  @Setting("transforms the update that is divided") var inner: Chain? = nil
  @State var sums: [Double] = []
  public override var memoryShape: String { "\(layerwise)" }
  @State var t = 0
  /// betaᵗ
  @State var power = 1.0

  public override var innerChain: Chain? { inner }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let segments = objective.layout.segments
    let count = layerwise ? segments.count : 1
    if sums.isEmpty { sums = [Double](repeating: initialAccumulatorValue, count: count) }
    t += 1
    power *= beta ?? 1
    for k in 0..<count {
      let norm = layerwise ? NormOrder.power(2)(u, segments[k]) : u.norm2
      sums[k] = beta.map { $0 * sums[k] + (1 - $0) * norm * norm } ?? sums[k] + norm * norm
    }
  }

  public override func apply(_ objective: Objective) throws {
    let w = try objective.currentUpdate()
    let gain = alpha / (1 + Double(t - 1) * lrDecay)
    let correction = beta != nil && betaDebias ? 1 / (1 - power) : 1
    func factor(_ k: Int) -> Double {
      let s = sums[k] * correction
      return gain / ((useSqrt ? s.squareRoot() : s) + eps)
    }
    guard layerwise else { return w.scale(by: factor(0)) }
    for (k, segment) in objective.layout.segments.enumerated() {
      let p = w.base + segment.offset, c = factor(k)
      for i in 0..<segment.count { p[i] *= c }
    }
  }
}
