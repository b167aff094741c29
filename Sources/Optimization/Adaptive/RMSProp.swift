import Numerics

/// The update over the root of its averaged square.
public final class RMSProp: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "rmsprop", .adaptive, "Divides the update by the root of its averaged square.",
      rule: """
        v ← βv + (1 − β)u²; centered: m ← m + (1 − β)(u − m)
        amsgrad: v̄ ← max(v̄, v), used for v
        V = exp_avg_sq_tfm(v/c), centered: − (m/c)², not below 0; c = 1 − βᵗ with debias, else 1
        u ← u/(√V + eps)
        """,
      source: "Tieleman & Hinton, Neural Networks for Machine Learning, lecture 6e, 2012; centered: Graves 2013, equation 40")
  }
  @Setting("decay β", in: .unit) var smoothing = 0.99
  @Setting("added to the root", in: .nonnegative) var eps = 1e-8
  @Setting("subtract the squared average: divide by a deviation") var centered = false
  @Setting("correct the averages for their start at zero") var debias = false
  @Setting("divide by the largest average so far") var amsgrad = false
  @Setting("v₀: zeros, or the first update squared", named: "init") var start = AverageStart.zeros
  @Setting("transforms the update that is divided") var inner: Chain? = nil
  @Setting("transform of v before use") var expAvgSqTfm: Chain? = nil
  @Setting("exponent p: |u|ᵖ and its p-th root", in: .positive) var pow = 2.0

  @Buffer var v
  @Buffer var m
  @Buffer var largest
  @State var t = 0
  /// βᵗ
  @State var power = 1.0
  private let transformOfV = BufferTransform()
  @Buffer private var corrected
  private var transformed: Vector?
  private var correction = 1.0

  public override var innerChain: Chain? { inner }
  public override var isFusible: Bool { expAvgSqTfm == nil }

  public override func begin(_ objective: Objective) throws {
    t += 1
    power *= smoothing
    correction = debias ? 1 / (1 - power) : 1
  }

  public override func learn(_ u: Block) {
    let p = pow, isFirst = t == 1 && start == .update
    // A start from the first update makes the first average that update itself.
    let β = isFirst ? 0 : smoothing
    if p == 2 {
      u.learn(v) { u, v in v = β * v + (1 - β) * (u * u) }
    } else {
      u.learn(v) { u, v in v = β * v + (1 - β) * Numerics.pow(abs(u), p) }
    }
    if amsgrad { u.learn(largest, v) { _, largest, v in largest = max(largest, v) } }
    if centered { u.learn(m) { u, m in m = β * m + (1 - β) * u } }
  }

  public override func prepareTransform(_ objective: Objective) throws {
    guard let expAvgSqTfm else { return }
    corrected.assign(amsgrad ? largest : v)
    if debias { corrected.scale(by: correction) }
    transformed = try transformOfV.apply(expAvgSqTfm, to: corrected, objective)
  }

  public override func transform(_ u: Block) {
    let ε = eps, p = pow
    let c = correction, scale = transformed == nil ? c : 1
    let v = transformed ?? (amsgrad ? largest : v)
    if centered {
      u.update(reading: v, m) { u, v, m in
        // Rounding may leave less than nothing of a variance of one value.
        let V = max(scale * v - (c * m) * (c * m), 0)
        u = u / (root(V, p) + ε)
      }
    } else {
      u.update(reading: v) { u, v in u = u / (root(scale * v, p) + ε) }
    }
  }
}
