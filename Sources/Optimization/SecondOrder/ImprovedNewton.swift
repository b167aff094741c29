import Numerics

/// Newton's method with a rank-one correction of the Hessian from the last step.
public final class ImprovedNewton: HessianNewton {
  public override class var declaration: Declaration {
    Declaration(
      "improvednewton", .secondOrder, "Newton's method with a rank-one correction of the Hessian from the last step.",
      rule: """
        s = x − x′, y = g − g′ (a dash: of the last update), J = ∇²f(x)
        P = J + g sᵀ·⟨y, y − J s⟩/(⟨y, y⟩⟨s, s⟩), at first P = J
        u ← (P + damping·I)⁻¹u: Cholesky of the lower triangle where that is positive definite, else LU, least squares
        eigval_fn, eigv_tol, truncate act on (P + Pᵀ)/2, else as in newton
        """,
      source: "the improved Newton method of the reference; solves as it does them")
  }

  @Buffer var previousX
  @Buffer var previousG
  @State var hasPrevious = false
  private var s = Vector(count: 0), y = Vector(count: 0), product = Vector(count: 0)

  override var isSymmetric: Bool { false }

  override func evaluate(_ objective: Objective, into H: Matrix) throws {
    try super.evaluate(objective, into: H)
    let g = try objective.gradient(), x = objective.x
    if s.count != x.count {
      s = Vector(count: x.count)
      y = Vector(count: x.count)
      product = Vector(count: x.count)
    }
    if hasPrevious {
      s.assign(x, minus: previousX, times: 1)
      y.assign(g, minus: previousG, times: 1)
      multiply(H, s, into: product)
      let yy = y.sumOfSquares
      let coefficient = (yy - y.dot(product)) / SafeRange.guarded(yy) / SafeRange.guarded(s.sumOfSquares)
      H.rank1Update(alpha: coefficient, g, s)
      if eigvalFn != nil || eigvTol != nil || truncate != nil { H.symmetrize() }
    }
    previousX.assign(x)
    previousG.assign(g)
    hasPrevious = true
  }

  public override func resetForOnline() {
    super.resetForOnline()
    hasPrevious = false
  }
}
