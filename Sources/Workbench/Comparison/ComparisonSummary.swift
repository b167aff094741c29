/// The numbers of one row of a table: a chain on one problem, or on all.
struct ChainSummary: Sendable {
  let chain: Int
  let runs: Int
  let solved: Int
  /// 95 % interval of the share of solved runs.
  let solvedInterval: ClosedRange<Double>
  /// Evaluations to the target over all runs; infinite where that many runs did not reach it.
  let cost: Quartiles
  /// The lowest value that any run evaluated.
  let best: Double
  /// The share of instances on which no chain needed fewer evaluations.
  let fastest: Double
  let failures: Int
  let seconds: Double

  var share: Double { runs == 0 ? 0 : Double(solved) / Double(runs) }
}

extension ComparisonData {
  /// Rows for these problems: most solved first, then fewest evaluations, then the lowest f; equal rows keep the plan's order.
  func summaries(problems: [Int]) -> [ChainSummary] {
    let least = problems.map { problem in
      (0..<plan.seeds).map { seed in
        plan.chains.indices.reduce(Double.infinity) { min($0, costToTarget(chain: $1, problem: problem, seed: seed) ?? .infinity) }
      }
    }
    let rows = plan.chains.indices.map { summary(chain: $0, problems: problems, least: least) }
    // Over several problems evaluations say little; the share of wins decides between equals.
    let ranks: (ChainSummary) -> [Double] = { row in
      if row.runs == 0 { return [.infinity] }
      return problems.count == 1 ? [-row.share, row.cost.median, row.cost.lower, row.best] : [-row.share, -row.fastest]
    }
    let keys = rows.map(ranks)
    return rows.sorted { a, b in
      let (first, second) = (keys[a.chain], keys[b.chain])
      return first != second ? first.lexicographicallyPrecedes(second) : a.chain < b.chain
    }
  }

  /// - Parameter least: what the fastest chain needed, by problem and seed.
  private func summary(chain: Int, problems: [Int], least: [[Double]]) -> ChainSummary {
    var all: [Double] = []
    var (best, failures, seconds, wins) = (Double.infinity, 0, 0.0, 0)
    for (i, problem) in problems.enumerated() {
      for seed in 0..<plan.seeds {
        guard let result = self[chain, problem, seed], let cost = costToTarget(chain: chain, problem: problem, seed: seed) else { continue }
        all.append(cost)
        best = min(best, result.best)
        failures += result.isFailure ? 1 : 0
        seconds += result.seconds
        wins += cost.isFinite && cost <= least[i][seed] ? 1 : 0
      }
    }
    let solved = all.count { $0.isFinite }
    return ChainSummary(
      chain: chain, runs: all.count, solved: solved, solvedInterval: shareInterval(solved, of: all.count), cost: Quartiles(all), best: best,
      fastest: all.isEmpty ? 0 : Double(wins) / Double(all.count), failures: failures, seconds: seconds)
  }

  /// Runs that did not reach the target, by how they ended and why, without numbers that differ from run to run.
  func unsolvedByCause() -> [(cause: String, chain: Int, runs: [(problem: Int, seed: Int)])] {
    var causes: [(cause: String, chain: Int, runs: [(problem: Int, seed: Int)])] = []
    for chain in plan.chains.indices {
      for problem in plan.problems.indices {
        for seed in 0..<plan.seeds {
          guard let result = self[chain, problem, seed], costToTarget(chain: chain, problem: problem, seed: seed) == .infinity else { continue }
          let cause = result.cause
          if let i = causes.firstIndex(where: { $0.cause == cause && $0.chain == chain }) {
            causes[i].runs.append((problem, seed))
          } else {
            causes.append((cause, chain, [(problem, seed)]))
          }
        }
      }
    }
    return causes
  }
}

extension RunResult {
  /// The status, and for failures the reason without the step that it names.
  fileprivate var cause: String {
    switch status {
    case .converged, .targetReached, .stalled, .terminated: return "\(status.rawValue) above the target"
    case .evaluationLimit: return "budget spent"
    case .stepLimit, .timeLimit: return status.rawValue
    case .diverged, .failed, .interrupted:
      guard reason.hasPrefix("step "), let colon = reason.firstIndex(of: ":") else { return "\(status.rawValue): \(withoutKind(reason))" }
      return status.rawValue + withoutKind(String(reason[colon...]))
    }
  }

  /// Infinite or no number, of whichever sign: that differs between starts and says no more.
  private func withoutKind(_ reason: String) -> String {
    var words = reason.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for i in words.indices.dropFirst() where words[i - 1] == "is" && ["inf", "-inf", "nan", "-nan"].contains(words[i]) {
      words[i] = "not finite"
    }
    return words.joined(separator: " ")
  }
}
