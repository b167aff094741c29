import Numerics

/// Greenstadt's first formula.
public final class Greenstadt1: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "greenstadt1", .quasiNewton, "Multiplies the update by an inverse Jacobian learned by Greenstadt's first formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        H ← H + (s − H y) uᵀ/⟨u, y⟩          u ← H u
        """,
      source: "Spedicato & Huang, Numerical experience with Newton-like methods for nonlinear algebraic systems, 1997")
  }
  public override class var isSymmetric: Bool { false }

  public override func updateInverse(_ block: DenseBlock) {
    correct(block, block.y, target: block.s, along: block.u)
  }
}

/// Greenstadt's second formula.
public final class Greenstadt2: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "greenstadt2", .quasiNewton, "Multiplies the update by an inverse Jacobian learned by Greenstadt's second formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), c = H H y
        H ← H + (s − H y) cᵀ/⟨c, y⟩          u ← H u
        """,
      source: "Spedicato & Huang, Numerical experience with Newton-like methods for nonlinear algebraic systems, 1997")
  }
  public override class var isSymmetric: Bool { false }

  public override func updateInverse(_ block: DenseBlock) {
    block.product(block.y, into: block.b)
    block.product(block.b, into: block.c)
    correct(block, block.y, target: block.s, along: block.c)
  }
}

/// The column-updating method.
public final class ICUM: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "icum", .quasiNewton, "Multiplies the update by an inverse Jacobian of which each step corrects one column.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), j where |yⱼ| is largest
        column j of H ← itself + (s − H y)/yⱼ          u ← H u
        """,
      source: "Lopes & Martínez, Convergence properties of the inverse column-updating method, 1995")
  }
  public override class var isSymmetric: Bool { false }

  public override func updateInverse(_ block: DenseBlock) {
    let y = block.y, residual = block.a
    var j = 0
    for i in 0..<block.count where abs(y[i]) > abs(y[j]) { j = i }
    block.product(y, into: residual)
    block.willChange()
    let pivot = guarded(y[j])
    for i in 0..<block.count { block.matrix[i, j] += (block.s[i] - residual[i]) / pivot }
  }
}

/// Thomas' optimal method.
public final class ThomasOptimalMethod: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "thomasoptimalmethod", .quasiNewton, "Multiplies the update by an inverse Jacobian learned by Thomas' optimal method.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), R = I at first
        d = (R + ½‖s‖I) s, c = Hᵀd
        R ← (1 + ‖s‖)(‖s‖I + R − d dᵀ/⟨d, s⟩)
        H ← H + (s − H y) cᵀ/⟨c, y⟩          u ← H u
        """,
      source: "Thomas, Sequential estimation techniques for quasi-Newton algorithms, Cornell University, 1975")
  }
  public override class var isSymmetric: Bool { false }

  override func restart(_ block: CurvatureBlock) {
    super.restart(block)
    (block as? DenseBlock)?.second.setIdentity()
  }

  public override func updateInverse(_ block: DenseBlock) {
    let R = block.second, d = block.b, s = block.s
    let length = s.norm2
    multiplySquare(R, transposed: false, s, d)
    d.add(s, times: 0.5 * length)
    R.symmetricRank1Update(alpha: -1 / guarded(d.dot(s)), d)
    R.addToDiagonal(length)
    R.scale(by: 1 + length)
    block.product(d, transposed: true, into: block.c)
    correct(block, block.y, target: s, along: block.c)
  }
}
