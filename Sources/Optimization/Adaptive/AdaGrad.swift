import Numerics

/// The update over the root of the sum of its squares.
public final class AdaGrad: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "adagrad", .adaptive, "Divides the update by the root of the sum of its squares.",
      rule: "s ← s + u²; u ← alpha/(1 + (t − 1)lr_decay) · u/(√s + eps)",
      source: "Duchi, Hazan & Singer, Adaptive Subgradient Methods for Online Learning, 2011, figure 1")
  }
  @Setting("decay of the step size with the step number", in: .nonnegative) var lrDecay = 0.0
  @Setting("s₀", in: .nonnegative) var initialAccumulatorValue = 0.0
  @Setting("added to the root", in: .nonnegative) var eps = 1e-10
  @Setting("factor of the result") var alpha = 1.0
  @Setting("transforms the update that is divided") var inner: Chain? = nil
  @Setting("transform of s before use") var accumulatorTfm: Chain? = nil
  @Setting("exponent p: Σ|u|ᵖ and its p-th root", in: .positive) var pow = 2.0
  @Setting("divide by the root; false: by s + eps") var useSqrt = true

  @Buffer var s
  @State var t = 0
  private let transformOfS = BufferTransform()
  private var sBar: Vector?
  private var scale = 1.0

  public override var innerChain: Chain? { inner }
  public override var isFusible: Bool { accumulatorTfm == nil }

  public override func begin(_ objective: Objective) throws {
    if t == 0 { s.fill(initialAccumulatorValue) }
    scale = alpha / (1 + Double(t) * lrDecay)
    t += 1
  }

  public override func learn(_ u: Block) {
    let p = pow
    if p == 2 {
      u.update(s) { u, s in s += u * u }
    } else {
      u.update(s) { u, s in s += Numerics.pow(abs(u), p) }
    }
  }

  public override func prepareTransform(_ objective: Objective) throws {
    guard let accumulatorTfm else { return }
    sBar = try transformOfS.apply(accumulatorTfm, to: s, objective)
  }

  public override func transform(_ u: Block) {
    let scale = scale, ε = eps, p = pow
    let s = sBar ?? s
    if !useSqrt {
      u.update(reading: s) { u, s in u = scale * u / (s + ε) }
    } else if p == 2 {
      u.update(reading: s) { u, s in u = scale * u / (sqrt(s) + ε) }
    } else {
      u.update(reading: s) { u, s in u = scale * u / (Numerics.pow(s, 1 / p) + ε) }
    }
  }
}
