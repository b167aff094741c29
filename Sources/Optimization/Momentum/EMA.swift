import Numerics

/// Where an average starts.
public enum AverageStart: String, WordSetting { case zeros, update }

/// The exponential moving average of the update, and heavy-ball momentum, which is the same with other defaults.
public class ExponentialAverage: ElementwiseModule {
  @Buffer var m
  @State var t = 0
  /// βᵗ
  @State var power = 1.0
  private var scale = 1.0

  /// β, 1 − dampening, correct for the start, average or add up, where to start.
  var rule: (β: Double, undamped: Double, debias: Bool, lerp: Bool, start: AverageStart) { (0, 1, false, true, .zeros) }

  public override var learnsInApply: Bool { true }

  public override func begin(_ objective: Objective) throws {
    t += 1
    power *= rule.β
    scale = rule.debias ? 1 / (1 - power) : 1
  }

  public override func transform(_ u: Block) {
    let (β, undamped, _, lerp, start) = rule
    let gain = lerp ? (1 - β) * undamped : undamped, scale = scale
    if t == 1 && start == .update {
      u.update(m) { u, m in
        m = β * u + gain * u
        u = scale * m
      }
    } else {
      u.update(m) { u, m in
        m = β * m + gain * u
        u = scale * m
      }
    }
  }
}

/// m ← βm + (1 − β)u
public final class EMA: ExponentialAverage {
  public override class var declaration: Declaration {
    Declaration(
      "ema", .momentum, "Exponential moving average of the update.",
      rule: "m ← m + (1 − β)((1 − dampening)u − m), lerp=false: m ← βm + (1 − dampening)u; u ← m, over 1 − βᵗ with debias")
  }
  @Setting("decay β") var momentum = 0.9
  @Setting("share of u that is left out") var dampening = 0.0
  @Setting("correct the average for its start") var debias = false
  @Setting("average; false: add up") var lerp = true
  @Setting("m₀: zeros, or the first update") var emaInit = AverageStart.zeros
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  override var rule: (β: Double, undamped: Double, debias: Bool, lerp: Bool, start: AverageStart) {
    (momentum, 1 - dampening, debias, lerp, emaInit)
  }
}

/// m ← βm + u, from m₀ = u₁
public final class HeavyBall: ExponentialAverage {
  public override class var declaration: Declaration {
    Declaration(
      "heavyball", .momentum, "Polyak's momentum.",
      rule: "m ← βm + (1 − dampening)u, m₀ the first update (so the first step is (1 + β)u); u ← m; ema_init=\"zeros\" starts with u",
      source: "Polyak, Some methods of speeding up the convergence of iteration methods, 1964")
  }
  @Setting("momentum β") var momentum = 0.9
  @Setting("share of u that is left out") var dampening = 0.0
  @Setting("correct the average for its start") var debias = false
  @Setting("average; false: add up") var lerp = false
  @Setting("m₀: zeros, or the first update") var emaInit = AverageStart.update
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  override var rule: (β: Double, undamped: Double, debias: Bool, lerp: Bool, start: AverageStart) {
    (momentum, 1 - dampening, debias, lerp, emaInit)
  }
}
