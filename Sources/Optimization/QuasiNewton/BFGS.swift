import Numerics

/// The BFGS formula.
public final class BFGS: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "bfgs", .quasiNewton, "Multiplies the update by an inverse Hessian learned by the BFGS formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), ρ = 1/⟨s, y⟩; no change where ⟨s, y⟩ ≤ tol
        H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ          u ← H u
        inverse=false: B ← B + y yᵀ/⟨s, y⟩ − B s sᵀ B/⟨s, B s⟩          u ← B⁻¹ u
        """,
      source: "Broyden, Fletcher, Goldfarb, Shanno 1970; Nocedal & Wright, Numerical Optimization, 2006, equations 6.17 and 6.19")
  }
  public override class var settingOrder: [String] { sharedOrder + ["inverse", "inner"] }
  public override class var forms: [Bool] { [true, false] }

  @Setting("shorten the second step too") var scaleSecond = false

  public override var shortensSecondStep: Bool { scaleSecond }

  public override func updateInverse(_ block: DenseBlock) {
    let sy = block.sy
    if !(sy > tol) { return }
    block.addBFGSPair { τ in 1 + τ / sy }
  }

  public override func updateDirect(_ block: DenseBlock) {
    let sy = block.sy
    if !(sy >= tol && sy > 0) { return }
    let Bs = block.b
    block.product(block.s, into: Bs)
    let sBs = guarded(block.s.dot(Bs))
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: 1 / sy, block.y)
    block.matrix.symmetricRank1Update(alpha: -1 / sBs, Bs)
  }
}
