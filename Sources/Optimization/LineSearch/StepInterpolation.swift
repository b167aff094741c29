/// Where a search looks next, from values and slopes that it knows.
public enum StepInterpolation: String, WordSetting {
  /// Minimum of the cubic through both ends' values and slopes.
  case cubic
  /// Minimum of the parabola through both values and the first slope.
  case quadratic
  case bisection
  /// Minimum of the polynomial through the values and slopes of all trials.
  case polynomial
  /// The same, with a lower degree where the minimum is outside.
  case polynomial2

  /// A step in [lower, upper] from the interval's ends p and q, where p is the lower one if it is known which is.
  func step(_ p: Trial, _ q: Trial, _ lower: Double, _ upper: Double, _ memory: TrialMemory) -> Double {
    switch self {
    case .cubic:
      guard let a = cubicMinimum(p, q) else { return 0.5 * (lower + upper) }
      return clamp(a, lower, upper)
    case .quadratic:
      return clamp(parabolaMinimum(p, q) ?? p.a + 0.5 * (q.a - p.a), lower, upper)
    case .bisection:
      return clamp(p.a + 0.5 * (q.a - p.a), lower, upper)
    case .polynomial:
      return memory.polynomial.minimum(memory, lower, upper)
    case .polynomial2:
      return memory.polynomial.minimumOfLowerDegrees(memory, lower, upper)
    }
  }
}

/// NaN goes to the middle.
func clamp(_ a: Double, _ lower: Double, _ upper: Double) -> Double {
  if a.isNaN { return 0.5 * (lower + upper) }
  return min(max(a, lower), upper)
}

/// The minimum of the cubic through two values and slopes (Nocedal & Wright, equation 3.59); nil if there is none.
func cubicMinimum(_ p: Trial, _ q: Trial) -> Double? {
  // The formula gives the minimum, and not the maximum, for points in order.
  let (x, y) = p.a <= q.a ? (p, q) : (q, p)
  let d1 = x.g + y.g - 3 * (x.f - y.f) / (x.a - y.a)
  let square = d1 * d1 - x.g * y.g
  guard square >= 0 else { return nil }
  let d2 = square.squareRoot()
  return y.a - (y.a - x.a) * ((y.g + d2 - d1) / (y.g - x.g + 2 * d2))
}

/// The minimum of the parabola through p's value and slope and q's value; nil if it has none.
func parabolaMinimum(_ p: Trial, _ q: Trial) -> Double? {
  let d = q.a - p.a
  let curvature = 2 * (q.f - p.f - p.g * d)
  return curvature > 1e-32 ? p.a - p.g * d * d / curvature : nil
}
