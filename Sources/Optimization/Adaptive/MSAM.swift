import Numerics

/// What the momentum variants of sharpness-aware minimization share: the parameters stand at ŵ = y − ρ·v/‖v‖, y the iterates.
public class MomentumSharpness: Module {
  @Buffer var v
  /// What is subtracted beside the step: n(d) − n(v₋) + weight_decay·y.
  @Buffer private var shift
  @Buffer private var direction

  /// Momentum, radius, weight decay, Nesterov, average.
  var rule: (momentum: Double, rho: Double, weightDecay: Double, nesterov: Bool, lerp: Bool) { (0, 0, 0, false, false) }

  /// u ← the step for the iterates, of the incoming u and the direction d.
  func stepFrom(_ objective: Objective, _ d: Vector) throws {}

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), x = objective.x
    let (μ, ρ, decay, nesterov, lerp) = rule
    let before = MomentumSharpness.unit(v, ρ)
    shift.update(reading: v, x) { shift, v, x in
      let n = before * v
      shift = decay * (x + n) - n
    }
    direction.update(v, reading: u) { d, v, u in
      v = lerp ? v + (1 - μ) * (u - v) : (nesterov ? μ * (v + u) : μ * v + u)
      d = nesterov ? u + v : v
    }
    let ahead = MomentumSharpness.unit(direction, ρ)
    shift.add(direction, times: ahead)
    try stepFrom(objective, direction)
    objective.update.add(shift, times: 1)
    objective.hasUpdate = true
  }

  /// ρ/‖v‖, the factor that gives v the length ρ; without a radius there is no perturbation.
  private static func unit(_ v: Vector, _ ρ: Double) -> Double {
    ρ == 0 ? 0 : 1 / max(v.norm2 / ρ, 2 * .leastNormalMagnitude)
  }
}

/// Momentum SAM with its own momentum step.
public final class MSAMMomentum: MomentumSharpness {
  public override class var declaration: Declaration {
    Declaration(
      "msammomentum", .adaptive, "Sharpness-aware minimization along the momentum, at the cost of one gradient.",
      rule: """
        n(v) = rho·v/‖v‖; v ← momentum·v + u, d = v; nesterov: v ← momentum·(v + u), d = u + v
        u ← lr·d + n(d) − n(v₋) + weight_decay·(x + n(v₋))
        """,
      source: "Becker, Altrock & Risse, Momentum-SAM, 2024, algorithm 1")
  }
  @Setting("step size", required: true) var lr = 1.0
  @Setting("momentum") var momentum = 0.9
  @Setting("length of the perturbation", in: .nonnegative) var rho = 0.3
  @Setting("weight decay, not multiplied by lr, at the unperturbed point") var weightDecay = 0.0
  @Setting("Nesterov's momentum") var nesterov = false
  @Setting("average; false: add up") var lerp = false

  override var rule: (momentum: Double, rho: Double, weightDecay: Double, nesterov: Bool, lerp: Bool) {
    (momentum, rho, weightDecay, nesterov, lerp)
  }
  override func stepFrom(_ objective: Objective, _ d: Vector) throws {
    let lr = lr
    objective.update.update(reading: d) { u, d in u = lr * d }
  }
}

/// Momentum SAM around any chain.
public final class MSAM: MomentumSharpness {
  public override class var declaration: Declaration {
    Declaration(
      "msam", .adaptive, "Perturbs the parameters along a momentum while a chain makes the steps; the chain holds the step size.",
      rule: "b = modules(u); u ← b + n(d) − n(v₋) + weight_decay·(x + n(v₋)), v, d and n as in msammomentum",
      source: "Becker, Altrock & Risse, Momentum-SAM, 2024, appendix on other optimizers")
  }
  @Setting("chain that makes the step", required: true) var modules = Chain([])
  @Setting("momentum") var momentum = 0.9
  @Setting("length of the perturbation", in: .nonnegative) var rho = 0.3
  @Setting("weight decay, at the unperturbed point") var weightDecay = 0.0
  @Setting("Nesterov's momentum") var nesterov = false
  @Setting("average; false: add up") var lerp = false
  private let runner = OperandRunner()

  override var rule: (momentum: Double, rho: Double, weightDecay: Double, nesterov: Bool, lerp: Bool) {
    (momentum, rho, weightDecay, nesterov, lerp)
  }
  override func stepFrom(_ objective: Objective, _ d: Vector) throws {
    objective.update.assign(try runner.vector(of: modules, objective))
  }
}
