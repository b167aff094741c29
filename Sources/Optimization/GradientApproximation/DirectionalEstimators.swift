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
