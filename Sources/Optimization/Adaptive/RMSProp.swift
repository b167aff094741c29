import Numerics

/// The update over the root of its averaged square.
public final class RMSProp: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "rmsprop", .adaptive, "Divides the update by the root of its averaged square.",
      rule: """
        v ← βv + (1 − β)u²; centered: m ← m + (1 − β)(u − m)
        V = v/c − (m/c)², c = 1 − βᵗ with debias, else 1; amsgrad: V ← max(V̄, V)
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
  private var vBar: Vector?
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
      u.update(v) { u, v in v = β * v + (1 - β) * (u * u) }
    } else {
      u.update(v) { u, v in v = β * v + (1 - β) * Numerics.pow(abs(u), p) }
    }
    if centered { u.update(m) { u, m in m = β * m + (1 - β) * u } }
  }

  public override func prepareTransform(_ objective: Objective) throws {
    guard let expAvgSqTfm else { return }
    vBar = try transformOfV.apply(expAvgSqTfm, to: v, objective)
  }

  public override func transform(_ u: Block) {
    let c = correction, ε = eps, p = pow
    let v = vBar ?? v
    if !centered && !amsgrad && p == 2 {
      return u.update(reading: v) { u, v in u = u / (sqrt(c * v) + ε) }
    }
    let uncentre = centered ? 1.0 : 0.0, keepsLargest = amsgrad
    if keepsLargest {
      u.update(largest, v, m) { _, largest, v, m in largest = max(largest, max(c * v - uncentre * (c * m) * (c * m), 0)) }
      if p == 2 {
        u.update(reading: largest) { u, V in u = u / (sqrt(V) + ε) }
      } else {
        u.update(reading: largest) { u, V in u = u / (Numerics.pow(V, 1 / p) + ε) }
      }
    } else {
      u.update(reading: v, m) { u, v, m in
        let V = max(c * v - uncentre * (c * m) * (c * m), 0)
        u = u / ((p == 2 ? sqrt(V) : Numerics.pow(V, 1 / p)) + ε)
      }
    }
  }
}
