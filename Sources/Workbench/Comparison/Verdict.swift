#if canImport(Glibc)
  import Glibc
#endif

/// How a chain compares with the first of a table, in pairs of runs on the same problem from the same start.
struct Verdict: Sendable {
  enum Kind: String, Sendable {
    case first
    case different
    case notDistinguishable = "not distinguishable"
    /// So few pairs, for so many chains, cannot show a difference at 5 %, however clear it is.
    case tooFewRuns = "too few runs"
  }

  let kind: Kind
  /// Evaluations to the target relative to the first's, the median of the pairs; NaN where neither ever reached it.
  var ratio = 1.0
  /// 95 %
  var interval: ClosedRange<Double>?
  /// Of Wilcoxon's test after Holm's adjustment.
  var probability: Double?

  static let level = 0.05

  /// `4.1× [2.2, 9.6]`
  var text: String {
    switch kind {
    case .first: return ""
    case .notDistinguishable, .tooFewRuns: return ratio.isNaN ? ratioText : "\(ratioText) (\(kind.rawValue))"
    case .different:
      let range = interval.map { " [\(Verdict.short($0.lowerBound)), \(Verdict.short($0.upperBound))]" } ?? ""
      return ratioText + (ratio.isFinite && ratio > 0 ? range : "")
    }
  }

  /// Of a test that was made.
  var probabilityText: String {
    guard let probability, kind != .tooFewRuns else { return "" }
    return probability < 0.001 ? "<0.001" : formatted(probability < 0.1 ? "%.3f" : "%.2f", probability)
  }

  /// An infinite median says that in half of the pairs or more the chain fails where the first solves.
  private var ratioText: String {
    if ratio.isNaN { return "neither solves" }
    return ratio == 0 ? "solves more" : ratio.isInfinite ? "solves fewer" : Verdict.short(ratio) + "×"
  }

  private static func short(_ ratio: Double) -> String {
    ratio.isInfinite ? "∞" : ratio >= 100 ? formatted("%.0f", ratio) : formatted("%.2g", ratio)
  }
}

/// Costs of two chains on one problem and seed; infinite where the target was not reached.
struct CostPair: Sendable, Equatable {
  let first, other: Double

  /// NaN where neither reached it.
  var ratio: Double {
    if first.isInfinite { return other.isInfinite ? .nan : 0 }
    return other.isInfinite ? .infinity : other / first
  }

  /// On the scale of ratios, where twice as much and half as much are equally far from 0; two runs that both failed do not differ.
  var difference: Double { ratio.isNaN ? 0 : log(ratio) }
}

extension ComparisonData {
  /// The verdicts of chains against the first of them, over these problems, with Holm's adjustment.
  func verdicts(_ chains: [Int], problems: [Int]) -> [Verdict] {
    guard let first = chains.first else { return [] }
    let others = chains.dropFirst().map { pairs(first, $0, problems: problems) }
    let adjusted = holmAdjusted(others.map { groups in signedRankProbability(groups.flatMap { $0 }.map(\.difference)) })
    return [Verdict(kind: .first)] + zip(others, adjusted).map { verdict($0, $1, of: others.count) }
  }

  private func verdict(_ groups: [[CostPair]], _ probability: Double, of others: Int) -> Verdict {
    let ratios = groups.map { group in group.map(\.ratio).filter { !$0.isNaN } }
    let ratio = Quartiles(ratios.flatMap { $0 }).median
    let interval = bootstrapInterval(ratios) { Quartiles($0).median }
    let pairs = groups.reduce(0) { $0 + $1.count }
    // What the test gives for the clearest difference, before it is adjusted: all signs alike.
    let least = pow(2, 1 - Double(pairs))
    let kind: Verdict.Kind =
      probability < Verdict.level ? .different : Double(others) * least >= Verdict.level ? .tooFewRuns : .notDistinguishable
    return Verdict(kind: kind, ratio: ratio, interval: interval, probability: probability)
  }

  /// By problem, since seeds of one problem are drawn from together. Seeds that start alike and end alike are one pair.
  private func pairs(_ first: Int, _ other: Int, problems: [Int]) -> [[CostPair]] {
    problems.map { problem in
      let pairs = (0..<plan.seeds).compactMap { seed -> CostPair? in
        guard let a = costToTarget(chain: first, problem: problem, seed: seed),
          let b = costToTarget(chain: other, problem: problem, seed: seed)
        else { return nil }
        return CostPair(first: a, other: b)
      }
      let isOne = plan.settings.spread == 0 && pairs.allSatisfy { $0 == pairs[0] }
      return isOne ? Array(pairs.prefix(1)) : pairs
    }
  }
}
