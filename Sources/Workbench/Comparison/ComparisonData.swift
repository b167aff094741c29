/// The results of a comparison in the order of its plan, and what they are measured against.
public struct ComparisonData: Sendable {
  public let plan: ComparisonPlan
  /// By chain, problem and seed; nil where a run is missing.
  private let results: [RunResult?]
  /// What the runs of each problem and seed are measured against.
  private let references: [Reference]
  /// Runs of the file that belong to other settings.
  public private(set) var omitted = 0

  /// - Parameter results: in the plan's order of requests.
  public init(_ plan: ComparisonPlan, results: [RunResult?]) {
    self.plan = plan
    let (chains, problems, seeds) = (plan.chains.count, plan.problems.count, plan.seeds)
    var ordered = [RunResult?](repeating: nil, count: plan.runCount)
    for number in results.indices {
      let chain = number % chains, problem = number / chains % problems, seed = number / (chains * problems)
      ordered[(chain * problems + problem) * seeds + seed] = results[number]
    }
    self.results = ordered
    references = (0..<problems * seeds).map { instance in
      let runs = (0..<chains).compactMap { ordered[$0 * problems * seeds + instance] }
      // A run that leaves the domain may go below the minimum; it is no measure for the others.
      if let minimum = runs.compactMap(\.minimum).min() { return Reference(lowest: minimum, isMinimum: true) }
      return Reference(lowest: runs.map(\.best).min() ?? .infinity, isMinimum: false)
    }
  }

  private struct Reference {
    let lowest: Double
    let isMinimum: Bool
  }

  /// Of a file: the runs that the last of its plans asks for, or the last run of each where there are several.
  ///
  /// - Parameter accuracy: in place of the plan's.
  public init(_ stored: StoredResults, accuracy: Double? = nil) throws(ReadError) {
    guard var plan = stored.plans.last else { throw ReadError(path: stored.path, message: "it is empty") }
    if let accuracy { plan.accuracy = accuracy }
    struct Place: Hashable {
      let chain: String, problem: UInt64, seed: Int, settings: RunSettings
      init(_ request: RunRequest) {
        (chain, problem, seed, settings) = (request.chain, request.problemHash, request.seed, request.settings)
      }
    }
    var places: [Place: RunResult] = [:]
    for run in stored.runs { places[Place(run.result.request)] = run.result }
    let results = (0..<plan.runCount).map { places[Place(plan.request($0))] }
    self.init(plan, results: results)
    omitted = places.count - results.count { $0 != nil }
  }

  public subscript(chain: Int, problem: Int, seed: Int) -> RunResult? {
    results[(chain * plan.problems.count + problem) * plan.seeds + seed]
  }

  public var missing: Int { results.count { $0 == nil } }

  /// The known minimum or, where there is none, the lowest value that any run of this seed evaluated.
  func lowestValue(problem: Int, seed: Int) -> Double { references[problem * plan.seeds + seed].lowest }

  /// Whether the minimum is known for every run of the problem.
  func knowsMinimum(problem: Int) -> Bool {
    (0..<plan.chains.count).contains { chain in (0..<plan.seeds).contains { self[chain, problem, $0]?.minimum != nil } }
  }

  /// Evaluations until the target; infinite where it was not reached, nil where there is no run.
  ///
  /// Where no minimum is known, the best of the runs would alone be at its own lowest value: there the target is the reduction that
  /// Moré and Wild ask for, and a start that no run left is no success.
  func costToTarget(chain: Int, problem: Int, seed: Int) -> Double? {
    let reference = references[problem * plan.seeds + seed]
    if !reference.isMinimum { return costToReduction(ComparisonData.reduction, chain: chain, problem: problem, seed: seed) }
    let level = targetLevel(reference.lowest, accuracy: plan.accuracy)
    return self[chain, problem, seed].map { $0.trace.cost(to: level) ?? .infinity }
  }

  /// The part of f − lowest at the start that a solved run may leave, where no minimum is known.
  static let reduction = 1e-3

  /// Evaluations until f ≤ lowest + τ (f at the start − lowest), as Moré and Wild have it.
  func costToReduction(_ tau: Double, chain: Int, problem: Int, seed: Int) -> Double? {
    guard let result = self[chain, problem, seed] else { return nil }
    let reference = references[problem * plan.seeds + seed]
    // From a start where f is not finite, or that nobody improved, there is no reduction.
    guard result.startValue.isFinite, reference.isMinimum || result.startValue > reference.lowest else { return .infinity }
    return result.trace.cost(to: reference.lowest + tau * (result.startValue - reference.lowest)) ?? .infinity
  }

  /// All runs of a chain, by problem and seed.
  func runs(chain: Int) -> [RunResult] {
    (0..<plan.problems.count).flatMap { problem in (0..<plan.seeds).compactMap { self[chain, problem, $0] } }
  }
}
