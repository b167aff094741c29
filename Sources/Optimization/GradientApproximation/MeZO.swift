import Numerics

/// Differences along directions that are made from their number whenever they are needed.
public final class MeZO: DirectionalEstimator {
  public override class var declaration: Declaration {
    Declaration(
      "mezo", .gradientApproximation, "Random differences whose directions are made again from their number.",
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
