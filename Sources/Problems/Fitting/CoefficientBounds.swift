import Autograd
import Language

#if canImport(Glibc)
  import Glibc
#endif

/// The interval that a coefficient b stays in, by a transformation of the parameter θ that is fitted in its place (the one of
/// MINUIT, with the distance s of the start from the bound as its unit):
///
///     b = (l + u)/2 + (u − l)/2·sin θ,    b = l + s(√(1 + θ²) − 1),    b = u − s(√(1 + θ²) − 1)
///
/// Of two bounds and their middle the one that is least in magnitude is that from which b is counted: near it b keeps its digits,
/// however wide the interval is. From the bounds the same curve, moved by a quarter of a turn, is l + (u − l)·sin²(θ/2) and
/// u − (u − l)·sin²(θ/2).
public struct CoefficientBounds: Sendable, Equatable {
  public let lower, upper: Double

  /// nil where nothing lies between.
  public init?(lower: Double, upper: Double) {
    guard lower < upper, lower < .infinity, upper > -.infinity else { return nil }
    self.lower = lower
    self.upper = upper
  }

  static let none = CoefficientBounds(unchecked: -.infinity, .infinity)
  private init(unchecked lower: Double, _ upper: Double) { (self.lower, self.upper) = (lower, upper) }

  public var isActive: Bool { lower > -.infinity || upper < .infinity }

  /// `0:inf`
  public var text: String { "\(canonicalText(of: lower)):\(canonicalText(of: upper))" }

  /// Whether a value lies between the bounds, not on them: from there the transformation can move both ways.
  func contains(_ value: Double) -> Bool { value > lower && value < upper }

  /// The distance in which a bound is felt.
  func unit(start: Double) -> Double {
    if lower > -.infinity { return upper < .infinity ? min(upper - lower, .greatestFiniteMagnitude) : start - lower }
    return upper - start
  }

  /// Half of the distance between two bounds, which overflows nowhere.
  private var half: Double { 0.5 * upper - 0.5 * lower }
  private var center: Double { 0.5 * lower + 0.5 * upper }
  private var countsFromCenter: Bool { abs(center) < min(abs(lower), abs(upper)) }
  private var countsFromUpper: Bool { abs(upper) < abs(lower) }

  /// A start for a coefficient of which nothing is known: 1 where that is inside.
  var middle: Double {
    if contains(1) { return 1 }
    if lower > -.infinity { return upper < .infinity ? lower + half : lower + 1 }
    return upper - 1
  }

  /// b of θ; `start` gives the unit.
  func value<T: BoundArithmetic>(_ θ: T, start: Double) -> T {
    if lower > -.infinity, upper < .infinity {
      if countsFromCenter { return T.sine(θ) * half + center }
      let s = T.sine(θ * 0.5)
      // Half of the way twice: the whole may overflow.
      let part = s * s * (countsFromUpper ? -half : half)
      return (part + (countsFromUpper ? upper : lower)) + part
    }
    // √(1 + θ²) − 1, without losing its digits near the bound.
    func rise() -> T { θ * θ / (T.root(θ * θ + 1) + 1) * unit(start: start) }
    if lower > -.infinity { return rise() + lower }
    if upper < .infinity { return rise() * -1 + upper }
    return θ
  }

  /// θ of b, which lies between the bounds.
  func parameter(_ b: Double, start: Double) -> Double {
    if lower > -.infinity, upper < .infinity {
      if countsFromCenter { return asin(min(max((b - center) / half, -1), 1)) }
      let part = (countsFromUpper ? 0.5 * upper - 0.5 * b : 0.5 * b - 0.5 * lower) / half
      return 2 * asin(min(max(part, 0), 1).squareRoot())
    }
    guard isActive else { return b }
    let w = max(0, (lower > -.infinity ? b - lower : upper - b) / unit(start: start))
    return (w * (w + 2)).squareRoot()
  }

  /// The bound on which a value lies, up to the part of the unit that a fit does not resolve.
  func bound(at b: Double, start: Double, within part: Double = 1e-6) -> Double? {
    let reach = part * unit(start: start)
    if lower > -.infinity, b - lower <= reach { return lower }
    if upper < .infinity, upper - b <= reach { return upper }
    return nil
  }
}

/// The arithmetic of the transformation, for numbers and for traced expressions.
protocol BoundArithmetic {
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func + (a: Self, b: Self) -> Self
  static func * (a: Self, b: Double) -> Self
  static func + (a: Self, b: Double) -> Self
  static func sine(_ x: Self) -> Self
  static func root(_ x: Self) -> Self
}

extension Double: BoundArithmetic {
  static func sine(_ x: Double) -> Double { sin(x) }
  static func root(_ x: Double) -> Double { x.squareRoot() }
}

extension Expression: BoundArithmetic {
  static func sine(_ x: Expression) -> Expression { sin(x) }
  static func root(_ x: Expression) -> Expression { sqrt(x) }
}
