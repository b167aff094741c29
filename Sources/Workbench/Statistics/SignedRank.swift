#if canImport(Glibc)
  import Glibc
#endif

/// Wilcoxon's signed-rank test of pairs (Biometrics Bulletin 1, 1945), two-sided: the probability of ranks as uneven as these if
/// neither side tended to be larger.
///
/// Differences may be infinite; those of 0 are left out, equal sizes share their mean rank. Up to 40 pairs the distribution is
/// counted out with those ranks, beyond it is the normal one with continuity and tie corrections. 1 where nothing differs.
func signedRankProbability(_ differences: [Double]) -> Double {
  let nonzero = differences.filter { $0 != 0 && !$0.isNaN }.sorted { abs($0) < abs($1) }
  guard !nonzero.isEmpty else { return 1 }
  // Twice the ranks are whole numbers, whatever the ties.
  var doubled = [Int](repeating: 0, count: nonzero.count)
  var tieSum = 0.0
  var first = 0
  while first < nonzero.count {
    var end = first + 1
    while end < nonzero.count, abs(nonzero[end]) == abs(nonzero[first]) { end += 1 }
    for i in first..<end { doubled[i] = first + end + 1 }
    let size = Double(end - first)
    tieSum += size * size * size - size
    first = end
  }
  let total = doubled.reduce(0, +)
  let positive = zip(nonzero, doubled).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
  let smaller = min(positive, total - positive)
  return nonzero.count <= 40 ? exactProbability(doubled, atMost: smaller, total) : normalProbability(nonzero.count, smaller, tieSum)
}

/// Twice the share of the sign patterns whose rank sum is at most that.
private func exactProbability(_ ranks: [Int], atMost limit: Int, _ total: Int) -> Double {
  var patterns = [Double](repeating: 0, count: total + 1)
  patterns[0] = 1
  var largest = 0
  for rank in ranks {
    largest += rank
    for sum in stride(from: largest, through: rank, by: -1) { patterns[sum] += patterns[sum - rank] }
  }
  let share = patterns[0...limit].reduce(0, +) / pow(2, Double(ranks.count))
  return min(1, 2 * share)
}

private func normalProbability(_ count: Int, _ smaller: Int, _ tieSum: Double) -> Double {
  let n = Double(count)
  let variance = n * (n + 1) * (2 * n + 1) / 24 - tieSum / 48
  guard variance > 0 else { return 1 }
  let z = (Double(smaller) / 2 - n * (n + 1) / 4 + 0.5) / variance.squareRoot()
  return min(1, erfc(-z / 2.0.squareRoot()))
}

/// Holm's adjustment of several p-values (Scand. J. Statist. 6, 1979), in their order.
func holmAdjusted(_ probabilities: [Double]) -> [Double] {
  var adjusted = probabilities
  var largest = 0.0
  for (rank, i) in probabilities.indices.sorted(by: { probabilities[$0] < probabilities[$1] }).enumerated() {
    largest = max(largest, min(1, probabilities[i] * Double(probabilities.count - rank)))
    adjusted[i] = largest
  }
  return adjusted
}
