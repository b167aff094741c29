import Numerics

/// What the averages of squares share: v ← βv + (1 − β)|u|^pow, from 0, with its maximum and its correction.
public class SquareAverage: ElementwiseModule {
  @Buffer var v
  @Buffer var m
  @Buffer var largest
  /// βᵗ
  @State var power = 1.0

  struct Rule {
    var β: Double
    var pow: Double
    var amsgrad = false
    var centered = false
    /// Take the pow-th root of the result.
    var root = false
    var debiased = false
  }
  var rule: Rule { Rule(β: 0, pow: 2) }

  public override var learnsInApply: Bool { true }
  public override func begin(_ objective: Objective) throws { power *= rule.β }

  public override func transform(_ u: Block) {
    let rule = rule, β = rule.β, p = rule.pow
    let exponent = 1 / p
    let scale = rule.debiased ? 1 / Optimization.root(1 - power, p) : 1.0
    if p == 2 {
      u.update(v) { u, v in v = β * v + (1 - β) * (u * u) }
    } else {
      u.update(v) { u, v in v = β * v + (1 - β) * Numerics.pow(abs(u), p) }
    }
    if rule.centered {
      u.update(v, m) { u, v, m in
        m = m + (1 - β) * (u - m)
        u = max(v - m * m, 0)
      }
    } else {
      u.update(reading: v) { u, v in u = v }
    }
    if rule.amsgrad {
      u.update(largest) { u, largest in
        largest = max(largest, u)
        u = largest
      }
    }
    guard rule.root else { return }
    if p == 2 {
      u.update { u in u = scale * sqrt(u) }
    } else {
      u.update { u in u = scale * Numerics.pow(u, exponent) }
    }
  }
}

public final class EMASquared: SquareAverage {
  public override class var declaration: Declaration {
    Declaration("emasquared", .operations, "Average of the update's squares.", rule: "v ← βv + (1 − β)|u|^pow; u ← v, or its maximum so far")
  }
  @Setting("decay β", in: .unit) var beta = 0.999
  @Setting("the maximum so far") var amsgrad = false
  @Setting("exponent", in: .positive) var pow = 2.0
  override var rule: Rule { Rule(β: beta, pow: pow, amsgrad: amsgrad) }
}

public final class SqrtEMASquared: SquareAverage {
  public override class var declaration: Declaration {
    Declaration(
      "sqrtemasquared", .operations, "Root of the average of the update's squares.",
      rule: "v ← βv + (1 − β)|u|^pow; u ← v^(1/pow), over (1 − βᵗ)^(1/pow) with debiased")
  }
  @Setting("decay β", in: .unit) var beta = 0.999
  @Setting("the maximum so far") var amsgrad = false
  @Setting("correct the average for its start at zero") var debiased = false
  @Setting("exponent", in: .positive) var pow = 2.0
  override var rule: Rule { Rule(β: beta, pow: pow, amsgrad: amsgrad, root: true, debiased: debiased) }
}

public final class CenteredEMASquared: SquareAverage {
  public override class var declaration: Declaration {
    Declaration(
      "centeredemasquared", .operations, "Variance of the update by moving averages.",
      rule: "v ← βv + (1 − β)|u|^pow; m ← m + (1 − β)(u − m); u ← max(v − m², 0), or its maximum so far")
  }
  @Setting("decay β", in: .unit) var beta = 0.99
  @Setting("the maximum so far") var amsgrad = false
  @Setting("exponent", in: .positive) var pow = 2.0
  override var rule: Rule { Rule(β: beta, pow: pow, amsgrad: amsgrad, centered: true) }
}

public final class CenteredSqrtEMASquared: SquareAverage {
  public override class var declaration: Declaration {
    Declaration(
      "centeredsqrtemasquared", .operations, "Deviation of the update by moving averages.",
      rule: "v ← βv + (1 − β)|u|^pow; m ← m + (1 − β)(u − m); u ← max(v − m², 0)^(1/pow), over (1 − βᵗ)^(1/pow) with debiased")
  }
  @Setting("decay β", in: .unit) var beta = 0.99
  @Setting("the maximum so far") var amsgrad = false
  @Setting("correct the average for its start at zero") var debiased = false
  @Setting("exponent", in: .positive) var pow = 2.0
  override var rule: Rule { Rule(β: beta, pow: pow, amsgrad: amsgrad, centered: true, root: true, debiased: debiased) }
}

/// Corrections for averages that start at zero.
public final class Debias: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "debias", .operations, "Corrects u = m/√v for averages that start at zero.",
      rule: "u ← u·alpha·(1 − β₂ᵗ)^(1/pow)/(1 − β₁ᵗ); a factor whose β is none is 1")
  }
  @Setting("decay of the numerator's average; none: no correction") var beta1: Double? = nil
  @Setting("decay of the divisor's average; none: no correction") var beta2: Double? = nil
  @Setting("factor") var alpha = 1.0
  @Setting("exponent of the divisor's average", in: .positive) var pow = 2.0
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @State var power1 = 1.0
  @State var power2 = 1.0
  private var scale = 1.0

  public override var learnsInApply: Bool { true }
  public override func begin(_ objective: Objective) throws {
    power1 *= beta1 ?? 0
    power2 *= beta2 ?? 0
    scale = alpha * root(1 - power2, pow) / (1 - power1)
  }
  public override var onlyScales: Bool { true }
  public override var factor: Double { scale }
}

/// The correction of a root of an average.
public final class Debias2: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("debias2", .operations, "Corrects the root of an average that starts at zero.", rule: "u ← u/(1 − βᵗ)^(1/pow)")
  }
  @Setting("decay of the average", in: .unit) var beta = 0.999
  @Setting("exponent of the average", in: .positive) var pow = 2.0
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @State var power = 1.0
  private var scale = 1.0

  public override var learnsInApply: Bool { true }
  public override func begin(_ objective: Objective) throws {
    power *= beta
    scale = 1 / root(1 - power, pow)
  }
  public override var onlyScales: Bool { true }
  public override var factor: Double { scale }
}
