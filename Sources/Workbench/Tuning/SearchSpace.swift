import Language

#if canImport(Glibc)
  import Glibc
#endif

/// Values that a hole may take: `lr=log(1e-4,1)`.
public struct SearchDimension: Sendable, Hashable {
  public enum Scale: String, Sendable, CaseIterable {
    /// Each factor is as likely as any other: step sizes, weights.
    case log
    /// Each difference is: decays, shares.
    case lin
    /// Whole numbers: histories, periods.
    case int
  }

  public let hole: String
  public let scale: Scale
  public let range: ClosedRange<Double>

  /// nil for what is none: no such scale, ends that are not in order, a logarithm of what is not positive.
  public init?(reading text: String) {
    guard let equals = text.firstIndex(of: "="), let open = text.firstIndex(of: "("), equals < open, text.last == ")" else { return nil }
    hole = String(text[..<equals].filter { $0 != " " && $0 != "?" })
    let name = text[text.index(after: equals)..<open].filter { $0 != " " }
    let ends = text[text.index(after: open)...].dropLast().split(separator: ",").map { SearchDimension.number(String($0)) }
    guard !hole.isEmpty, let scale = Scale(rawValue: name), ends.count == 2, let lower = ends[0], let upper = ends[1],
      lower < upper, lower.isFinite, upper.isFinite, scale != .log || lower > 0
    else { return nil }
    self.scale = scale
    range = scale == .int ? lower.rounded(.up)...max(lower.rounded(.up), upper.rounded(.down)) : lower...upper
  }

  private static func number(_ text: String) -> Double? {
    guard let syntax = try? Parser.parse(text) else { return nil }
    return (try? NumericExpression(syntax, variables: [], source: text))?.constantValue
  }

  /// The value at u in 0..<1, in few enough digits to be read.
  func value(_ u: Double) -> Double {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    switch scale {
    case .log: return rounded(lower * pow(upper / lower, u))
    case .lin: return rounded(lower + (upper - lower) * u)
    case .int: return min(upper, lower + floor(u * (upper - lower + 1)))
    }
  }

  /// Four digits: finer differences are no differences.
  private func rounded(_ value: Double) -> Double {
    let short = Double(formatted("%.3e", value)) ?? value
    return min(max(short, range.lowerBound), range.upperBound)
  }
}

/// Points that fill a box evenly however many are taken: multiples of powers of 1/φ, modulo 1, where φ is the positive root of
/// φ^(d+1) = φ + 1 (M. Roberts, The Unreasonable Effectiveness of Quasirandom Sequences, 2018: the R sequence).
struct RSequence {
  private let steps: [Double]

  init(dimensions: Int) {
    var root = 2.0
    for _ in 0..<60 { root = pow(1 + root, 1 / Double(dimensions + 1)) }
    steps = (1...max(1, dimensions)).map { pow(root, -Double($0)).truncatingRemainder(dividingBy: 1) }
  }

  /// The point of number i, from 0 on.
  func point(_ i: Int) -> [Double] { steps.map { (0.5 + Double(i + 1) * $0).truncatingRemainder(dividingBy: 1) } }
}
