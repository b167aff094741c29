import Numerics

/// The sign of an interpolation between memory and update.
public final class Lion: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "lion", .adaptive, "The sign of an interpolation between memory and update.",
      rule: "u ← sign(β₁m + (1 − β₁)u); m ← β₂m + (1 − β₂)u",
      source: "Chen et al., Symbolic Discovery of Optimization Algorithms, 2023, algorithm 2, without its weight decay")
  }
  @Setting("weight of the memory in the output", in: .unit) var beta1 = 0.9
  @Setting("decay of the memory", in: .unit) var beta2 = 0.99
  @Buffer var m

  public override var learnsInApply: Bool { true }

  public override func transform(_ u: Block) {
    let β1 = beta1, β2 = beta2
    u.update(m) { u, m in
      let direction = sign(β1 * m + (1 - β1) * u)
      m = β2 * m + (1 - β2) * u
      u = direction
    }
  }
}
