/// The numbers that a setting may take.
public struct NumberRange: Sendable {
  public let lower: Double
  public let upper: Double
  public let includesLower: Bool
  public let includesUpper: Bool

  public init(from lower: Double, open: Bool = false, to upper: Double, openAbove: Bool = false) {
    self.lower = lower
    self.upper = upper
    includesLower = !open
    includesUpper = !openAbove
  }

  /// 0 ≤ v < 1: decay rates.
  public static let unit = NumberRange(from: 0, to: 1, openAbove: true)
  /// 0 ≤ v ≤ 1.
  public static let closedUnit = NumberRange(from: 0, to: 1)
  /// 0 < v < 1.
  public static let openUnit = NumberRange(from: 0, open: true, to: 1, openAbove: true)
  public static let positive = NumberRange(from: 0, open: true, to: .infinity)
  public static let nonnegative = NumberRange(from: 0, to: .infinity)
  public static func atLeast(_ v: Double) -> NumberRange { NumberRange(from: v, to: .infinity) }
  public static func above(_ v: Double) -> NumberRange { NumberRange(from: v, open: true, to: .infinity) }
  public static func closed(_ a: Double, _ b: Double) -> NumberRange { NumberRange(from: a, to: b) }

  public func contains(_ v: Double) -> Bool {
    (includesLower ? v >= lower : v > lower) && (includesUpper ? v <= upper : v < upper)
  }

  public func clamp(_ v: Double) -> Double {
    if v < lower || (!includesLower && v == lower) { return includesLower ? lower : lower.nextUp }
    if v > upper || (!includesUpper && v == upper) { return includesUpper ? upper : upper.nextDown }
    return v
  }

  /// Interval notation, or `≥ 0` where one side is open-ended.
  public var text: String {
    if lower == -.infinity && upper == .infinity { return "any" }
    if upper == .infinity { return (includesLower ? "≥ " : "> ") + lower.text }
    if lower == -.infinity { return (includesUpper ? "≤ " : "< ") + upper.text }
    return (includesLower ? "[" : "(") + lower.text + ", " + upper.text + (includesUpper ? "]" : ")")
  }
}
