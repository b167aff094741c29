import Numerics

/// alpha·f in every entry
public final class FillLoss: Module {
  public override class var declaration: Declaration {
    Declaration("fillloss", .miscellaneous, "The value in every entry of the update.", rule: "u ← alpha·f(x)")
  }
  @Setting("factor") var alpha = 1.0
  @Setting("evaluate value and gradient together; false: the value alone") var backward = true
  public override var readsUpdate: Bool { false }
  public override func apply(_ objective: Objective) throws {
    if backward { _ = try objective.gradient() }
    objective.setUpdate(toEntries: alpha * (try objective.value()))
  }
}

/// What the two modules below share.
public class LossFactor: Module {
  @Setting("factor of f") var alpha = 1.0
  @Setting("least factor", in: .positive) var minValue = 1e-16
  @Setting("evaluate value and gradient together; false: the value alone") var backward = true

  /// max(alpha·f, min_value)
  final func factor(_ objective: Objective) throws -> Double {
    if backward { _ = try objective.gradient() }
    return max(alpha * (try objective.value()), minValue)
  }
}

public final class MulByLoss: LossFactor {
  public override class var declaration: Declaration {
    Declaration("mulbyloss", .miscellaneous, "The update times the value.", rule: "u ← u·max(alpha·f(x), min_value)")
  }
  public override func apply(_ objective: Objective) throws {
    let factor = try factor(objective)
    try objective.currentUpdate().scale(by: factor)
  }
}

public final class DivByLoss: LossFactor {
  public override class var declaration: Declaration {
    Declaration("divbyloss", .miscellaneous, "The update over the value.", rule: "u ← u/max(alpha·f(x), min_value)")
  }
  public override func apply(_ objective: Objective) throws {
    let factor = try factor(objective)
    try objective.currentUpdate().scale(by: 1 / factor)
  }
}

/// u unless it raises the value
public final class NegateOnLossIncrease: Module {
  public override class var declaration: Declaration {
    Declaration(
      "negateonlossincrease", .miscellaneous, "Drops, or turns round, an update that would raise the value.",
      rule: "u if f(x − u) ≤ f(x), else 0, or −u with backtrack; put it after the step size")
  }
  @Setting("turn round; false: do not move") var backtrack = false

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let f = try objective.value()
    let trial = objective.takePoint()
    trial.x.assign(objective.x, minus: u, times: 1)
    let there = try objective.value(at: trial)
    if there <= f { return objective.accept(trial, step: 1, isLast: false) }
    objective.recycle(trial)
    u.scale(by: backtrack ? -1 : 0)
    if !backtrack { u.fill(0) }
  }
}
