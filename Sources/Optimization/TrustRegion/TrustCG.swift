import Numerics

/// A trust region whose steps are truncated conjugate gradients.
public final class TrustCG: TrustRegion {
  public override class var declaration: Declaration {
    Declaration(
      "trustcg", .trustRegion, "A trust region whose steps are conjugate gradients up to the boundary.",
      rule: """
        d: conjugate gradients on (B + reg·I) d = u, which end on the ball ‖d‖ = Δ at negative curvature or on leaving it
        prefer_exact and B = s·I: d = u/s, cut back to norm Δ
        ρ = (f(x) − f(x − d)) / (⟨u, d⟩ − ½⟨d, Bd⟩);  ρ < rho_bad: Δ ← nminus·‖d‖
        ρ > rho_good with ‖d‖ at the boundary: Δ ← max(Δ, nplus·‖d‖)
        ρ > eta: u ← d, otherwise again with the new Δ; after max_attempts u ← 0
        """,
      source: "Steihaug, The Conjugate Gradient Method and Trust Regions in Large Scale Optimization, 1983; Nocedal & Wright, "
        + "Numerical Optimization, 2006, algorithms 4.1 and 7.2")
  }

  @Setting("the radius grows where the step reaches it to this part; none: always", in: .nonnegative)
  var boundaryTol: Double? = 1e-6
  @Setting("added to the diagonal of the Hessian, not to the prediction") var reg = 0.0
  @Setting("most iterations; none: the dimension", in: .atLeast(1)) var maxiter: Int? = nil
  @Setting("iterations before cg_tol counts", in: .nonnegative) var miniter = 1
  @Setting("bound of the residual's norm", in: .nonnegative) var cgTol = 1e-8
  @Setting("a multiple of I is inverted exactly") var preferExact = true

  public override class var settingOrder: [String] {
    [
      "hess_module", "eta", "nplus", "nminus", "rho_good", "rho_bad", "boundary_tol", "init", "max_attempts",
      "radius_strategy", "reg", "maxiter", "miniter", "cg_tol", "prefer_exact", "update_freq", "inner",
    ]
  }

  private let conjugateGradients = ConjugateGradients()

  override var boundaryTolerance: Double? { boundaryTol }

  override func solve(_ problem: TrustProblem, into d: Vector) throws {
    let (g, B, Δ) = (problem.g, problem.B, problem.radius)
    if preferExact, let multiple = B.identityMultiple {
      d.assign(g)
      d.scale(by: 1 / multiple)
      var length = d.norm2
      if !length.isFinite {
        d.assign(g)
        length = g.norm2
      }
      if length > Δ { d.scale(by: Δ / length) }
      return
    }
    let limits = KrylovLimits(tolerance: cgTol, maximum: maxiter, minimum: miniter, regularization: reg, radius: Δ)
    var isAble = true
    let end = try conjugateGradients.solve(g, limits) { v, out in
      if !(try B.product(v, into: out)) { isAble = false }
    }
    guard isAble else { throw cannot("multiply") }
    if case .notFinite = end { throw RunEnd.diverged("the Hessian that '\(hessModule.text)' offers to '\(name)' is not finite") }
    d.assign(conjugateGradients.x)
  }
}
