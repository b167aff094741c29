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

  /// - Throws: no such scale, ends that are not in order, a logarithm of what is not positive.
  public init(reading text: String) throws(ContentError) {
    guard let equals = text.firstIndex(of: "="), let open = text.firstIndex(of: "("), equals < open, text.last == ")" else {
      throw ContentError("write name=log(1e-4,1), name=lin(0,1) or name=int(1,20)")
    }
    hole = String(text[..<equals].filter { $0 != " " && $0 != "?" })
    let name = text[text.index(after: equals)..<open].filter { $0 != " " }
    let ends = text[text.index(after: open)...].dropLast().split(separator: ",").map { SearchDimension.number(String($0)) }
    if hole.isEmpty { throw ContentError("a hole has a name: lr=\(name)(…)") }
    guard let scale = Scale(rawValue: name) else { throw ContentError("'\(name)' is none of log, lin and int") }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower.isFinite, upper.isFinite else {
      throw ContentError("a range has two ends, finite numbers")
    }
    if lower >= upper { throw ContentError("the lower end of a range stands first, and is not the upper one") }
    self.scale = scale
    switch scale {
    case .log:
      if lower <= 0 { throw ContentError("log needs ends above 0") }
      range = lower...upper
    case .lin: range = lower...upper
    case .int:
      let (first, last) = (lower.rounded(.up), upper.rounded(.down))
      if first > last { throw ContentError("no whole number lies between \(canonicalText(of: lower)) and \(canonicalText(of: upper))") }
      // Beyond, not every whole number is a number of the machine.
      if max(-first, last) > 9e15 { throw ContentError("int needs ends within ±9e15") }
      range = first...last
    }
  }

  private static func number(_ text: String) -> Double? {
    guard let syntax = try? Parser.parse(text) else { return nil }
    return (try? NumericExpression(syntax, variables: [], source: text))?.constantValue
  }

  /// The value at u in 0..<1, in few enough digits to be read.
  func value(_ u: Double) -> Double {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    switch scale {
    // Neither the ratio of the ends nor their difference need be a number.
    case .log: return rounded(exp(log(lower) * (1 - u) + log(upper) * u))
    case .lin: return rounded(lower * (1 - u) + upper * u)
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
