/// Minimization of a function of one variable without derivatives: bracketing, Brent's method and golden sections, as SciPy's
/// `minimize_scalar` does it (Brent, Algorithms for Minimization without Derivatives, 1973, chapter 5; Numerical Recipes,
/// chapter 10).
struct ScalarMinimization {
  typealias Function = (Double) throws -> Double

  /// Three points with the lowest between the others; their values.
  struct Bracket {
    var a, b, c, fa, fb, fc: Double

    var isValid: Bool {
      ((fb < fc && fb <= fa) || (fb < fa && fb <= fc)) && ((a < b && b < c) || (c < b && b < a)) && a.isFinite && b.isFinite
        && c.isFinite
    }

    /// The point of lowest value; NaN if a value is not a number.
    var lowest: Double {
      if fa.isNaN || fb.isNaN || fc.isNaN { return .nan }
      if fa <= fb && fa <= fc { return a }
      return fb <= fc ? b : c
    }
  }

  private static let golden = 1.618034, section = 0.61803399

  /// Walks downhill from two points until the value rises.
  static func bracket(_ first: Double, _ second: Double, _ f: Function) throws -> Bracket {
    var a = first, b = second, fa = try f(a), fb = try f(b)
    if fa < fb { (a, b, fa, fb) = (b, a, fb, fa) }
    var c = b + golden * (b - a), fc = try f(c)
    for _ in 0..<1000 where fc < fb {
      let p = (b - a) * (fb - fc), q = (b - c) * (fb - fa), v = q - p
      let denominator = abs(v) < 1e-21 ? 2e-21 : 2 * v
      var w = b - ((b - c) * q - (b - a) * p) / denominator
      let limit = b + 110 * (c - b)
      var fw: Double
      if (w - c) * (b - w) > 0 {
        fw = try f(w)
        if fw < fc { return Bracket(a: b, b: w, c: c, fa: fb, fb: fw, fc: fc) }
        if fw > fb { return Bracket(a: a, b: b, c: w, fa: fa, fb: fb, fc: fw) }
        w = c + golden * (c - b)
        fw = try f(w)
      } else if (w - limit) * (limit - c) >= 0 {
        w = limit
        fw = try f(w)
      } else if (w - limit) * (c - w) > 0 {
        fw = try f(w)
        if fw < fc {
          (b, c, fb, fc) = (c, w, fc, fw)
          w = c + golden * (c - b)
          fw = try f(w)
        }
      } else {
        w = c + golden * (c - b)
        fw = try f(w)
      }
      (a, b, c, fa, fb, fc) = (b, c, w, fb, fc, fw)
    }
    return Bracket(a: a, b: b, c: c, fa: fa, fb: fb, fc: fc)
  }

  /// What a round of Brent's method compares: the three best points so far and the interval.
  private struct State {
    var x, w, v, fx, fw, fv, low, high: Double
    /// The last but one change, and the last.
    var before = 0.0, change = 0.0
    /// The golden section's share of the larger side.
    let share: Double

    init(_ x: Double, _ fx: Double, low: Double, high: Double, share: Double) {
      self.share = share
      (self.x, w, v) = (x, x, x)
      (self.fx, fw, fv) = (fx, fx, fx)
      (self.low, self.high) = (low, high)
    }

    /// The step to the parabola's minimum where it can be trusted, otherwise a golden section.
    mutating func next(_ middle: Double, _ tolerance: Double) -> Double {
      if abs(before) > tolerance {
        let r = (x - w) * (fx - fv)
        var q = (x - v) * (fx - fw)
        var p = (x - v) * q - (x - w) * r
        q = 2 * (q - r)
        if q > 0 { p = -p }
        q = abs(q)
        let old = before
        before = change
        if p > q * (low - x) && p < q * (high - x) && abs(p) < abs(0.5 * q * old) {
          let step = p / q
          let y = x + step
          if y - low < 2 * tolerance || high - y < 2 * tolerance {
            return middle - x >= 0 ? tolerance : -tolerance
          }
          return step
        }
      }
      before = x >= middle ? low - x : high - x
      return share * before
    }

    mutating func take(_ y: Double, _ fy: Double) {
      if fy > fx {
        if y < x { low = y } else { high = y }
        if fy <= fw || w == x {
          (v, fv, w, fw) = (w, fw, y, fy)
        } else if fy <= fv || v == x || v == w {
          (v, fv) = (y, fy)
        }
      } else {
        if y >= x { low = x } else { high = x }
        (v, fv, w, fw, x, fx) = (w, fw, x, fx, y, fy)
      }
    }
  }

  /// Brent's method in a bracket.
  static func brent(_ bracket: Bracket, tolerance: Double, maxiter: Int, _ f: Function) throws -> Double {
    var state = State(bracket.b, bracket.fb, low: min(bracket.a, bracket.c), high: max(bracket.a, bracket.c), share: 0.3819660)
    for _ in 0..<maxiter {
      let t = tolerance * abs(state.x) + 1e-11, middle = 0.5 * (state.low + state.high)
      if abs(state.x - middle) < 2 * t - 0.5 * (state.high - state.low) { break }
      let step = state.next(middle, t)
      state.change = step
      let y = state.x + (abs(step) >= t ? step : (step >= 0 ? t : -t))
      state.take(y, try f(y))
    }
    return state.x
  }

  /// Brent's method between two bounds, without a bracket.
  static func bounded(_ low: Double, _ high: Double, tolerance: Double, maxiter: Int, _ f: Function) throws -> Double {
    let share = 0.5 * (3 - 5.0.squareRoot()), start = low + share * (high - low)
    var state = State(start, try f(start), low: low, high: high, share: share)
    for _ in 1..<max(1, maxiter) {
      let t = (2.2e-16).squareRoot() * abs(state.x) + tolerance / 3, middle = 0.5 * (state.low + state.high)
      if !(abs(state.x - middle) > 2 * t - 0.5 * (state.high - state.low)) { break }
      let step = state.next(middle, t)
      state.change = step
      let y = state.x + (step >= 0 ? max(abs(step), t) : -max(abs(step), t))
      state.take(y, try f(y))
    }
    return state.x
  }

  /// Golden sections in a bracket.
  static func goldenSections(_ bracket: Bracket, tolerance: Double, maxiter: Int, _ f: Function) throws -> Double {
    var x0 = bracket.a, x3 = bracket.c
    var x1, x2: Double
    if abs(bracket.c - bracket.b) > abs(bracket.b - bracket.a) {
      x1 = bracket.b
      x2 = bracket.b + (1 - section) * (bracket.c - bracket.b)
    } else {
      x2 = bracket.b
      x1 = bracket.b - (1 - section) * (bracket.b - bracket.a)
    }
    var f1 = try f(x1), f2 = try f(x2)
    for _ in 0..<maxiter {
      if abs(x3 - x0) <= tolerance * (abs(x1) + abs(x2)) { break }
      if f2 < f1 {
        (x0, x1, x2) = (x1, x2, section * x2 + (1 - section) * x3)
        (f1, f2) = (f2, try f(x2))
      } else {
        (x3, x2, x1) = (x2, x1, section * x1 + (1 - section) * x0)
        (f2, f1) = (f1, try f(x1))
      }
    }
    return f1 < f2 ? x1 : x2
  }
}
