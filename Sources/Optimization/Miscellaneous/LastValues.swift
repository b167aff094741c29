import Numerics

/// u − u₋, from u₋ = 0
public final class LastDifference: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("lastdifference", .miscellaneous, "The change of the update since the last step.", rule: "u ← u − u₋, u₋ = 0 at first")
  }
  @Buffer var last
  public override func transform(_ u: Block) {
    u.update(last) { u, last in
      let now = u
      u -= last
      last = now
    }
  }
}

/// g − g₋, from g₋ = 0
public final class LastGradDifference: Module {
  public override class var declaration: Declaration {
    Declaration("lastgraddifference", .miscellaneous, "The change of the gradient since the last step.", rule: "u ← g − g₋, g₋ = 0 at first")
  }
  @Buffer var last
  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    objective.setUpdate(g)
    objective.update.update(reading: last) { u, last in u -= last }
    last.assign(g)
  }
}

/// u·u₋, from u₋ = 1
public final class LastProduct: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("lastproduct", .miscellaneous, "The update times the last one, entry by entry.", rule: "u ← u·u₋, u₋ = 1 at first")
  }
  @Buffer(1) var last
  public override func transform(_ u: Block) {
    u.update(last) { u, last in
      let now = u
      u *= last
      last = now
    }
  }
}

/// Which of two stands above the line.
public enum RatioNumerator: String, WordSetting { case cur, prev }

/// u/u₋ or u₋/u, from u₋ = 1
public final class LastRatio: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "lastratio", .miscellaneous, "The update over the last one, entry by entry.",
      rule: "cur: u ← u/u₋; prev: u ← u₋/u; u₋ = 1 at first; no guard against 0")
  }
  @Setting("cur: the present update above the line; prev: the last one") var numerator = RatioNumerator.cur
  @Buffer(1) var last
  public override func transform(_ u: Block) {
    let isCurrent = numerator == .cur
    u.update(last) { u, last in
      let now = u
      u = isCurrent ? now / last : last / now
      last = now
    }
  }
}

/// |u|/|u₋| or |u₋|/|u|, the divisor at least eps, from u₋ = 1
public final class LastAbsoluteRatio: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "lastabsoluteratio", .miscellaneous, "The update's magnitude over the last one's, entry by entry.",
      rule: "cur: u ← |u|/max(|u₋|, eps); prev: u ← |u₋|/max(|u|, eps); u₋ = 1 at first")
  }
  @Setting("cur: the present update above the line; prev: the last one") var numerator = RatioNumerator.cur
  @Setting("least divisor", in: .nonnegative) var eps = 1e-8
  @Buffer(1) var last
  public override func transform(_ u: Block) {
    let isCurrent = numerator == .cur, ε = eps
    u.update(last) { u, last in
      let now = abs(u), before = abs(last)
      last = u
      u = isCurrent ? now / max(before, ε) : before / max(now, ε)
    }
  }
}

/// The update of n steps ago.
public final class Previous: Module {
  public override class var declaration: Declaration {
    Declaration(
      "previous", .miscellaneous, "The update of n steps ago.", rule: "u ← u of n steps before; the first update until there is one")
  }
  @Setting("how many steps ago", in: .atLeast(0)) var n = 1
  @State var kept: [Vector] = []
  @State var calls = 0
  public override var memoryShape: String { "\(n)" }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let slot = calls % (n + 1)
    if kept.count <= n { kept.append(u.copy()) } else { kept[slot].assign(u) }
    calls += 1
    objective.setUpdate(kept[calls > n ? calls % (n + 1) : 0])
  }
}
