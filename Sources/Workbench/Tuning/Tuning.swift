import Language
import Optimization

/// A filling of the holes.
public struct Trial: Sendable {
  /// 0 are the defaults, where every hole has one.
  public let number: Int
  public let values: [(hole: String, value: Double)]
  /// Canonical.
  public let chain: String
}

/// A search for the values of holes: quasi-random points, of which successive halving keeps the better ones (K. Jamieson and
/// A. Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, AISTATS 2016).
///
/// All trials run with a small budget, the best third with three times that, and so on up to the whole budget. Each rung is a
/// comparison: from common starts, kept in the same results file, and taken up where it ended.
public struct Tuning: Sendable {
  static let factor = 3

  public let trials: [Trial]
  public let problems: [PlannedProblem]
  public let seeds: Range<Int>
  public let accuracy: Double
  public let settings: RunSettings

  /// - Parameter count: of quasi-random trials.
  /// - Throws: `Diagnostics` of the chain.
  public init(
    _ source: String, over space: [SearchDimension], trials count: Int, problems: [PlannedProblem], seeds: Range<Int>, accuracy: Double,
    settings: RunSettings, recipes: RecipeSource?
  ) throws(Diagnostics) {
    let sequence = RSequence(dimensions: space.count)
    var trials: [Trial] = []
    var known = Set<String>()
    for number in 0...count {
      let values = number == 0 ? [] : zip(space, sequence.point(number - 1)).map { ($0.hole, $0.value($1)) }
      let holes = Dictionary(values, uniquingKeysWith: { $1 })
      let chain: String
      do throws(Diagnostics) {
        chain = try ChainReader.chain(source, holes: holes, recipes: recipes).text
      } catch {
        // A hole without a default has none; the first real trial shows whether that was all.
        if number == 0 { continue }
        throw error
      }
      // Rounded values may coincide.
      if known.insert(chain).inserted { trials.append(Trial(number: number, values: values.map { (hole: $0.0, value: $0.1) }, chain: chain)) }
    }
    self.trials = trials
    self.problems = problems
    self.seeds = seeds
    self.accuracy = accuracy
    self.settings = settings
  }

  /// Trials and budget of each rung: as many rungs as leave three trials for the last, from ten evaluations on, below which nothing
  /// can be told.
  public var rungs: [(trials: Int, budget: Double)] {
    var (last, divisor) = (0, 1)
    while trials.count >= divisor * Tuning.factor * Tuning.factor, settings.budget / Double(divisor * Tuning.factor) >= 10 {
      divisor *= Tuning.factor
      last += 1
    }
    var rungs: [(trials: Int, budget: Double)] = []
    var kept = trials.count
    for _ in 0...last {
      rungs.append((kept, settings.budget / Double(divisor)))
      kept /= Tuning.factor
      divisor /= Tuning.factor
    }
    return rungs
  }

  /// Evaluations that the search may spend in all; the last of each run may cost more than was left.
  public var budget: Double {
    rungs.reduce(0) { $0 + Double($1.trials) * $1.budget } * Double(problems.count * seeds.count)
  }

  func plan(_ trials: [Trial], budget: Double) -> ComparisonPlan {
    var settings = settings
    settings.budget = budget
    return ComparisonPlan(
      chains: trials.map { PlannedChain(label: "trial \($0.number)", text: $0.chain) }, problems: problems, seeds: seeds,
      accuracy: accuracy, settings: settings)
  }

  /// - Parameters:
  ///   - compare: makes the runs of a plan.
  /// - Returns: nil where that was interrupted.
  public func run(_ compare: (ComparisonPlan) throws -> ComparisonOutcome) throws -> TuningResult? {
    var result = TuningResult(trials: trials, rungs: [])
    var remaining = Array(trials.indices)
    for rung in rungs {
      remaining = Array(remaining.prefix(rung.trials))
      let plan = plan(remaining.map { trials[$0] }, budget: rung.budget)
      let outcome = try compare(plan)
      if let error = outcome.error { throw error }
      if outcome.isInterrupted { return nil }
      let data = ComparisonData(plan, results: outcome.results)
      let ranks = data.meanRanks()
      let order = ranks.indices.sorted { ranks[$0] != ranks[$1] ? ranks[$0] < ranks[$1] : $0 < $1 }
      result.rungs.append(TuningResult.Rung(budget: rung.budget, data: data, trials: order.map { remaining[$0] }, rows: order))
      remaining = order.map { remaining[$0] }
    }
    return result
  }
}

extension ComparisonData {
  /// The mean over instances of the rank of each chain: those that reach the target come first, by their evaluations; the others
  /// by their lowest value; those that failed last. What is equal shares its rank.
  func meanRanks() -> [Double] {
    var sums = [Double](repeating: 0, count: plan.chains.count)
    for problem in plan.problems.indices {
      for seed in 0..<plan.seeds {
        let keys = plan.chains.indices.map { chain -> (Int, Double) in
          guard let run = self[chain, problem, seed] else { return (3, 0) }
          if let cost = costToTarget(chain: chain, problem: problem, seed: seed), cost.isFinite { return (0, cost) }
          return run.isFailure ? (2, run.best) : (1, run.best)
        }
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        var first = 0
        while first < order.count {
          var end = first + 1
          while end < order.count, keys[order[end]] == keys[order[first]] { end += 1 }
          for chain in order[first..<end] { sums[chain] += Double(first + end + 1) / 2 }
          first = end
        }
      }
    }
    return sums.map { $0 / Double(plan.problems.count * plan.seeds) }
  }
}
