#if canImport(Glibc)
  import Glibc
#endif

/// Student's t distribution with ν > 0 degrees of freedom.
public struct StudentT: Sendable {
  public let degrees: Double
  /// 1/B(ν/2, ½)
  private let inverseBeta: Double

  public init(degrees: Double) {
    self.degrees = degrees
    // B(a, ½) = √π·Γ(a)/Γ(a + ½)
    inverseBeta = StudentT.gammaRatio(degrees / 2) / Double.pi.squareRoot()
  }

  /// P(|T| > t) = I_x(ν/2, ½) with x = ν/(ν + t²).
  public func tails(beyond t: Double) -> Double {
    if t.isNaN { return .nan }
    let ratio = t * t / degrees
    if ratio == 0 { return 1 }
    if ratio.isInfinite { return 0 }
    return incompleteBeta(degrees / 2, x: 1 / (1 + ratio), complement: ratio / (1 + ratio), logarithm: -log1p(ratio))
  }

  /// The density at t.
  public func density(_ t: Double) -> Double {
    inverseBeta / degrees.squareRoot() * exp(-0.5 * (degrees + 1) * log1p(t * t / degrees))
  }

  /// The t beyond which, on both sides together, lies this probability: 0.05 gives the half width of a 95 % interval in standard
  /// errors.
  ///
  /// Newton's method for the logarithm of the tails in log t, in which they are nearly straight; bisection where it leaves the
  /// bracket.
  public func quantile(tails p: Double) -> Double {
    guard p > 0, p <= 1 else { return p == 0 ? .infinity : .nan }
    if p == 1 { return 0 }
    var (low, high) = (0.0, 1.0)
    while tails(beyond: high) > p {
      low = high
      high *= 2
      if high.isInfinite { return high }
    }
    var t = 0.5 * (low + high)
    for _ in 0..<200 {
      let there = tails(beyond: t)
      if there > p { low = t } else { high = t }
      var next = t * exp(there / (2 * density(t) * t) * log(there / p))
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if abs(next - t) <= 2 * .ulpOfOne * t { return next }
      t = next
    }
    return t
  }

  /// I_x(a, ½), with 1 − x and log x given for the sake of their last digits.
  private func incompleteBeta(_ a: Double, x: Double, complement y: Double, logarithm: Double) -> Double {
    let front = exp(a * logarithm) * y.squareRoot() * inverseBeta
    // The fraction converges fast on one side of the mean; the other side is its complement. Where a is large, the first one's
    // terms cancel; there the second converges far beyond the mean.
    if x < (a + 1) / (a + 2.5), !(a > 50 && a * y < 6) { return front / a * betaFraction(a, 0.5, x) }
    return 1 - front / 0.5 * betaFraction(0.5, a, y)
  }

  /// The continued fraction of I_x(a, b)·a·B(a, b)/(xᵃ(1 − x)ᵇ) by Lentz's method (DLMF 8.17.22).
  private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func safe(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / safe(1 - (a + b) * x / (a + 1))
    var value = d
    // The number of terms grows like √max(a, b).
    for k in 1...100_000 {
      let m = Double(k)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / safe(1 + even * d)
      c = safe(1 + even / c)
      value *= c * d
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / safe(1 + odd * d)
      c = safe(1 + odd / c)
      value *= c * d
      if abs(c * d - 1) <= .ulpOfOne { break }
    }
    return value
  }

  /// Γ(a + ½)/Γ(a); the difference of two logarithms would lose digits where a is large (DLMF 5.11.13).
  private static func gammaRatio(_ a: Double) -> Double {
    if a < 100 { return exp(lgamma(a + 0.5) - lgamma(a)) }
    let w = 1 / a
    let series = 1 + w * (-1.0 / 8 + w * (1.0 / 128 + w * (5.0 / 1024 + w * (-21.0 / 32768 - w * 399.0 / 262144))))
    return a.squareRoot() * series
  }
}
