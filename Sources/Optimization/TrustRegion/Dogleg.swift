import Numerics

/// A trust region whose steps lie on the path from the Cauchy point to the Newton point.
public final class Dogleg: TrustRegion {
  public override class var declaration: Declaration {
    Declaration(
      "dogleg", .trustRegion, "A trust region whose steps lie on the bent path through Cauchy and Newton point.",
      rule: """
        Δ is at most 2;  P = u‖u‖²/⟨u, Bu⟩,  N = B⁻¹u
        ‖N‖ ≤ Δ: d = N;  ‖P‖ ≥ Δ or ⟨u, Bu⟩ ≤ 0: d = Δu/‖u‖;  else d = P + β(N − P) with ‖d‖ = Δ, 0 ≤ β ≤ 1
        ρ = (f(x) − f(x − d)) / (⟨u, d⟩ − ½⟨d, Bd⟩);  ρ < rho_bad: Δ ← nminus·‖d‖;  ρ > rho_good: Δ ← max(Δ, nplus·‖d‖)
        ρ > eta: u ← d, otherwise again with the new Δ; after max_attempts u ← 0
        """,
      source: "Powell, A Hybrid Method for Nonlinear Equations, 1970; Nocedal & Wright, Numerical Optimization, 2006, "
        + "section 4.1")
  }

  @Setting("the radius grows where the step reaches it to this part; none: always", in: .nonnegative)
  var boundaryTol: Double? = nil

  public override class var settingOrder: [String] {
    [
      "hess_module", "eta", "nplus", "nminus", "rho_good", "rho_bad", "boundary_tol", "init", "max_attempts",
      "radius_strategy", "update_freq", "inner",
    ]
  }

  public required init() {
    super.init()
    nplus = 2
    rhoGood = 0.75
    rhoBad = 0.25
  }

  private var newton = Vector(count: 0)

  override var boundaryTolerance: Double? { boundaryTol }
  /// The cap is stored, so that what the radius grows from is what was tried.
  override var largestRadius: Double { 2 }

  override func solve(_ problem: TrustProblem, into d: Vector) throws {
    let (g, B, Δ) = (problem.g, problem.B, problem.radius)
    if newton.count != d.count { newton = Vector(count: d.count) }
    let length = g.norm2
    guard try B.product(g, into: product) else { throw cannot("multiply") }
    let curvature = g.dot(product)
    d.assign(g)
    if curvature <= SafeRange.smallest {
      if length > 0 { d.scale(by: Δ / length) }
      return
    }
    guard try B.solve(g, into: newton) else { throw cannot("be solved") }
    if newton.norm2 <= Δ { return d.assign(newton) }
    let cauchy = length * length / curvature
    if cauchy * length >= Δ || !newton.isFinite {
      d.scale(by: min(cauchy, Δ / length))
      return
    }
    d.scale(by: cauchy)
    newton.add(d, times: -1)
    moveToBoundary(d, along: newton, radius: Δ)
  }
}
