import Numerics

/// Newton's method with a cubic term in its model.
public final class CubicRegularization: TrustRegion {
  public override class var declaration: Declaration {
    Declaration(
      "cubicregularization", .trustRegion, "A step that minimises the quadratic model with a cubic term added.",
      rule: """
        d minimises −⟨u, d⟩ + ½⟨d, Bd⟩ + ‖d‖³/(3Δ): d = (B + (r/Δ)·I)⁻¹u with ‖d‖ = r, r by bisection of
        [‖Cauchy step‖, ‖B⁻¹u‖] to eps in at most maxiter halvings; B⁻¹u itself where the bracket is empty, and with
        check_decrease where it decreases f
        radius and acceptance as in levenbergmarquardt; B is meant to be positive definite
        """,
      source: "Nesterov & Polyak, Cubic regularization of Newton method and its global performance, 2006; Cartis, Gould & "
        + "Toint, Adaptive cubic regularisation methods for unconstrained optimization, Part I, 2011")
  }

  @Setting("most bisections", in: .atLeast(1)) var maxiter = 100
  @Setting("tolerance of |1/‖d‖ − 1/r| and of the bracket", in: .nonnegative) var eps = 1e-8
  @Setting("first try the Newton step, taken where it decreases f") var checkDecrease = false
  @Setting("without effect: a Hessian of which the inverse is kept needs no inversion here") var fallback = false

  public override class var settingOrder: [String] {
    [
      "hess_module", "eta", "nplus", "nminus", "rho_good", "rho_bad", "init", "max_attempts", "radius_strategy", "maxiter",
      "eps", "check_decrease", "update_freq", "inner", "fallback",
    ]
  }

  /// The Newton step of this step failed to decrease f: the test is made once.
  private var isRefused = false

  override var measuresNorm: Bool { false }

  public override func apply(_ objective: Objective) throws {
    isRefused = false
    try super.apply(objective)
  }

  override func solve(_ problem: TrustProblem, into d: Vector) throws {
    let (g, B) = (problem.g, problem.B)
    let M = 1 / problem.radius
    guard try B.solve(g, into: d) else { throw cannot("be solved") }
    if checkDecrease, try decreases(problem, d) { return }
    var low = try cauchyRadius(g, B, M), high = d.norm2
    if high - low < eps { return }
    for _ in 0..<maxiter {
      let r = (low + high) / 2
      guard try B.solve(g, shift: r * M, diagonal: nil, into: d) else { throw cannot("be solved with a shift") }
      let excess = 1 / d.norm2 - 1 / r
      if abs(excess) < eps { return }
      if excess < 0 { low = r } else { high = r }
      if high - low < eps { return }
    }
  }

  /// Norm of the minimizer along −g: the solution is not shorter.
  private func cauchyRadius(_ g: Vector, _ B: any HessianOperator, _ M: Double) throws -> Double {
    let length = g.norm2
    if length == 0 { return 0 }
    guard try B.product(g, into: product) else { throw cannot("multiply") }
    let h = g.dot(product) / (length * length)
    let q = h / M
    return abs(-h / (2 * M) + (q * q / 4 + length / M).squareRoot())
  }

  private func decreases(_ problem: TrustProblem, _ d: Vector) throws -> Bool {
    let objective = problem.objective
    if isRefused { return false }
    let f = try objective.value()
    let trial = objective.takePoint()
    trial.x.assign(objective.x, minus: d, times: 1)
    let there = try objective.value(at: trial)
    if there < f {
      evaluatedTrial = trial
      evaluatedValue = there
      return true
    }
    objective.recycle(trial)
    isRefused = true
    return false
  }
}
