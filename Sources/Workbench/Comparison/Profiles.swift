#if canImport(Glibc)
  import Glibc
#endif

/// Shares of runs against what they cost, as the field draws them.
enum ProfileKind: String, Sendable, CaseIterable {
  case performance, data
}

extension ComparisonData {
  /// Reductions of f at which profiles are drawn.
  static let accuracies = [1e-1, 1e-3, 1e-5, 1e-7]

  /// For each chain the abscissa at which each instance is solved; infinite where it is not.
  ///
  /// - Performance profile (E. D. Dolan and J. J. Moré, Math. Program. 91, 2002): evaluations divided by those of the fastest chain
  ///   of the comparison on the same instance.
  /// - Data profile (J. J. Moré and S. M. Wild, SIAM J. Optim. 20, 2009): evaluations divided by n + 1, the cost of a gradient by
  ///   differences.
  func profile(_ kind: ProfileKind, tau: Double) -> [[Double]] {
    var abscissas = [[Double]](repeating: [], count: plan.chains.count)
    for problem in plan.problems.indices {
      for seed in 0..<plan.seeds {
        let costs = plan.chains.indices.map { costToReduction(tau, chain: $0, problem: problem, seed: seed) }
        let fastest = costs.compactMap { $0 }.min() ?? .infinity
        for chain in plan.chains.indices {
          guard let cost = costs[chain], let run = self[chain, problem, seed] else { continue }
          let unit = kind == .performance ? fastest : Double(run.dimension + 1)
          abscissas[chain].append(cost.isFinite ? cost / unit : .infinity)
        }
      }
    }
    return abscissas
  }

  /// The targets of the runtime distributions: 51 precisions from 100 to 1e-8 (N. Hansen et al., COCO, arXiv 1603.08785).
  static let precisions: [Double] = (0...50).map { pow(10, 2 - Double($0) / 5) }

  /// For each chain the evaluations per dimension at which each pair of instance and target is reached.
  func runtimes() -> [[Double]] {
    plan.chains.indices.map { chain in
      var runtimes: [Double] = []
      for problem in plan.problems.indices {
        for seed in 0..<plan.seeds {
          guard let run = self[chain, problem, seed] else { continue }
          let lowest = lowestValue(problem: problem, seed: seed)
          for precision in ComparisonData.precisions {
            let cost = run.trace.cost(to: targetLevel(lowest, accuracy: precision))
            runtimes.append(cost.map { $0 / Double(max(1, run.dimension)) } ?? .infinity)
          }
        }
      }
      return runtimes
    }
  }
}

/// The share of the values that are at most x.
func share(_ values: [Double], atMost x: Double) -> Double {
  values.isEmpty ? 0 : Double(values.count { $0 <= x }) / Double(values.count)
}

/// The distribution function of the values as a step curve from `start` to `end`, thinned to a few hundred steps.
func distributionCurve(_ values: [Double], from start: Double, to end: Double) -> [(x: Double, y: Double)] {
  let sorted = values.sorted()
  let count = Double(max(1, sorted.count))
  var points: [(x: Double, y: Double)] = [(start, share(sorted, atMost: start))]
  var last = points[0].x
  for (i, x) in sorted.enumerated() where x > start && x <= end {
    if i + 1 < sorted.count, sorted[i + 1] == x { continue }
    if x < last * 1.003, points.count > 1 { points.removeLast() } else { last = x }
    points.append((x, Double(i + 1) / count))
  }
  points.append((end, points.last?.y ?? 0))
  return points
}
