/// The quantile of numbers in ascending order, infinite ones included: linear between neighbours (Hyndman and Fan's type 7, the
/// default of R and NumPy). NaN for no numbers.
func quantile(_ sorted: [Double], _ p: Double) -> Double {
  guard let last = sorted.last else { return .nan }
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  guard below + 1 < sorted.count else { return last }
  let weight = position - Double(below)
  // Equal neighbours may be infinite, and so may one that has no weight.
  if weight == 0 || sorted[below] == sorted[below + 1] { return sorted[below] }
  return (1 - weight) * sorted[below] + weight * sorted[below + 1]
}

/// Median and quartiles.
struct Quartiles: Sendable, Equatable {
  let lower, median, upper: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    (lower, median, upper) = (quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75))
  }
}

/// A 95 % interval of a share that is k of n (E. B. Wilson, J. Amer. Statist. Assoc. 22, 1927); unlike a bootstrap's it has a width
/// where all or none are counted.
func shareInterval(_ k: Int, of n: Int) -> ClosedRange<Double> {
  guard n > 0 else { return 0...1 }
  let z = 1.959963984540054, n = Double(n), p = Double(k) / n
  let center = p + z * z / (2 * n), half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  return max(0, (center - half) / scale)...min(1, (center + half) / scale)
}
