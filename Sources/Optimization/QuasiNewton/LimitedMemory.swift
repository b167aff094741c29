import Numerics

/// The shared part of limited-memory quasi-Newton methods: a history of pairs, and an inverse Hessian made of it.
open class LimitedMemory: Module {
  @Setting("pairs kept", in: .closed(1, 100_000)) var historySize = 10
  @Setting("a step with no entry larger than this gives no pair", in: .nonnegative) var ptol: Double? = nil
  @Setting("such a step empties the memory") var ptolRestart = false
  @Setting("a change of u with no entry larger than this gives no pair", in: .nonnegative) var gtol: Double? = nil
  @Setting("such a change empties the memory") var gtolRestart = false
  @Setting("shorten the first step, which has no scale yet") var scaleFirst = false
  @Setting("learn from every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("changes pairs of little curvature so that they can be kept") var damping: PairDamping? = nil
  @Setting("chain applied to the update before the inverse Hessian") var inner: Chain? = nil

  @Buffer var previousX
  @Buffer var previousU
  /// Updates since the memory was empty, and all calls of `update`.
  @State var t = 0
  @State var calls = 0
  let history = PairHistory()
  private lazy var identity = CompactBFGS(history)

  /// What the pairs say of the Hessian.
  var curvature: any PairCurvature { identity }
  /// Whether a pair goes into the history.
  func keeps(_ pair: PairHistory.Measures) -> Bool { true }
  /// u ← H u
  func multiply(_ u: Vector) throws {}

  public override var innerChain: Chain? { inner }
  public override var hessianOperator: (any HessianOperator)? { curvature }

  open override func prepare(_ preparation: Preparation) throws {
    history.capacity = historySize
    try super.prepare(preparation)
  }

  public override func resetForOnline() {
    super.resetForOnline()
    t = 0
  }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    defer { calls += 1 }
    if calls % updateFreq != 0 { return }
    let x = objective.x
    t += 1
    if t > 1 {
      var pair = history.stage(x, minus: previousX, u, minus: previousU)
      if let damping {
        damping.apply(history, curvature)
        pair = history.measureStaged()
      }
      let isStandstill = ptol.map { pair.largestS <= $0 } ?? false
      let isFlat = gtol.map { pair.largestY <= $0 } ?? false
      if (isStandstill && ptolRestart) || (isFlat && gtolRestart) {
        history.reset()
        t = 0
      }
      // Small moves add up until they count.
      if isStandstill || isFlat { return }
      if keeps(pair) { history.commit(pair) }
    }
    previousX.assign(x)
    previousU.assign(u)
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    try multiply(u)
    if scaleFirst && t == 1 { u.scale(by: firstStepScale(u, smallest: 1e-7)) }
  }
}

/// The Hessian that a history of pairs stands for.
protocol PairCurvature: HessianOperator {
  /// B s for the staged s; the padding is zero. Valid until the next call.
  func productWithStagedStep() -> PairHistory.Pointer
  /// H y for the staged y, likewise.
  func inverseProductWithStagedChange() -> PairHistory.Pointer
}
