import Numerics

/// A size for every entry that grows while the sign stays and shrinks when it changes, between bounds.
@inline(__always)
private func grown(_ size: Lanes, _ agreement: Lanes, _ nplus: Double, _ nminus: Double, _ lower: Double, _ upper: Double) -> Lanes {
  let factor = select(agreement .> 0, Lanes(repeating: nplus), select(agreement .< 0, nminus, Lanes(repeating: 1)))
  return clip(size * factor, lower, upper)
}

/// Steps whose sizes follow the signs alone.
public final class RProp: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "rprop", .adaptive, "Steps along the sign of the update whose sizes grow while the sign stays and shrink when it changes.",
      rule: """
        z = sign(u)·p·A, p the last step; a ← a·nplus where z > 0, a·nminus where z < 0, within lb … ub
        z < 0: u ← −p (backtrack) or 0, and A ← 0 for one step; else u ← a·sign(u)
        """,
      source: "Riedmiller & Braun, A direct adaptive method for faster backpropagation learning: the RPROP algorithm, 1993")
  }
  @Setting("growth", in: .atLeast(1)) var nplus = 1.2
  @Setting("shrinkage", in: .closedUnit) var nminus = 0.5
  @Setting("least size; none: no bound", in: .nonnegative) var lb: Double? = 1e-6
  @Setting("greatest size; none: no bound", in: .positive) var ub: Double? = 50
  @Setting("undo the last step where the sign changes; false: stand still") var backtrack = true
  @Setting("first size", in: .positive) var alpha = 1.0
  @Buffer var size
  @Buffer var previous
  /// 1, or 0 after a change of sign.
  @Buffer(1) var attentive
  @State var hasStarted = false
  private var isFirst = false

  public override var learnsInApply: Bool { true }

  public override func begin(_ objective: Objective) throws {
    isFirst = !hasStarted
    hasStarted = true
  }

  public override func transform(_ u: Block) {
    let lower = lb ?? 0, upper = ub ?? .infinity
    if isFirst {
      let first = Swift.min(Swift.max(alpha, lower), upper)
      return u.update(size, previous) { u, size, previous in
        size = Lanes(repeating: first)
        u = first * sign(u)
        previous = u
      }
    }
    let nplus = nplus, nminus = nminus, undo = backtrack ? -1.0 : 0
    u.update(size, previous, attentive) { u, size, previous, attentive in
      let z = sign(u) * previous * attentive
      size = grown(size, z, nplus, nminus, lower, upper)
      u = select(z .< 0, undo * previous, size * sign(u))
      attentive = select(z .< 0, 0, Lanes(repeating: 1))
      previous = u
    }
  }
}

/// The sizes alone, from consistency of signs.
public class SignSizes: ElementwiseModule {
  @Setting("growth", in: .atLeast(1)) var nplus = 1.2
  @Setting("shrinkage", in: .closedUnit) var nminus = 0.5
  @Setting("least size; none: no bound", in: .nonnegative) var lb: Double? = 1e-6
  @Setting("greatest size; none: no bound", in: .positive) var ub: Double? = 50
  @Setting("first size", in: .positive) var alpha = 1.0
  @Buffer var size
  @Buffer var previous
  @State var hasStarted = false
  private var gradient: Vector?

  public override var learnsInApply: Bool { true }
  /// The signs are the gradient's, not the update's.
  var readsGradient: Bool { false }
  /// The sizes scale the update; false: they replace it.
  var scales: Bool { true }

  public override func begin(_ objective: Objective) throws {
    gradient = readsGradient ? try objective.gradient() : nil
    if !hasStarted { size.fill(alpha) }
    hasStarted = true
  }

  public override func transform(_ u: Block) {
    let lower = lb ?? 0, upper = ub ?? .infinity, nplus = nplus, nminus = nminus
    // Without a former sign the product is zero, and the size only moves within its bounds.
    if let gradient {
      u.update(size, previous, gradient) { u, size, previous, g in
        let now = sign(g)
        size = grown(size, now * previous, nplus, nminus, lower, upper)
        previous = now
      }
    } else {
      u.learn(size, previous) { u, size, previous in
        let now = sign(u)
        size = grown(size, now * previous, nplus, nminus, lower, upper)
        previous = now
      }
    }
    if scales {
      u.update(reading: size) { u, size in u *= size }
    } else {
      u.update(reading: size) { u, size in u = size }
    }
  }
}

/// The update times sizes that follow its signs.
public final class ScaleLRBySignChange: SignSizes {
  public override class var declaration: Declaration {
    Declaration(
      "scalelrbysignchange", .adaptive, "Multiplies every entry by a size that grows while its sign stays and shrinks when it changes.",
      rule: "a ← a·nplus where sign(u) = sign(u₋), a·nminus where it changed, within lb … ub; u ← a·u")
  }
  @Setting("signs of the gradient instead of the update") var useGrad = false
  override var readsGradient: Bool { useGrad }
}

/// The sizes themselves.
public final class SignConsistencyLRs: SignSizes {
  public override class var declaration: Declaration {
    Declaration(
      "signconsistencylrs", .adaptive, "Sizes that grow while the sign of the update stays and shrink when it changes.",
      rule: "a ← a·nplus where sign(u) = sign(u₋), a·nminus where it changed, within lb … ub; u ← a")
  }
  override var scales: Bool { false }
}

/// Where the sign stayed.
public final class SignConsistencyMask: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "signconsistencymask", .adaptive, "1 where the sign of the update is that of the last one, 0 elsewhere.",
      rule: "u ← 1 where u·u₋ > 0, else 0; u₋ = 0 at first")
  }
  @Buffer var previous
  public override var learnsInApply: Bool { true }

  public override func transform(_ u: Block) {
    u.update(previous) { u, previous in
      let mask = select(u * previous .> 0, 1, Lanes(repeating: 0))
      previous = u
      u = mask
    }
  }
}

/// Steps that are taken back where the sign changes.
public final class BacktrackOnSignChange: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "backtrackonsignchange", .adaptive, "Takes the last update back, or turns the update round, where the sign changes.",
      rule: "c = u (use_grad: g); where c·p < 0: u ← −p, the last update (backtrack), else −u; p ← u (use_grad: signs are compared with the last g)")
  }
  @Setting("compare signs of the gradient instead of the update") var useGrad = false
  @Setting("undo the last update; false: negate this one") var backtrack = true
  /// The last output.
  @Buffer var previous
  @Buffer var previousGradient
  private var gradient: Vector?

  public override var learnsInApply: Bool { true }

  public override func begin(_ objective: Objective) throws { gradient = useGrad ? try objective.gradient() : nil }

  public override func transform(_ u: Block) {
    let undoes = backtrack
    if let gradient {
      u.update(previous, previousGradient, gradient) { u, previous, before, g in
        let changed = g * before .< 0
        u = select(changed, undoes ? -previous : -u, u)
        previous = u
        before = g
      }
    } else {
      u.update(previous) { u, previous in
        let changed = u * previous .< 0
        u = select(changed, undoes ? -previous : -u, u)
        previous = u
      }
    }
  }
}
