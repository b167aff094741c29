import Numerics

/// What the accumulating modules share: S ← (1 − decay)·(S ∘ u), u ← S; the first S is that of u alone.
public class Accumulation: ElementwiseModule {
  @Setting("share of the memory that is lost at each step", in: .closedUnit) var decay = 0.0
  @Buffer var total
  @State var calls = 0

  public override func begin(_ objective: Objective) throws { calls += 1 }

  /// One block with the operation ∘.
  @inline(__always)
  final func accumulate(_ u: Block, _ operation: (Lanes, Lanes) -> Lanes) {
    let keep = 1 - decay, isFirst = calls == 1
    u.update(total) { u, total in
      total = keep * (isFirst ? u : operation(total, u))
      u = total
    }
  }
}

public final class AccumulateSum: Accumulation {
  public override class var declaration: Declaration {
    Declaration("accumulatesum", .operations, "The sum of all updates so far.", rule: "S ← (1 − decay)(S + u); u ← S")
  }
  public override func transform(_ u: Block) { accumulate(u) { total, u in total + u } }
}

public final class AccumulateMean: Accumulation {
  public override class var declaration: Declaration {
    Declaration("accumulatemean", .operations, "The mean of all updates so far.", rule: "S ← (1 − decay)(S + u); u ← S/t")
  }
  public override func transform(_ u: Block) {
    accumulate(u) { total, u in total + u }
    let t = Double(calls)
    u.update { u in u /= t }
  }
}

public final class AccumulateProduct: Accumulation {
  public override class var declaration: Declaration {
    Declaration("accumulateproduct", .operations, "The product of all updates so far.", rule: "S ← (1 − decay)·S·u, S from 1; u ← S")
  }
  public override func transform(_ u: Block) { accumulate(u) { total, u in total * u } }
}

public final class AccumulateMaximum: Accumulation {
  public override class var declaration: Declaration {
    Declaration("accumulatemaximum", .operations, "The greatest update so far, entry by entry.", rule: "S ← (1 − decay)·max(S, u); u ← S")
  }
  public override func transform(_ u: Block) { accumulate(u) { total, u in max(total, u) } }
}

public final class AccumulateMinimum: Accumulation {
  public override class var declaration: Declaration {
    Declaration("accumulateminimum", .operations, "The least update so far, entry by entry.", rule: "S ← (1 − decay)·min(S, u); u ← S")
  }
  public override func transform(_ u: Block) { accumulate(u) { total, u in min(total, u) } }
}
