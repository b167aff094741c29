import Numerics

/// Powell's symmetric Broyden formula.
public final class PSB: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "psb", .quasiNewton, "Divides the update by a Hessian learned by Powell's symmetric Broyden formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), r = y − B s
        B ← B + (r sᵀ + s rᵀ)/⟨s, s⟩ − ⟨r, s⟩ s sᵀ/⟨s, s⟩²          u ← B⁻¹ u
        """,
      source: "Powell, A new algorithm for unconstrained optimization, 1970; Dennis & Schnabel 1983, section 9.1")
  }
  public override class var forms: [Bool] { [false] }

  public required init() {
    super.init()
    inverse = false
  }

  public override func updateDirect(_ block: DenseBlock) {
    let r = block.a, s = block.s
    block.product(s, into: r)
    r.update(reading: block.y) { r, y in r = y - r }
    let ss = guarded(s.sumOfSquares)
    let half = 0.5 * r.dot(s) / guarded(ss * ss)
    r.update(reading: s) { r, s in r = r / ss - half * s }
    block.willChange()
    block.matrix.symmetricRank2Update(s, r)
  }
}
