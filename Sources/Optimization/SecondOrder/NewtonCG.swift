import Numerics

/// The Krylov methods for Newton systems.
public enum KrylovMethod: String, WordSetting {
  /// Conjugate gradients.
  case cg
  /// Minimal residuals, for indefinite Hessians.
  case minres
}

/// Newton's method with an inexact solve that needs products with the Hessian alone.
public final class NewtonCG: Module {
  public override class var declaration: Declaration {
    Declaration(
      "newtoncg", .secondOrder, "Solves Newton's equations by conjugate gradients or MINRES, from Hessian products.",
      rule: """
        u ← the approximate solution of (∇²f(x) + reg·I) d = u after at most maxiter iterations (none: n)
        cg: until ‖residual‖ < tol; negative curvature at once: u·‖u‖²/|⟨u, Hu⟩|, later: ends if npc_terminate
        minres: until ‖residual‖ ≤ tol·‖u‖; negative curvature ends with the residual if npc_terminate
        warm_start: from q;  q ← q + (1 − warm_beta)(d − q)
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, section 7.1; Liu & Roosta, MINRES: From Negative Curvature "
        + "Detection to Monotonicity Properties, 2022")
  }

  @Setting("most iterations; none: the dimension", in: .atLeast(1)) var maxiter: Int? = nil
  @Setting("bound of the residual: absolute for cg, relative to u for minres", in: .nonnegative) var tol = 1e-8
  @Setting("added to the diagonal of the Hessian") var reg = 1e-8
  @Setting("how Hessian products are computed") var hvpMethod = HessianProductMethod.autograd
  @Setting("method") var solver = KrylovMethod.cg
  @Setting("end at negative curvature") var npcTerminate = false
  @Setting("step of finite differences", in: .positive) var h = 1e-3
  @Setting("iterations before tol counts (cg)", in: .nonnegative) var miniter = 1
  @Setting("start from the average of earlier solutions") var warmStart = false
  @Setting("decay of that average", in: .closedUnit) var warmBeta = 0.0
  @Setting("chain applied to the update before the solve") var inner: Chain? = nil

  @Buffer var average

  private let hessian = HessianProduct()
  private lazy var conjugateGradients = ConjugateGradients()
  private lazy var minimalResiduals = MinimalResiduals()

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { hvpMethod.needs }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let limits = KrylovLimits(
      tolerance: tol, maximum: maxiter, minimum: miniter, regularization: reg, stopsAtNegativeCurvature: npcTerminate)
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    let start = warmStart ? average : nil
    let end: KrylovEnd
    switch solver {
    case .cg:
      end = try conjugateGradients.solve(u, start: start, limits) { v, out in try hessian.multiply(v, into: out) }
      u.assign(conjugateGradients.x)
    case .minres:
      end = try minimalResiduals.solve(u, start: start, limits) { v, out in try hessian.multiply(v, into: out) }
      u.assign(minimalResiduals.x)
    }
    if case .notFinite = end { throw RunEnd.diverged("a Hessian product of \(name) is not finite") }
    if warmStart {
      let weight = 1 - warmBeta
      average.update(reading: u) { q, d in q += weight * (d - q) }
    }
  }
}
