import Numerics

/// Random differences: z·D with D a finite-difference formula along z.
open class RandomDifferences: StreamEstimator {
  @Setting("formula, as in fdm") var formula = DifferenceFormula.central
  @Setting("distribution of the directions, every entry of mean 0 and variance 1") var distribution = Distribution.rademacher
  @Setting("where the formula does not give the value at x, a value near it will do") var returnApproxLoss = false

  private lazy var stencil = formula.stencil

  override var acceptsNearbyValue: Bool { returnApproxLoss }
  override var distributionInUse: Distribution { distribution }

  override func slope(_ f: ValueProbe, along z: Vector) throws -> Double { try f.derivative(along: z, stencil, h: h) }

  static let rule = """
    g = mean over n_samples random directions z of z·D, D = the formula along h·z divided by h
    """

  public override class var settingOrder: [String] {
    ["h", "n_samples", "formula", "distribution", "pre_generate", "return_approx_loss", "seed", "target"]
  }
}

public final class RandomizedFDM: RandomDifferences {
  public override class var declaration: Declaration {
    Declaration(
      "randomizedfdm", .gradientApproximation, "Estimates gradients from differences of values along random directions.",
      rule: rule,
      source: "Spall, Multivariate Stochastic Approximation Using a Simultaneous Perturbation Gradient Approximation, "
        + "1992; formulas as in fdm")
  }
}

public final class SPSA: RandomDifferences {
  public override class var declaration: Declaration {
    Declaration(
      "spsa", .gradientApproximation, "Simultaneous perturbation: two values along random signs estimate the gradient.",
      rule: rule,
      source: "Spall, Multivariate Stochastic Approximation Using a Simultaneous Perturbation Gradient Approximation, "
        + "1992, equation 2.2")
  }
}

public final class RDSA: RandomDifferences {
  public override class var declaration: Declaration {
    Declaration(
      "rdsa", .gradientApproximation, "Random directions: two values along a normal direction estimate the gradient.",
      rule: rule, source: "Kushner & Clark, Stochastic Approximation Methods for Constrained and Unconstrained Systems, 1978, "
        + "section 2.3.5; Chin, Comparative study of stochastic algorithms for system optimization, 1997")
  }

  public required init() {
    super.init()
    formula = .central2
    distribution = .gaussian
  }
  public override class var settingOrder: [String] {
    ["h", "n_samples", "formula", "distribution", "pre_generate", "return_approx_loss", "target", "seed"]
  }
}

public final class GaussianSmoothing: RandomDifferences {
  public override class var declaration: Declaration {
    Declaration(
      "gaussiansmoothing", .gradientApproximation, "The gradient of f smoothed by a normal distribution, from many samples.",
      rule: rule, source: "Nesterov & Spokoiny, Random Gradient-Free Minimization of Convex Functions, 2017, section 3")
  }

  public required init() {
    super.init()
    h = 1e-2
    nSamples = 100
    formula = .forward2
    distribution = .gaussian
  }
  public override class var settingOrder: [String] { RDSA.settingOrder }
}
