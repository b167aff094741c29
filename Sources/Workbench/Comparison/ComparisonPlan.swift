import Language
import Optimization
import Problems

/// A chain of a comparison, under the name that tables give it.
public struct PlannedChain: Sendable, Hashable {
  public let label: String
  /// In canonical form.
  public let text: String

  public init(label: String, text: String) {
    self.label = label
    self.text = text
  }

  /// Reads `adam | lr(0.1)`, `@muon` or, with a name for the tables, `mine=adam | lr(0.1)`.
  ///
  /// - Throws: `Diagnostics`
  public init(reading source: String, label: String? = nil, recipes: RecipeSource?) throws {
    let parts = PlannedChain.named(source)
    self.label = label ?? parts.label ?? source.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    text = try ChainReader.chain(parts.text, recipes: recipes).text
  }

  /// A name and `=` before a chain; no chain begins like that.
  private static func named(_ source: String) -> (label: String?, text: String) {
    guard let equals = source.firstIndex(of: "=") else { return (nil, source) }
    let name = source[..<equals].filter { $0 != " " }
    let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
    let rest = source[source.index(after: equals)...]
    return isName && rest.first != "=" ? (name, String(rest)) : (nil, source)
  }
}

/// A problem of a comparison.
public struct PlannedProblem: Sendable, Hashable {
  /// Of the request.
  public let text: String
  public let hash: UInt64

  public init(text: String, hash: UInt64) {
    self.text = text
    self.hash = hash
  }

  /// Makes the problem once, so that what cannot be made is said before the first run.
  public init(_ request: ProblemRequest) throws {
    _ = try request.problem()
    text = request.text
    hash = try request.stableHash()
  }
}

/// Chains × problems × seeds, and what a run may spend.
public struct ComparisonPlan: Sendable, Hashable {
  public var chains: [PlannedChain]
  public var problems: [PlannedProblem]
  /// Starts for each problem.
  public var seeds: Int
  /// The number of the first; another than 0 where a comparison is to be made from fresh starts.
  public var firstSeed: Int
  /// A run has solved its problem where f − lowest ≤ accuracy · max(1, |lowest|).
  public var accuracy: Double
  public var settings: RunSettings

  public init(chains: [PlannedChain], problems: [PlannedProblem], seeds: Range<Int>, accuracy: Double, settings: RunSettings) {
    self.chains = chains
    self.problems = problems
    self.seeds = seeds.count
    firstSeed = seeds.lowerBound
    self.accuracy = accuracy
    self.settings = settings
  }

  public var runCount: Int { chains.count * problems.count * seeds }

  /// Seed by seed, so that what an interrupted comparison leaves is spread evenly.
  func request(_ number: Int) -> RunRequest {
    let chain = chains[number % chains.count]
    let problem = problems[number / chains.count % problems.count]
    return RunRequest(
      chain: chain.text, problem: problem.text, problemHash: problem.hash, seed: firstSeed + number / (chains.count * problems.count),
      settings: settings)
  }

  /// More runs than a table can be made of.
  static let largest = 10_000_000

  /// What is wrong with the plan as a whole. What is there twice is a slip: a label, a chain, a problem.
  public var fault: String? {
    if runCount > ComparisonPlan.largest { return "\(runCount) runs are too many: at most \(ComparisonPlan.largest)" }
    func twice(_ texts: [String]) -> String? {
      var seen = Set<String>()
      return texts.first { !seen.insert($0).inserted }
    }
    if let label = twice(chains.map(\.label)) { return "two chains are called '\(label)'" }
    if let text = twice(chains.map(\.text)) { return "the chain '\(text)' is there twice" }
    return twice(problems.map(\.text)).map { "the problem '\($0)' is there twice" }
  }
}

/// `10` is the seeds 0 to 9, `3-12` those; nil for anything else.
public func seedRange(_ text: String) -> Range<Int>? {
  let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
  switch ends.count {
  case 1:
    guard let count = ends[0], (1...1_000_000).contains(count) else { return nil }
    return 0..<count
  default:
    guard let first = ends[0], let last = ends[1], first >= 0, last >= first, last < 1_000_000_000, last - first < 1_000_000 else {
      return nil
    }
    return first..<last + 1
  }
}
