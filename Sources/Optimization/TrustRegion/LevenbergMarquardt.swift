import Numerics

/// The method of Levenberg and Marquardt.
public final class LevenbergMarquardt: TrustRegion {
  public override class var declaration: Declaration {
    Declaration(
      "levenbergmarquardt", .trustRegion, "A trust region by a diagonal added to the Hessian of another module.",
      rule: """
        λ = 1/Δ, adaptive: λ = √‖u‖/Δ
        d = (B + λD)⁻¹u,  D = (1 − y)·I + y·diag(B), entries of diag(B) that are not positive replaced by 1
        ρ = (f(x) − f(x − d)) / (⟨u, d⟩ − ½⟨d, Bd⟩);  ρ < rho_bad: Δ ← nminus·Δ;  ρ > rho_good: Δ ← nplus·Δ
        ρ > eta: u ← d, otherwise again with the new Δ; after max_attempts u ← 0
        """,
      source: "Levenberg, A Method for the Solution of Certain Non-Linear Problems in Least Squares, 1944; Marquardt, An "
        + "Algorithm for Least-Squares Estimation of Nonlinear Parameters, 1963; radius: Gould, Orban, Sartenaer & Toint, "
        + "Sensitivity of trust-region algorithms to their parameters, 2005")
  }

  @Setting("0: add a multiple of I (Levenberg), 1: of the Hessian's diagonal (Marquardt)", in: .closedUnit) var y = 0.0
  @Setting("multiply the shift by √‖u‖") var adaptive = false
  @Setting("without effect: a Hessian of which the inverse is kept needs no inversion here") var fallback = false

  public override class var settingOrder: [String] {
    [
      "hess_module", "eta", "nplus", "nminus", "rho_good", "rho_bad", "init", "max_attempts", "radius_strategy", "y",
      "adaptive", "fallback", "update_freq", "inner",
    ]
  }

  private var diagonal = Vector(count: 0)

  override var measuresNorm: Bool { false }

  override func solve(_ problem: TrustProblem, into d: Vector) throws {
    var λ = 1 / problem.radius
    if adaptive { λ *= problem.g.norm2.squareRoot() }
    λ = λ.isNaN ? λ : min(λ, SafeRange.largest)
    if y == 0 {
      guard try problem.B.solve(problem.g, shift: λ, diagonal: nil, into: d) else { throw cannot("be solved with a shift") }
      return
    }
    if diagonal.count != d.count { diagonal = Vector(count: d.count) }
    guard try problem.B.diagonal(into: diagonal) else { throw cannot("give its diagonal") }
    for i in 0..<diagonal.count {
      let entry = diagonal[i] < SafeRange.smallest ? 1 : diagonal[i]
      // A radius near 0 must not make the shift infinite.
      diagonal[i] = min(y == 1 ? entry : y * entry + (1 - y), SafeRange.largest / λ)
    }
    guard try problem.B.solve(problem.g, shift: λ, diagonal: diagonal, into: d) else {
      throw cannot("be solved with an added diagonal")
    }
  }
}
