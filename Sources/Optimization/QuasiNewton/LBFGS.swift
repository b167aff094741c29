import Numerics

/// L-BFGS: BFGS of the last few pairs without a matrix.
public final class LBFGS: LimitedMemory {
  public override class var declaration: Declaration {
    Declaration(
      "lbfgs", .quasiNewton, "Multiplies the update by an inverse Hessian made of the last steps.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before); the last history_size pairs with ⟨s, y⟩ > sy_tol are kept
        u ← H u, H = the BFGS updates of ⟨s, y⟩/⟨y, y⟩·I by all pairs, by two loops over them
        first step, scale_first: u ← u·min(1, 1/‖u‖₁)
        damping  powell: s moves towards B s where ⟨s, y⟩ < 0.2⟨s, B s⟩   double: s and y are both moved
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, algorithms 7.4 and 7.5, theorem 7.4 (the Hessian it offers)")
  }
  public override class var settingOrder: [String] {
    ["history_size", "ptol", "ptol_restart", "gtol", "gtol_restart", "sy_tol"]
  }

  @Setting("a pair needs ⟨s, y⟩ above this") var syTol = 1e-32

  private var twoLoop = TwoLoop()
  private lazy var compact = CompactBFGS(history)

  override var curvature: any PairCurvature { compact }

  public required init() {
    super.init()
    ptol = 1e-32
    gtol = 1e-32
    scaleFirst = true
  }

  override func keeps(_ pair: PairHistory.Measures) -> Bool { pair.sy > syTol }

  override func multiply(_ u: Vector) { twoLoop.apply(history, to: u) }
}
