import Numerics

/// Minima of the polynomial through the values and slopes of all trials of a search, after M. Schmidt's minFunc.
///
/// The polynomial of degree 2k − 1 through k trials is found by divided differences with double nodes, in the variable
/// t = (2a − lower − upper)/(upper − lower), where its values and roots are well conditioned.
final class PolynomialStep {
  /// More trials than this never make a matrix of full numerical rank.
  private static let largest = 12

  private var points: [Trial] = []
  private var coefficients = [Double](repeating: 0, count: 2 * largest)
  private var nodes = [Double](repeating: 0, count: 2 * largest)
  private var decompositions = [SVD?](repeating: nil, count: largest + 1)
  private var matrices = [Matrix?](repeating: nil, count: largest + 1)
  private var derivative = [Double](repeating: 0, count: 2 * largest)
  private var roots: [Double] = []
  private var bounds: [Double] = []

  /// "polynomial": the lowest point of the polynomial in [lower, upper], or the middle where there is no polynomial.
  func minimum(_ memory: TrialMemory, _ lower: Double, _ upper: Double) -> Double {
    gather(memory)
    let middle = 0.5 * (lower + upper)
    if points.count == 2 {
      guard let a = cubicMinimum(points[0], points[1]) else { return middle }
      return clamp(a, lower, upper)
    }
    return lowest(from: 0, lower, upper) ?? middle
  }

  /// "polynomial2": the same, but a minimum outside is not moved inside: a polynomial of lower degree is taken instead.
  func minimumOfLowerDegrees(_ memory: TrialMemory, _ lower: Double, _ upper: Double) -> Double {
    gather(memory)
    let n = points.count
    for oldest in 0..<max(0, n - 1) {
      switch n - oldest {
      case 2:
        if let a = minimum(of: points[oldest], points[oldest + 1], lower, upper) { return a }
      case 3:
        let (p, q, r) = (points[oldest], points[oldest + 1], points[oldest + 2])
        if let a = minimum(of: p, q, lower, upper) ?? minimum(of: q, r, lower, upper) ?? minimum(of: p, r, lower, upper) {
          return a
        }
        fallthrough
      default:
        if let a = lowest(from: oldest, lower, upper) { return a }
      }
    }
    return 0.5 * (lower + upper)
  }

  private func gather(_ memory: TrialMemory) {
    points.removeAll(keepingCapacity: true)
    for i in 0..<memory.count where memory[i].isFinite { points.append(memory[i]) }
  }

  /// The minimum of the cubic through two trials, or else of the parabola, if inside.
  private func minimum(of p: Trial, _ q: Trial, _ lower: Double, _ upper: Double) -> Double? {
    for a in [cubicMinimum(p, q), parabolaMinimum(p, q)] {
      if let a, a >= lower, a <= upper { return a }
    }
    return nil
  }

  /// The lowest of the ends, the trials and the stationary points of the polynomial through the trials from number `oldest` on.
  private func lowest(from oldest: Int, _ lower: Double, _ upper: Double) -> Double? {
    let k = points.count - oldest
    guard k >= 1, k <= PolynomialStep.largest, upper > lower, hasFullRank(oldest, k) else { return nil }
    let center = 0.5 * (lower + upper), half = 0.5 * (upper - lower)
    guard fit(oldest, k, center, half) else { return nil }
    findStationaryPoints(degree: 2 * k - 1)
    var best = 0.0, value = Double.infinity
    func consider(_ t: Double) {
      guard abs(t) <= 1 else { return }
      let f = evaluate(coefficients, 2 * k - 1, t)
      if f < value { (best, value) = (t, f) }
    }
    consider(-1)
    consider(1)
    for i in oldest..<points.count { consider((points[i].a - center) / half) }
    for t in roots { consider(t) }
    return value < .infinity ? clamp(center + half * best, lower, upper) : nil
  }

  /// Whether the matrix of the interpolation, in powers of the steps themselves, has full rank to working precision.
  private func hasFullRank(_ oldest: Int, _ k: Int) -> Bool {
    let n = 2 * k
    let decomposition = decompositions[k] ?? SVD(rows: n, columns: n)
    decompositions[k] = decomposition
    let matrix = matrices[k] ?? Matrix(rows: n, columns: n)
    for i in 0..<k {
      var power = 1.0, previous = 0.0
      for j in 0..<n {
        matrix[i, n - 1 - j] = power
        matrix[k + i, n - 1 - j] = Double(j) * previous
        (previous, power) = (power, power * points[oldest + i].a)
      }
    }
    matrices[k] = matrix
    guard decomposition.factor(matrix) else { return false }
    return decomposition.values[n - 1] > decomposition.values[0] * Double(n) * .ulpOfOne
  }

  /// Coefficients of ascending powers of t by Newton's divided differences with every node twice.
  private func fit(_ oldest: Int, _ k: Int, _ center: Double, _ half: Double) -> Bool {
    let n = 2 * k
    for i in 0..<n {
      let point = points[oldest + i / 2]
      nodes[i] = (point.a - center) / half
      coefficients[i] = point.f
    }
    for order in 1..<n {
      for i in stride(from: n - 1, through: order, by: -1) {
        if order == 1 && i % 2 == 1 {
          coefficients[i] = points[oldest + i / 2].g * half
        } else {
          coefficients[i] = (coefficients[i] - coefficients[i - 1]) / (nodes[i] - nodes[i - order])
        }
      }
    }
    // From Newton's form to powers, innermost factor first: multiply by (t − node), add the next coefficient.
    for i in stride(from: n - 2, through: 0, by: -1) {
      for j in i..<(n - 1) { coefficients[j] -= nodes[i] * coefficients[j + 1] }
    }
    return coefficients[..<n].allSatisfy(\.isFinite)
  }

  /// The zeros in [−1, 1] of the polynomial's derivative: those of each derivative lie between those of the next higher one.
  private func findStationaryPoints(degree: Int) {
    roots.removeAll(keepingCapacity: true)
    for order in stride(from: degree - 1, through: 1, by: -1) {
      let reduced = degree - order
      for j in 0...reduced {
        var factor = 1.0
        for m in 0..<order { factor *= Double(j + order - m) }
        derivative[j] = coefficients[j + order] * factor
      }
      bounds.removeAll(keepingCapacity: true)
      bounds.append(-1)
      bounds += roots
      bounds.append(1)
      roots.removeAll(keepingCapacity: true)
      for i in 1..<bounds.count {
        if let root = root(degree: reduced, bounds[i - 1], bounds[i]) { roots.append(root) }
      }
    }
  }

  /// The zero of the derivative in an interval where it is monotone, by bisection.
  private func root(degree: Int, _ from: Double, _ to: Double) -> Double? {
    var (left, right) = (from, to)
    let low = evaluate(derivative, degree, left), high = evaluate(derivative, degree, right)
    if low == 0 { return left }
    guard (low < 0) != (high < 0) else { return nil }
    for _ in 0..<60 where right - left > 1e-16 {
      let middle = 0.5 * (left + right)
      if (evaluate(derivative, degree, middle) < 0) == (low < 0) { left = middle } else { right = middle }
    }
    return 0.5 * (left + right)
  }

  private func evaluate(_ c: [Double], _ degree: Int, _ t: Double) -> Double {
    var value = c[degree]
    for j in stride(from: degree - 1, through: 0, by: -1) { value = value * t + c[j] }
    return value
  }
}
