import Numerics

/// Adam with Nesterov's momentum from differences of gradients.
public final class Adan: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "adan", .adaptive, "Adaptive Nesterov momentum: averages of the update, of its differences, and of the square of their sum.",
      rule: """
        d = u − u₋ (0 at first); m ← β₁m + (1 − β₁)u; v ← β₂v + (1 − β₂)d; n ← β₃n + (1 − β₃)(u + β₂d)²
        u ← (m/(1 − β₁ᵗ) + β₂v/(1 − β₂ᵗ))/(√(n/(1 − β₃ᵗ)) + eps)
        """,
      source: "Xie et al., Adan, 2022, algorithm 1 (β here is 1 − β there), without its weight decay")
  }
  @Setting("decay of the average of u", in: .unit) var beta1 = 0.98
  @Setting("decay of the average of differences", in: .unit) var beta2 = 0.92
  @Setting("decay of the average of squares", in: .unit) var beta3 = 0.99
  @Setting("added to the root", in: .nonnegative) var eps = 1e-8
  @Setting("transform of m before use") var mTfm: Chain? = nil
  @Setting("transform of v before use") var vTfm: Chain? = nil
  @Setting("transform of n before use") var nTfm: Chain? = nil
  @Buffer var m
  @Buffer var v
  @Buffer var n
  @Buffer var previous
  @State var t = 0
  @State var power1 = 1.0
  @State var power2 = 1.0
  @State var power3 = 1.0
  private let transforms = [BufferTransform(), BufferTransform(), BufferTransform()]
  private var mBar: Vector?, vBar: Vector?, nBar: Vector?

  public override var isFusible: Bool { mTfm == nil && vTfm == nil && nTfm == nil }

  public override func begin(_ objective: Objective) throws {
    t += 1
    power1 *= beta1
    power2 *= beta2
    power3 *= beta3
  }

  public override func learn(_ u: Block) {
    let β1 = beta1, β2 = beta2, β3 = beta3
    if t == 1 { u.learn(previous) { u, previous in previous = u } }
    u.learn(previous, v, n) { u, previous, v, n in
      let d = u - previous
      let ahead = u + β2 * d
      v = β2 * v + (1 - β2) * d
      n = β3 * n + (1 - β3) * (ahead * ahead)
      previous = u
    }
    u.learn(m) { u, m in m = β1 * m + (1 - β1) * u }
  }

  public override func prepareTransform(_ objective: Objective) throws {
    if let mTfm { mBar = try transforms[0].apply(mTfm, to: m, objective) }
    if let vTfm { vBar = try transforms[1].apply(vTfm, to: v, objective) }
    if let nTfm { nBar = try transforms[2].apply(nTfm, to: n, objective) }
  }

  public override func transform(_ u: Block) {
    let a = 1 / (1 - power1), b = beta2 / (1 - power2), c = 1 / (1 - power3), ε = eps
    u.update(reading: mBar ?? m, vBar ?? v, nBar ?? n) { u, m, v, n in u = (a * m + b * v) / (sqrt(c * n) + ε) }
  }
}
