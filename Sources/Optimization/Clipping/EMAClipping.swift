import Numerics

/// What the modules share that compare the norm of the update with that of its moving average.
public class AverageNormScaling: Module {
  @Setting("decay of the average", in: .unit) var beta = 0.99
  @Setting("the norm") var ord = NormOrder.power(2)
  @Setting("one norm for each tensor; false: one for all") var tensorwise = true
  @Setting("greatest growth of the average's norm in one step; none: any", in: .positive) var maxEmaGrowth: Double? = 1.5
  @Setting("where every entry of the average starts", named: "init") var start = 0.0
  @Setting("the average's norm may always grow to this", in: .nonnegative) var minNorm = 1e-6
  @Setting("transforms the update that is scaled") var inner: Chain? = nil
  @Setting("least divisor: the average's norm is taken to be no less", in: .nonnegative) var eps = 2 * Double.leastNormalMagnitude
  @Setting("where the average starts: as init says, or with the first update") var emaInit = AverageStart.zeros
  @Buffer var m
  /// The average's norms after the last step, one for each tensor or one.
  @State var norms: [Double] = []
  public override var memoryShape: String { "\(tensorwise)" }
  private var divisors: [Double] = []

  public override class var settingOrder: [String] {
    ["beta", "ord", "tensorwise", "max_ema_growth", "init", "min_norm", "inner", "eps", "ema_init"]
  }
  public override var innerChain: Chain? { inner }

  /// What the update is divided by, of ‖u‖ over the average's norm.
  func divisor(_ ratio: Double) -> Double { 1 }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let isFirst = norms.isEmpty, segments = objective.layout.segments
    let count = tensorwise ? segments.count : 1
    if isFirst {
      norms = [Double](repeating: 0, count: count)
      if emaInit == .update { m.assign(u) } else { m.fill(start) }
    }
    if divisors.count != count { divisors = [Double](repeating: 1, count: count) }
    let β = beta
    m.update(reading: u) { m, u in m = m + (1 - β) * (u - m) }
    for k in 0..<count {
      let (offset, length) = tensorwise ? (segments[k].offset, segments[k].count) : (0, m.count)
      let average = m.base + offset
      var norm = ord(average, length)
      if let growth = maxEmaGrowth {
        let allowed = max(growth * (isFirst ? norm : norms[k]), minNorm)
        if norm > allowed {
          let factor = allowed / norm
          for i in 0..<length { average[i] *= factor }
          norm = allowed
        }
      }
      norms[k] = norm
      divisors[k] = divisor(ord(u.base + offset, length) / max(norm, eps))
    }
  }

  public override func apply(_ objective: Objective) throws {
    let w = try objective.currentUpdate()
    guard tensorwise else { return w.scale(by: 1 / divisors[0]) }
    for (k, segment) in objective.layout.segments.enumerated() {
      let p = w.base + segment.offset, factor = 1 / divisors[k]
      for i in 0..<segment.count { p[i] *= factor }
    }
  }
}

/// No longer than the moving average.
public final class ClipNormByEMA: AverageNormScaling {
  public override class var declaration: Declaration {
    Declaration(
      "clipnormbyema", .clipping, "Shortens updates that are longer than their moving average.",
      rule: "m ← βm + (1 − β)u, ‖m‖ growing by max_ema_growth at most; u ← inner(u)/max(‖u‖/‖m‖, 1)")
  }
  override func divisor(_ ratio: Double) -> Double { max(ratio, 1) }
}

/// As long as the moving average.
public final class NormalizeByEMA: AverageNormScaling {
  public override class var declaration: Declaration {
    Declaration(
      "normalizebyema", .clipping, "Gives updates the length of their moving average.",
      rule: "m ← βm + (1 − β)u, ‖m‖ growing by max_ema_growth at most; u ← inner(u)·‖m‖/‖u‖")
  }
  override func divisor(_ ratio: Double) -> Double { max(ratio, 2 * .leastNormalMagnitude) }
}

/// Entries no larger than their averaged magnitude.
public final class ClipValueByEMA: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "clipvaluebyema", .clipping, "Bounds every entry by the moving average of its magnitude.",
      rule: "m ← βm + (1 − β)|u|, m₀ = init·|u₁|; u ← inner(u) moved into −m … m")
  }
  @Setting("decay of the average", in: .unit) var beta = 0.99
  @Setting("m₀ as a multiple of the first update's magnitude", in: .nonnegative, named: "init") var start = 0.0
  @Setting("transforms the update that is bounded") var inner: Chain? = nil
  @Setting("transform of m before use") var expAvgTfm: Chain? = nil
  @Setting("m₀: as init says, or the first update's magnitude") var emaInit = AverageStart.zeros
  public override class var settingOrder: [String] { ["beta", "init", "inner", "exp_avg_tfm", "ema_init"] }

  @Buffer var m
  @State var hasStarted = false
  private var isFirst = false
  private let transformOfM = BufferTransform()
  private var transformed: Vector?

  public override var innerChain: Chain? { inner }
  public override var isFusible: Bool { expAvgTfm == nil }

  public override func begin(_ objective: Objective) throws {
    isFirst = !hasStarted
    hasStarted = true
  }

  public override func learn(_ u: Block) {
    let β = beta
    if isFirst {
      let share = emaInit == .update ? 1 : start
      u.learn(m) { u, m in m = (β * share + (1 - β)) * abs(u) }
    } else {
      u.learn(m) { u, m in m = m + (1 - β) * (abs(u) - m) }
    }
  }

  public override func prepareTransform(_ objective: Objective) throws {
    if let expAvgTfm { transformed = try transformOfM.apply(expAvgTfm, to: m, objective) }
  }

  public override func transform(_ u: Block) {
    u.update(reading: transformed ?? m) { u, m in u = min(max(u, -m), m) }
  }
}
