import Numerics

extension Distribution: WordSetting {}

/// The shared part of estimators that multiply random directions by derivatives along them.
open class DirectionalEstimator: GradientApproximator {
  @Setting("step", in: .positive) var h = 1e-3
  @Setting("directions of an estimate", in: .atLeast(1)) var nSamples = 1
  @Setting("what becomes the estimate: gradients of the step at any point, the gradient at x, the update")
  var target = ApproximationTarget.closure

  private(set) var z = Vector(count: 0)

  override var destination: ApproximationTarget { target }
  override var isDeterministic: Bool { false }

  /// z ← the direction of sample i.
  func draw(_ i: Int, into z: Vector) throws {}
  /// ⟨∇f, z⟩ or what stands for it.
  func slope(_ f: ValueProbe, along z: Vector) throws -> Double { 0 }

  /// Before the samples of one estimate.
  func beginSamples() {}

  override func estimate(_ f: ValueProbe, into g: Vector) throws {
    if z.count != layout.count { z = Vector(count: layout.count) }
    beginSamples()
    g.fill(0)
    for i in 0..<nSamples {
      try draw(i, into: z)
      let slope = try slope(f, along: z)
      g.add(z, times: slope / Double(nSamples))
    }
  }
}

/// Directions from a random stream: kept through a step, or drawn anew for every estimate.
open class StreamEstimator: DirectionalEstimator {
  @Setting("the directions of a step serve all its estimates; false: new ones for each") var preGenerate = true
  @Setting("start of an own random stream; none: the run's") var seed: Int? = nil

  /// The own stream.
  @State var stream: RandomSource? = nil
  /// The stream that gives this step's directions, from their first.
  private var directions = RandomSource(seed: 0)
  private var current = RandomSource(seed: 0)

  var distributionInUse: Distribution { .rademacher }

  override func beginEstimates(_ objective: Objective) throws {
    if let seed {
      var own = stream ?? RandomSource(seed: UInt64(bitPattern: Int64(seed)))
      directions = own.split()
      stream = own
    } else {
      directions = objective.run.random.split()
    }
    current = directions
  }

  /// Replaying the stream costs less than keeping every direction of a step.
  override func beginSamples() {
    if preGenerate { current = directions }
  }

  override func draw(_ i: Int, into z: Vector) throws { current.fill(z, distributionInUse, variance: 1) }
}

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
      rule: rule, source: "Spall, Multivariate Stochastic Approximation Using a Simultaneous Perturbation Gradient Approximation, "
        + "1992; formulas as in fdm")
  }
}

public final class SPSA: RandomDifferences {
  public override class var declaration: Declaration {
    Declaration(
      "spsa", .gradientApproximation, "Simultaneous perturbation: two values along a random direction of signs estimate the gradient.",
      rule: rule, source: "Spall, Multivariate Stochastic Approximation Using a Simultaneous Perturbation Gradient Approximation, "
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

/// Differences along directions that are made from their number whenever they are needed.
public final class MeZO: DirectionalEstimator {
  public override class var declaration: Declaration {
    Declaration(
      "mezo", .gradientApproximation, "Random differences whose directions are made again from their number, in every run the same.",
      rule: RandomDifferences.rule + "\nthe direction of sample i in step t comes from the seed 1 000 000·t + i",
      source: "Malladi et al., Fine-Tuning Language Models with Just Forward Passes, 2023, algorithm 1")
  }

  @Setting("formula, as in fdm") var formula = DifferenceFormula.central2
  @Setting("distribution of the directions, every entry of mean 0 and variance 1") var distribution = Distribution.rademacher
  @Setting("where the formula does not give the value at x, a value near it will do") var returnApproxLoss = false

  private lazy var stencil = formula.stencil
  private var step = 0

  override var acceptsNearbyValue: Bool { returnApproxLoss }
  override func beginEstimates(_ objective: Objective) throws { step = objective.step }

  override func draw(_ i: Int, into z: Vector) throws {
    var source = RandomSource(seed: UInt64(truncatingIfNeeded: 1_000_000 &* step &+ i))
    source.fill(z, distribution, variance: 1)
  }

  override func slope(_ f: ValueProbe, along z: Vector) throws -> Double { try f.derivative(along: z, stencil, h: h) }

  public override class var settingOrder: [String] {
    ["h", "n_samples", "formula", "distribution", "return_approx_loss", "target"]
  }
}

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

/// How a derivative along a direction is computed.
public enum DirectionalMethod: String, WordSetting {
  /// Exact.
  case autograd
  /// (f(x + h ẑ) − f(x))/h·‖z‖
  case forward
  /// (f(x + h ẑ) − f(x − h ẑ))/(2h)·‖z‖
  case central
}

/// Exact derivatives along random directions.
public final class ForwardGradient: StreamEstimator {
  public override class var declaration: Declaration {
    Declaration(
      "forwardgradient", .gradientApproximation, "Estimates the gradient from derivatives along random directions.",
      rule: "g = mean over n_samples directions z of z·⟨∇f(x), z⟩",
      source: "Baydin et al., Gradients without Backpropagation, 2022, definition 1")
  }

  @Setting("distribution of the directions, every entry of mean 0 and variance 1") var distribution = Distribution.gaussian
  @Setting("how derivatives along directions are computed") var jvpMethod = DirectionalMethod.autograd

  public override class var settingOrder: [String] {
    ["n_samples", "distribution", "pre_generate", "jvp_method", "h", "target", "seed"]
  }

  private var exact = Vector(count: 0)

  public override var requires: Capabilities { jvpMethod == .autograd ? [.gradient] : [] }
  override var distributionInUse: Distribution { distribution }

  override func estimate(_ f: ValueProbe, into g: Vector) throws {
    if jvpMethod == .autograd {
      if exact.count != layout.count { exact = Vector(count: layout.count) }
      try f.gradient(into: exact)
    }
    try super.estimate(f, into: g)
  }

  override func slope(_ f: ValueProbe, along z: Vector) throws -> Double {
    if jvpMethod == .autograd { return exact.dot(z) }
    let length = z.norm2
    if length == 0 { return 0 }
    let stencil = (jvpMethod == .forward ? DifferenceFormula.forward : .central).stencil
    return try f.derivative(along: z, stencil, h: h / length)
  }
}
