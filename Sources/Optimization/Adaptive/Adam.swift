import Glibc
import Numerics

/// Adam: the update over the root of its averaged square, both averages corrected for their start at zero.
public final class Adam: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "adam", .adaptive, "Divides the averaged update by the root of its averaged square.",
      rule: """
        m ← β₁m + (1 − β₁)u
        v ← β₂v + (1 − β₂)u²              amsgrad: v̄ ← max(v̄, v), used for v
        u ← alpha·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + eps)         debias=false: alpha·m/(√v + eps)
        """,
      source: "Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1 with ε̂ (end of section 2)")
  }

  @Setting("decay of the average of u", in: .unit) var beta1 = 0.9
  @Setting("decay of the average of u²", in: .unit) var beta2 = 0.999
  @Setting("added to the root", in: .nonnegative) var eps = 1e-8
  @Setting("divide by the largest average of squares so far") var amsgrad = false
  @Setting("factor of the result") var alpha = 1.0
  @Setting("correct both averages for their start at zero") var debias = true
  @Setting("transform of m before use") var expAvgTfm: Chain? = nil
  @Setting("transform of v before use") var expAvgSqTfm: Chain? = nil
  @Setting("exponent p of the second average: |u|ᵖ and its p-th root", in: .positive) var pow = 2.0

  @Buffer var m
  @Buffer var v
  @Buffer var largest
  /// β₁ᵗ and β₂ᵗ.
  @State var power1 = 1.0
  @State var power2 = 1.0

  /// alpha and the corrections of this step.
  private var scale = 1.0
  private let mTransform = BufferTransform(), vTransform = BufferTransform()

  public override var isFusible: Bool { expAvgTfm == nil && expAvgSqTfm == nil }

  public override func begin(_ objective: Objective) throws {
    power1 *= beta1
    power2 *= beta2
    scale = debias ? alpha * root(1 - power2, pow) / (1 - power1) : alpha
  }

  public override func learn(_ u: Block) {
    let β1 = beta1, β2 = beta2, p = pow
    if p == 2 {
      u.learn(m, v) { u, m, v in
        m = β1 * m + (1 - β1) * u
        v = β2 * v + (1 - β2) * u * u
      }
    } else {
      u.learn(m, v) { u, m, v in
        m = β1 * m + (1 - β1) * u
        v = β2 * v + (1 - β2) * Numerics.pow(abs(u), p)
      }
    }
    if amsgrad { u.learn(largest, v) { _, largest, v in largest = max(largest, v) } }
  }

  public override func learnAndTransform(_ u: Block) {
    guard pow == 2, !amsgrad else { return super.learnAndTransform(u) }
    let β1 = beta1, β2 = beta2, ε = eps, scale = scale
    u.update(m, v) { u, m, v in
      m = β1 * m + (1 - β1) * u
      v = β2 * v + (1 - β2) * u * u
      u = scale * m / (sqrt(v) + ε)
    }
  }

  public override func prepareTransform(_ objective: Objective) throws {
    if let expAvgTfm { mBar = try mTransform.apply(expAvgTfm, to: m, objective) }
    if let expAvgSqTfm { vBar = try vTransform.apply(expAvgSqTfm, to: amsgrad ? largest : v, objective) }
  }
  private var mBar: Vector?, vBar: Vector?

  public override func transform(_ u: Block) {
    let ε = eps, scale = scale, p = pow
    let m = mBar ?? m, v = vBar ?? (amsgrad ? largest : v)
    if p == 2 {
      u.update(reading: m, v) { u, m, v in u = scale * m / (sqrt(v) + ε) }
    } else {
      u.update(reading: m, v) { u, m, v in u = scale * m / (Numerics.pow(v, 1 / p) + ε) }
    }
  }
}

/// The p-th root of every lane.
@inline(__always)
func root(_ x: Lanes, _ p: Double) -> Lanes { p == 2 ? sqrt(x) : Numerics.pow(x, 1 / p) }

/// The p-th root.
func root(_ x: Double, _ p: Double) -> Double { p == 2 ? x.squareRoot() : Glibc.pow(x, 1 / p) }
