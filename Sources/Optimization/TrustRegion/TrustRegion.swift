import Numerics

/// What becomes of the radius after a trial.
public enum RadiusStrategy: String, WordSetting {
  /// It grows and shrinks with the ratio of actual to predicted decrease.
  case `default`
  /// It stays, and every step is taken.
  case fixed
}

/// A trial step's problem: the model f + ⟨g, −d⟩ + ½⟨d, Bd⟩ inside or around a radius.
struct TrustProblem {
  let objective: Objective
  /// What plays the gradient.
  let g: Vector
  let B: any HessianOperator
  let radius: Double
}

/// The shared part of trust regions: the Hessian of another module, trial steps, their ratio of decrease, the radius.
open class TrustRegion: Module {
  @Setting("module that offers a Hessian, such as newton, gaussnewton or bfgs(inverse=false)", required: true)
  var hessModule = Chain([])
  @Setting("least ratio of actual to predicted decrease that is accepted") var eta = 0.0
  @Setting("growth of the radius", in: .positive) var nplus = 3.5
  @Setting("shrinkage of the radius", in: .positive) var nminus = 0.25
  @Setting("ratio above which the radius grows") var rhoGood = 0.99
  @Setting("ratio below which the radius shrinks") var rhoBad = 1e-4
  @Setting("first radius", in: .positive) var `init` = 1.0
  @Setting("trials in a step", in: .atLeast(1)) var maxAttempts = 10
  @Setting("what becomes of the radius") var radiusStrategy = RadiusStrategy.default
  @Setting("renew the Hessian at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("chain applied to the update before the step is sought") var inner: Chain? = nil

  @State var radius: Double? = nil
  @State var calls = 0

  /// The trial that `solve` has evaluated at x − d already, if it did.
  var evaluatedTrial: Point?
  private var d = Vector(count: 0)
  private(set) var product = Vector(count: 0)

  /// The radius grows only where the step reaches it to this part; nil: always.
  var boundaryTolerance: Double? { nil }
  /// A step is measured by its norm; otherwise by the radius it was sought with.
  var measuresNorm: Bool { true }

  /// Radii above it are cut back to it.
  var largestRadius: Double { .infinity }

  /// d ← the step for this radius (subtracted from x).
  func solve(_ problem: TrustProblem, into d: Vector) throws {}

  public override var innerChain: Chain? { inner }

  private var hessian: (any HessianOperator)? { hessModule.modules.count == 1 ? hessModule.modules[0].hessianOperator : nil }

  public override var requires: Capabilities {
    hessModule.modules.reduce(into: []) { all, module in
      all.formUnion(module.requires)
      if module.readsUpdate { all.insert(.gradient) }
    }
  }
  public override var provides: Capabilities {
    hessModule.modules.reduce(into: []) { $0.formUnion($1.provides) }
  }

  public override func checkSetup() throws(RequirementError) {
    guard hessModule.modules.count == 1, let module = hessModule.modules.first else {
      throw RequirementError(
        message: "'\(name)' takes its Hessian from one module, not from the chain '\(hessModule.text)'; "
          + "put what comes before it before '\(name)' or into its inner")
    }
    if module.hessianOperator == nil {
      throw RequirementError(
        message: "'\(name)' needs a module that offers a Hessian, which '\(module.name)' does not; newton, gaussnewton, "
          + "bfgs(inverse=false) and lbfgs do")
    }
  }

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    for module in hessModule.modules where module.hasSchedules { module.followSchedules(objective.step) }
    if isDue {
      try hessModule.update(objective)
    } else if let least = hessModule.modules.first as? GaussNewton {
      // Its gradient Jᵀr goes with its JᵀJ, also where that is of an earlier step.
      try least.linearize(objective, anew: false)
    }
  }

  public override func apply(_ objective: Objective) throws {
    guard let B = hessian else { throw RunEnd.failed("'\(hessModule.text)' offers no Hessian to '\(name)'") }
    let g = try objective.currentUpdate()
    if d.count != g.count {
      d = Vector(count: g.count)
      product = Vector(count: g.count)
    }
    if radiusStrategy == .fixed {
      radius = `init`
      try solve(TrustProblem(objective: objective, g: g, B: B, radius: min(`init`, largestRadius)), into: d)
      dropEvaluatedTrial(objective)
      return objective.setUpdate(d)
    }
    // Without a gradient no radius gives a step.
    if g.maxAbs == 0 { return objective.rejectTrustStep(isLast: place.isLast) }
    let f = try objective.value()
    let rule = TrustRadius(
      eta: eta, nplus: nplus, nminus: nminus, rhoGood: rhoGood, rhoBad: rhoBad, boundaryTolerance: boundaryTolerance)
    for _ in 0..<maxAttempts {
      let Δ = min(radius ?? `init`, largestRadius)
      try solve(TrustProblem(objective: objective, g: g, B: B, radius: Δ), into: d)
      let trial = try evaluate(objective)
      let there = trial.value
      guard try B.product(d, into: product) else { throw cannot("multiply") }
      let ratio = TrustRadius.ratio(actual: f - there, predicted: g.dot(d) - 0.5 * d.dot(product))
      var verdict = rule.judge(ratio: ratio, f: there, radius: Δ, size: measuresNorm ? d.norm2 : Δ)
      if !(verdict.radius >= SafeRange.smallest && verdict.radius <= SafeRange.largest) { verdict.radius = `init` }
      radius = verdict.radius
      if verdict.isAccepted { return objective.acceptTrustStep(d, trial.point, isLast: place.isLast) }
      objective.recycle(trial.point)
    }
    objective.rejectTrustStep(isLast: place.isLast)
  }

  private func evaluate(_ objective: Objective) throws -> (point: Point, value: Double) {
    if let known = evaluatedTrial, let value = evaluatedValue {
      evaluatedTrial = nil
      return (known, value)
    }
    let trial = objective.takePoint()
    trial.x.assign(objective.x, minus: d, times: 1)
    // A step too small to move x is no new point.
    return (trial, trial.x.hasSameBits(as: objective.x) ? try objective.value() : try objective.value(at: trial))
  }
  /// f at `evaluatedTrial`.
  var evaluatedValue: Double?

  private func dropEvaluatedTrial(_ objective: Objective) {
    if let known = evaluatedTrial { objective.recycle(known) }
    evaluatedTrial = nil
  }

  /// What to say where the operator cannot do its part.
  func cannot(_ what: String) -> RunEnd { .failed("the Hessian that '\(hessModule.text)' offers to '\(name)' cannot \(what)") }
}
