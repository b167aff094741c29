import Numerics

/// Newton's method with conjugate gradients truncated at the boundary of a trust region.
public final class NewtonCGSteihaug: Module {
  public override class var declaration: Declaration {
    Declaration(
      "newtoncgsteihaug", .secondOrder, "Newton's equations by conjugate gradients inside a trust region, from Hessian products.",
      rule: """
        d: conjugate gradients on (∇²f(x) + reg·I) d = u, which end on the ball ‖d‖ = Δ at negative curvature or on leaving it
        ρ = (f(x) − f(x − d)) / (⟨u, d⟩ − ½⟨d, ∇²f(x) d⟩)
        ρ < rho_bad: Δ ← nminus·‖d‖;  ρ > rho_good with ‖d‖ at the boundary: Δ ← max(Δ, nplus·‖d‖);  ρ > eta: u ← d
        otherwise again with the new Δ, along the path already walked; after max_attempts u ← 0
        """,
      source: "Steihaug, The Conjugate Gradient Method and Trust Regions in Large Scale Optimization, 1983, section 2; "
        + "Nocedal & Wright, Numerical Optimization, 2006, algorithms 4.1 and 7.2")
  }

  @Setting("least ratio of actual to predicted decrease that is accepted") var eta = 0.0
  @Setting("growth of the radius", in: .positive) var nplus = 3.5
  @Setting("shrinkage of the radius", in: .positive) var nminus = 0.25
  @Setting("ratio above which the radius grows") var rhoGood = 0.99
  @Setting("ratio below which the radius shrinks") var rhoBad = 1e-4
  @Setting("first radius", in: .positive) var `init` = 1.0
  @Setting("trials in a step", in: .atLeast(1)) var maxAttempts = 100
  @Setting("iterates kept for smaller radii", in: .closed(1, 1_000_000)) var maxHistory = 100
  @Setting("the radius grows where the step reaches it to this part; none: always", in: .nonnegative)
  var boundaryTol: Double? = 1e-6
  @Setting("most iterations; none: the dimension", in: .atLeast(1)) var maxiter: Int? = nil
  @Setting("iterations before tol counts (cg)", in: .nonnegative) var miniter = 1
  @Setting("bound of the residual: absolute for cg, relative to u for minres", in: .nonnegative) var tol = 1e-8
  @Setting("added to the diagonal of the Hessian, not to the prediction") var reg = 1e-8
  @Setting("method") var solver = KrylovMethod.cg
  @Setting("a radius that vanished makes tol ten times smaller") var adaptTol = false
  @Setting("a radius that vanished ends the run") var terminateOnTr = true
  @Setting("minres: at negative curvature leave along the residual") var npcTerminate = false
  @Setting("how Hessian products are computed") var hvpMethod = HessianProductMethod.fdCentral
  @Setting("step of finite differences", in: .positive) var h = 1e-3
  @Setting("chain applied to the update before the solve") var inner: Chain? = nil

  @State var radius: Double? = nil
  @State var toleranceFactor = 1.0

  private let hessian = HessianProduct()
  private lazy var conjugateGradients = ConjugateGradients()
  private lazy var minimalResiduals = MinimalResiduals()
  private var d = Vector(count: 0), product = Vector(count: 0)

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { hvpMethod.needs }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    // Without a gradient no radius gives a step.
    if u.maxAbs == 0 { return objective.rejectTrustStep(isLast: place.isLast) }
    let f = try objective.value()
    if d.count != u.count {
      d = Vector(count: u.count)
      product = Vector(count: u.count)
    }
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    let rule = TrustRadius(
      eta: eta, nplus: nplus, nminus: nminus, rhoGood: rhoGood, rhoBad: rhoBad, boundaryTolerance: boundaryTol)
    var hasPath = false
    for _ in 0..<maxAttempts {
      let Δ = checkedRadius(objective)
      if !(hasPath && conjugateGradients.history.exit(radius: Δ, into: d)) { try solve(u, Δ, &hasPath) }
      try hessian.multiply(d, into: product)
      let predicted = u.dot(d) - 0.5 * d.dot(product)
      let trial = objective.takePoint()
      trial.x.assign(objective.x, minus: d, times: 1)
      // A step too small to move x is no new point.
      let there = trial.x.hasSameBits(as: objective.x) ? f : try objective.value(at: trial)
      let verdict = rule.judge(
        ratio: TrustRadius.ratio(actual: f - there, predicted: predicted), f: there, radius: Δ, size: d.norm2)
      radius = verdict.radius
      if verdict.isAccepted { return objective.acceptTrustStep(d, trial, isLast: place.isLast) }
      objective.recycle(trial)
    }
    objective.rejectTrustStep(isLast: place.isLast)
  }

  private func solve(_ u: Vector, _ Δ: Double, _ hasPath: inout Bool) throws {
    let limits = KrylovLimits(
      tolerance: tol * toleranceFactor, maximum: maxiter, minimum: miniter, regularization: reg, radius: Δ,
      stopsAtNegativeCurvature: npcTerminate)
    let end: KrylovEnd
    switch solver {
    case .cg:
      conjugateGradients.history.capacity = maxHistory
      end = try conjugateGradients.solve(u, limits) { v, out in try hessian.multiply(v, into: out) }
      d.assign(conjugateGradients.x)
      hasPath = true
    case .minres:
      end = try minimalResiduals.solve(u, limits) { v, out in try hessian.multiply(v, into: out) }
      d.assign(minimalResiduals.x)
    }
    if case .notFinite = end { throw RunEnd.diverged("a Hessian product of \(name) is not finite") }
  }

  /// The radius, back at its start where it vanished or overflowed.
  private func checkedRadius(_ objective: Objective) -> Double {
    let Δ = radius ?? `init`
    if Δ < SafeRange.smallest {
      if adaptTol { toleranceFactor *= 0.1 }
      if terminateOnTr { objective.terminate("the trust region of \(name) vanished") }
      radius = `init`
      return `init`
    }
    if !(Δ <= SafeRange.largest) {
      radius = `init`
      return `init`
    }
    return Δ
  }
}
