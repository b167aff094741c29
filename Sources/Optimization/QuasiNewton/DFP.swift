import Numerics

/// The formula of Davidon, Fletcher and Powell.
public final class DFP: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "dfp", .quasiNewton, "Multiplies the update by an inverse Hessian learned by the formula of Davidon, Fletcher and Powell.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before); no change where |⟨s, y⟩| ≤ tol
        H ← H + s sᵀ/⟨s, y⟩ − H y yᵀH/⟨y, H y⟩          u ← H u
        inverse=false: B ← (I − y sᵀ/⟨s, y⟩) B (I − s yᵀ/⟨s, y⟩) + y yᵀ/⟨s, y⟩          u ← B⁻¹ u
        """,
      source: "Davidon 1959; Fletcher & Powell 1963; Nocedal & Wright, Numerical Optimization, 2006, equations 6.13 and 6.15")
  }
  public override class var forms: [Bool] { [true, false] }

  public override func updateInverse(_ block: DenseBlock) {
    let sy = block.sy
    if !(abs(sy) > tol) { return }
    let η = block.a
    block.product(block.y, into: η)
    let τ = guarded(block.y.dot(η))
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: 1 / sy, block.s)
    block.matrix.symmetricRank1Update(alpha: -1 / τ, η)
  }

  public override func updateDirect(_ block: DenseBlock) {
    let sy = block.sy
    if !(abs(sy) > tol) { return }
    let Bs = block.b, w = block.a
    block.product(block.s, into: Bs)
    let half = 0.5 * (1 + block.s.dot(Bs) / sy) / sy
    w.update(reading: block.y, Bs) { w, y, Bs in w = half * y - Bs / sy }
    block.willChange()
    block.matrix.symmetricRank2Update(block.y, w)
  }
}
