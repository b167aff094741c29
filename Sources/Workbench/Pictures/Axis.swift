#if canImport(Glibc)
  import Glibc
#endif

/// A value that is written beside an axis.
public struct Tick: Sendable, Hashable {
  public let value: Double
  public let label: String
}

/// One axis of a picture: its range, its scale, and where values lie on it.
public struct Axis: Sendable {
  public let isLogarithmic: Bool
  public let range: ClosedRange<Double>

  /// An axis that shows all finite values (on a logarithmic one: all that are positive), or the range that is given.
  public init(_ values: some Sequence<Double>, scale: Scale, range: ClosedRange<Double>? = nil) {
    var all = Extent(), positive = Extent()
    for value in values where value.isFinite {
      all.include(value)
      if value > 0 { positive.include(value) }
    }
    let asks = scale == .logarithmic || scale == .automatic && all.lower >= 0 && positive.upper / positive.lower > Axis.automaticRatio
    isLogarithmic = asks && range.map { $0.lowerBound > 0 } ?? !positive.isEmpty
    self.range = Axis.widened(range ?? (isLogarithmic ? positive : all).range, isLogarithmic)
  }

  /// Of the largest to the smallest positive value, from which a logarithmic axis shows more than a linear one.
  private static let automaticRatio = 200.0

  /// Where a value lies: 0 at the lower end, 1 at the upper; beyond for values outside. nil: nowhere on this axis.
  public func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if isLogarithmic {
      if value <= 0 { return nil }
      let lower = log10(range.lowerBound)
      return (log10(value) - lower) / (log10(range.upperBound) - lower)
    }
    // Halves, since the difference of two finite numbers may not be finite.
    let lower = range.lowerBound / 2
    return (value / 2 - lower) / (range.upperBound / 2 - lower)
  }

  /// Round values inside the range, at most so many.
  public func ticks(atMost count: Int) -> [Tick] {
    let count = max(count, 2)
    guard isLogarithmic else { return linearTicks(atMost: count) }
    let powers = powersOfTen(atMost: count)
    if powers.count >= 3 { return powers }
    let between = decimalTicks(atMost: count)
    if between.count >= max(3, powers.count) { return between }
    // Within a decade, linear ticks serve as well.
    let linear = linearTicks(atMost: count).filter { $0.value > 0 }
    return powers.count >= 2 || linear.count < 2 || range.upperBound / range.lowerBound > 100 ? powers : linear
  }

  /// A range of some width, also around a single value.
  private static func widened(_ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> ClosedRange<Double> {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    if isLogarithmic {
      if upper / lower > 1.001 { return range }
      return max(lower / 3, .leastNonzeroMagnitude)...min(upper * 3, .greatestFiniteMagnitude)
    }
    let size = max(abs(lower), abs(upper))
    // Numbers so small that halves of them are zero are zero in a picture.
    if size < 1e-300 { return -1...1 }
    if upper / 2 - lower / 2 > 1e-12 * size { return range }
    let margin = size < 1e308 ? size / 10 : 0
    return margin == 0 ? min(lower, 0)...max(upper, 0) : lower - margin...upper + margin
  }
}

/// The least and the largest of some numbers.
private struct Extent {
  var lower = Double.infinity
  var upper = -Double.infinity
  var isEmpty: Bool { lower > upper }
  var range: ClosedRange<Double> { isEmpty ? 0...1 : lower...upper }

  mutating func include(_ value: Double) {
    lower = min(lower, value)
    upper = max(upper, value)
  }
}

extension Axis {
  /// Multiples of 1, 2 or 5 times a power of ten.
  private func linearTicks(atMost count: Int) -> [Tick] {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    let part = upper / Double(count) - lower / Double(count)
    // Among the least of all numbers nothing is between two neighbours.
    guard part > 0, part.isFinite else { return [] }
    var exponent = Int(floor(log10(part)))
    while true {
      for factor in [1.0, 2, 5] {
        let step = factor * pow(10, Double(exponent))
        // Ends that are multiples but for rounding count as such.
        let slack = max(1e-9, 1e-15 * max(abs(lower / step), abs(upper / step)))
        let first = ceil(lower / step - slack), last = floor(upper / step + slack)
        if !step.isFinite || step == 0 || !(last - first).isFinite { return [] }
        if last - first + 1 <= Double(count) {
          if last < first { return [] }
          return (0...Int(last - first)).map { i in
            let value = (first + Double(i)) * step
            return Tick(value: value, label: label(value, step: step))
          }
        }
      }
      exponent += 1
    }
  }

  /// As many digits as tell neighbours apart.
  private func label(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    let size = max(abs(range.lowerBound), abs(range.upperBound))
    let digits = Int(floor(log10(step) + 1e-9))
    if size >= 1e6 || size < 1e-3 {
      let places = max(0, min(15, Int(floor(log10(abs(value)) + 1e-9)) - digits))
      return shortExponent(formatted("%.\(places)e", value))
    }
    return formatted("%.\(max(0, min(15, -digits)))f", value)
  }

  /// 10^k, every so many k.
  private func powersOfTen(atMost count: Int) -> [Tick] {
    let lower = Int(ceil(log10(range.lowerBound) - 1e-9)), upper = Int(floor(log10(range.upperBound) + 1e-9))
    if upper < lower { return [] }
    let strides = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300]
    let isPlain = lower >= -3 && upper <= 5
    for stride in strides {
      let exponents = (lower...upper).filter { $0 % stride == 0 }
      if exponents.count > count { continue }
      return exponents.map { k in
        let value = pow(10, Double(k))
        let plain = k < 0 ? formatted("%.\(-k)f", value) : formatted("%.0f", value)
        return Tick(value: value, label: isPlain || k == 0 ? plain : "1e\(k)")
      }
    }
    return []
  }

  /// 1, 2 and 5 times powers of ten, for an axis of a decade or two.
  private func decimalTicks(atMost count: Int) -> [Tick] {
    let lower = Int(floor(log10(range.lowerBound))), upper = Int(ceil(log10(range.upperBound)))
    if upper - lower > count { return [] }
    var ticks: [Tick] = []
    for k in lower...upper {
      for factor in [1.0, 2, 5] {
        let value = factor * pow(10, Double(k))
        guard value >= range.lowerBound * (1 - 1e-9), value <= range.upperBound * (1 + 1e-9) else { continue }
        let isPlain = (-3...5).contains(k)
        let label = isPlain ? formatted("%.\(max(0, -k))f", value) : "\(Int(factor))e\(k)"
        ticks.append(Tick(value: value, label: label))
      }
    }
    return ticks.count <= count ? ticks : []
  }
}

/// `1.5e-08` as `1.5e-8`, `2e+06` as `2e6`.
func shortExponent(_ text: String) -> String {
  guard let e = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: e)...].drop { $0 == "+" }) else { return text }
  return "\(text[..<e])e\(exponent)"
}
