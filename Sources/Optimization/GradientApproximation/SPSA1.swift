import Numerics

/// One value for each estimate.
public final class SPSA1: StreamEstimator {
  public override class var declaration: Declaration {
    Declaration(
      "spsa1", .gradientApproximation, "Estimates the gradient from one value, along a random direction of signs.",
      rule: "g = mean over n_samples directions z of ±1 of z·(f(x + h z) + eps)/h",
      source: "Spall, A One-measurement Form of Simultaneous Perturbation Stochastic Approximation, 1997, equation 2")
  }

  @Setting("added to the value") var eps = 1e-8

  public required init() {
    super.init()
    preGenerate = false
  }
  public override class var settingOrder: [String] { ["h", "n_samples", "eps", "pre_generate", "seed", "target"] }

  override func slope(_ f: ValueProbe, along z: Vector) throws -> Double { (try f.along(z, h) + eps) / h }
}
