import Numerics
import Optimization
import Problems

/// What holds for every run of a comparison.
public struct RunSettings: Sendable, Hashable {
  /// Weighted evaluations that a run may spend; the evaluation that uses them up is its last.
  public var budget = 1000.0
  public var weights = CostWeights()
  /// How far seeds move the start.
  public var spread = 0.1
  /// Seconds that a run may take; a run that they end is not reproducible.
  public var seconds: Double?
  public var gradientTolerance = 1e-8

  public init() {}

  /// A step that evaluates nothing costs nothing: such a run ends here.
  var maximalSteps: Int { Int(min(1e9, max(1000, 10 * budget))) }
}

/// One run: a chain on a problem with a seed. It says all that the outcome depends on, but for the version of the tool.
public struct RunRequest: Sendable, Hashable {
  /// In canonical form, holes filled and recipes expanded.
  public var chain: String
  /// The text of a `ProblemRequest`.
  public var problem: String
  /// Of that text, and of the file where it names one.
  public var problemHash: UInt64
  /// 0 is the problem's own start; see `seededStart`.
  public var seed: Int
  public var settings: RunSettings

  public init(chain: String, problem: String, problemHash: UInt64, seed: Int, settings: RunSettings) {
    self.chain = chain
    self.problem = problem
    self.problemHash = problemHash
    self.seed = seed
    self.settings = settings
  }

  /// Names the run in results files.
  func key(version: String) -> UInt64 {
    var hash = StableHash()
    hash.add(chain)
    hash.add(hexText(problemHash))
    hash.add("\(seed) \(settings.weights.text) \(version)")
    for number in [settings.budget, settings.spread, settings.seconds ?? 0, settings.gradientTolerance] { hash.add(number) }
    return hash.value
  }
}

extension ProblemRequest {
  /// Of the text, and of the bytes of the file that it names.
  func stableHash() throws(ReadError) -> UInt64 {
    var hash = StableHash()
    hash.add(text)
    if case .data(let path, _) = subject { hash.add(try readFile(path)) }
    return hash.value
  }

  /// The request as run number `seed` makes it: what is drawn for the problem (batches, noise, lenses) differs from seed to seed
  /// and is the same for every chain.
  func seeded(_ seed: Int) -> ProblemRequest {
    var request = self
    request.seed &+= UInt64(seed)
    return request
  }

  /// The same problem with all of its rows at once and without noise: what a run on parts of them is judged by.
  ///
  /// - Parameter rows: that the problem has.
  func judged(rows: Int) -> ProblemRequest {
    var request = self
    request.noise = Noise(0)
    switch subject {
    case .data(let path, var options):
      options.batch = nil
      request.subject = .data(path: path, options)
    case .builtIn where rows > 0: request.batch = rows
    default: break
    }
    return request
  }
}

/// The start of run number `seed`, the same for every chain: 0 starts where the problem says, k > 0 at
/// x₀ + spread · max(1, |x₀|) · z entry by entry, z standard normal from stream k.
///
/// A start where f is not finite is drawn again, twenty times at most.
func seededStart(_ start: Vector, seed: Int, spread: Double, value: (Vector) -> Double) -> Vector {
  guard seed > 0, spread > 0 else { return start }
  var random = RandomSource(seed: 0x7374_6172_7473).stream(UInt64(seed))
  for _ in 0..<20 {
    let moved = start.copy()
    for i in 0..<moved.count { moved[i] += spread * max(1, abs(moved[i])) * random.normal() }
    if value(moved).isFinite { return moved }
  }
  return start
}
