import Numerics

/// What happens to an entry whose sign disagrees with the gradient's.
public enum CautiousMode: String, WordSetting { case zero, grad, backtrack }

/// Entries of the update that disagree with the gradient are dropped.
public final class Cautious: Module {
  public override class var declaration: Declaration {
    Declaration(
      "cautious", .momentum, "Drops the entries of the update whose signs disagree with the gradient.",
      rule: "M = 1 where u·g > 0, else 0; zero: u ← u·M (normalize: over max(mean M, eps)); grad: g where M = 0; backtrack: −u where M = 0",
      source: "Liang, Chen, Liu & Liu, Cautious Optimizers, 2024, algorithm 1")
  }
  @Setting("divide by the share of entries that agree (mode zero)") var normalize = false
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  @Setting("what to put in the place of entries that disagree") var mode = CautiousMode.zero

  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    let u = try objective.currentUpdate()
    switch mode {
    case .zero:
      var factor = 1.0
      if normalize {
        var agreeing = 0
        for i in 0..<u.count where u[i] * g[i] > 0 { agreeing += 1 }
        factor = 1 / max(Double(agreeing) / Double(u.count), eps)
      }
      u.update(reading: g) { u, g in u = select(u * g .> 0, factor * u, 0) }
    case .grad:
      u.update(reading: g) { u, g in u = select(u * g .> 0, u, g) }
    case .backtrack:
      u.update(reading: g) { u, g in u = select(u * g .> 0, u, -u) }
    }
  }
}
