import Numerics

/// L-SR1: the symmetric rank-one formula for the last few pairs without a matrix.
public final class LSR1: LimitedMemory {
  public override class var declaration: Declaration {
    Declaration(
      "lsr1", .quasiNewton, "Multiplies the update by an inverse Hessian made of the last steps by the symmetric rank-one formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before); the last history_size pairs are kept
        u ← H u, H = the SR1 updates of I by all pairs: w = s − H y, H ← H + w wᵀ/⟨w, y⟩
        Works best with a trust region: trustcg(lsr1).
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, section 6.2; Byrd, Nocedal & Schnabel 1994 (compact)")
  }
  public override class var settingOrder: [String] {
    ["history_size", "ptol", "ptol_restart", "gtol", "gtol_restart", "scale_first", "update_freq", "damping", "inner"]
  }

  @Setting("one linear solve in place of the recursion: faster, less stable") var compact = false

  private lazy var recursion = RecursiveSR1(history)
  private lazy var compactForm = CompactSR1(history)

  override var curvature: any PairCurvature { recursion }

  override func multiply(_ u: Vector) throws {
    if compact && compactForm.apply(to: u) { return }
    _ = try recursion.solve(u, into: u)
  }
}
