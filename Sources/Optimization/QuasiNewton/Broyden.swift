import Numerics

/// Broyden's first ("good") formula.
public final class BroydenGood: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "broydengood", .quasiNewton, "Multiplies the update by an inverse Jacobian learned by Broyden's first formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        H ← H + (s − H y) sᵀH/⟨s, H y⟩          u ← H u
        inverse=false: B ← B + (y − B s) sᵀ/⟨s, s⟩          u ← B⁻¹ u
        """,
      source: "Broyden, A class of methods for solving nonlinear simultaneous equations, 1965; Spedicato & Huang 1997")
  }
  public override class var isSymmetric: Bool { false }
  public override class var forms: [Bool] { [true, false] }

  public override func updateInverse(_ block: DenseBlock) {
    block.product(block.s, transposed: true, into: block.c)
    correct(block, block.y, target: block.s, along: block.c)
  }

  public override func updateDirect(_ block: DenseBlock) {
    correct(block, block.s, target: block.y, along: block.s)
  }
}

/// Broyden's second ("bad") formula.
public final class BroydenBad: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "broydenbad", .quasiNewton, "Multiplies the update by an inverse Jacobian learned by Broyden's second formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        H ← H + (s − H y) yᵀ/⟨y, y⟩          u ← H u
        inverse=false: B ← B + (y − B s) yᵀB/⟨y, B s⟩          u ← B⁻¹ u
        """,
      source: "Broyden, A class of methods for solving nonlinear simultaneous equations, 1965; Spedicato & Huang 1997")
  }
  public override class var isSymmetric: Bool { false }
  public override class var forms: [Bool] { [true, false] }

  public override func updateInverse(_ block: DenseBlock) {
    correct(block, block.y, target: block.s, along: block.y)
  }

  public override func updateDirect(_ block: DenseBlock) {
    block.product(block.y, transposed: true, into: block.c)
    correct(block, block.s, target: block.y, along: block.c)
  }
}
