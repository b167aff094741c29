import Numerics

/// L-BFGS: BFGS of the last few pairs without a matrix.
public final class LBFGS: Module {
  public override class var declaration: Declaration {
    Declaration(
      "lbfgs", .quasiNewton, "Multiplies the update by an inverse Hessian made of the last steps.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before); the last history_size pairs with ⟨s, y⟩ > sy_tol are kept
        u ← H u, H = the BFGS updates of ⟨s, y⟩/⟨y, y⟩·I by all pairs, by two loops over them
        first step, scale_first: u ← u·min(1, 1/‖u‖₁)
        damping  powell: s moves towards B s where ⟨s, y⟩ < 0.2⟨s, B s⟩   double: y moves towards s as well
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, algorithms 7.4 and 7.5; section 7.2 (compact form)")
  }

  @Setting("pairs kept", in: .closed(1, 100_000)) var historySize = 10
  @Setting("a step with no entry larger than this gives no pair", in: .nonnegative) var ptol: Double? = 1e-32
  @Setting("such a step empties the memory") var ptolRestart = false
  @Setting("a change of u with no entry larger than this gives no pair", in: .nonnegative) var gtol: Double? = 1e-32
  @Setting("such a change empties the memory") var gtolRestart = false
  @Setting("a pair needs ⟨s, y⟩ above this") var syTol = 1e-32
  @Setting("shorten the first step, which has no scale yet") var scaleFirst = true
  @Setting("learn from every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("changes pairs of little curvature so that they can be kept") var damping: PairDamping? = nil
  @Setting("chain applied to the update before the inverse Hessian") var inner: Chain? = nil

  @Buffer var previousX
  @Buffer var previousU
  /// Updates since the memory was empty, and all calls of `update`.
  @State var t = 0
  @State var calls = 0
  let history = PairHistory()

  private var twoLoop = TwoLoop()
  private lazy var curvature = CompactBFGS(history)

  public override var innerChain: Chain? { inner }
  public override var hessianOperator: (any HessianOperator)? { curvature }

  public override func prepare(_ preparation: Preparation) throws {
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
        try damping.apply(history, curvature)
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
      if pair.sy > syTol { history.commit(pair) }
    }
    previousX.assign(x)
    previousU.assign(u)
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    twoLoop.apply(history, to: u)
    if scaleFirst && t == 1 { u.scale(by: firstStepScale(u, smallest: 1e-7)) }
  }
}
