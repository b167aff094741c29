import Numerics
import Optimization
import Problems

/// What is known of the fitted coefficients from the residuals and the Jacobian at the end: standard errors and correlations, by
/// QR of the Jacobian with scaled columns, never by JᵀJ.
///
/// With s² = rss/df the covariance is s²(JᵀJ)⁻¹ = s²·D⁻¹R⁻¹R⁻ᵀD⁻¹. J is taken with respect to the coefficients themselves, which
/// gives what the delta method gives for coefficients with transformed bounds. Of robust fits it is that of Huber (Robust
/// Statistics, 1981, section 7.6): K²·s²·[Σψ²/df]/[mean ψ′]²·(JᵀJ)⁻¹, K = 1 + p/n·var ψ′/(mean ψ′)².
struct FitStatistics {
  /// ‖√w(response − model)‖, and its square, which may overflow or vanish.
  private(set) var norm = Double.nan
  private(set) var rss = Double.nan
  let df: Int
  /// 1 − rss/Σw(response − mean)²; nil where the response is constant, or a sum overflows.
  private(set) var r2: Double?
  /// σ_min/σ_max of the Jacobian with scaled columns; 0 where it has not full rank.
  private(set) var reciprocalCondition = Double.nan
  private(set) var rank = 0
  /// Whether the Jacobian was factored: it is not where an entry is not finite.
  private(set) var isFactored = false
  /// In the order of `free`; nil where there are none: no degrees of freedom, no full rank.
  private(set) var standardErrors: [Double]?
  private(set) var correlation: Matrix?
  /// The free coefficients that take part in a dependency between columns.
  private(set) var dependent: [Int] = []
  /// Free coefficients not held by a bound.
  let free: [Int]

  /// - Parameter problem: the residuals of all free coefficients, without transformations and without a loss.
  init(_ model: FitModel, _ problem: FitProblem, _ coefficients: [Double], held: [Int: Double], scale: Double?) {
    let columns = problem.free.indices.filter { held[problem.free[$0]] == nil }
    free = columns.map { problem.free[$0] }
    let (m, n) = (model.rowCount, free.count)
    df = m - n
    let r = Vector(count: m), whole = Matrix(rows: m, columns: problem.free.count)
    guard (try? problem.problem.function().jacobian(at: problem.point(of: coefficients), residuals: r, into: whole)) != nil, r.isFinite
    else { return }
    (norm, rss) = (r.norm2, r.sumOfSquares)
    r2 = FitStatistics.determination(model, rss)
    guard n > 0, m >= n else { return }
    let J = Matrix(rows: m, columns: n)
    for i in 0..<m { for (j, column) in columns.enumerated() { J[i, j] = whole[i, column] } }
    let factors = ScaledQR(rows: m, columns: n), svd = SVD(rows: n, columns: n)
    guard factors.factor(J), svd.factor(factors.r) else { return }
    isFactored = true
    let cut = Double(m) * .ulpOfOne * svd.values[0]
    rank = (0..<n).count { svd.values[$0] > cut }
    reciprocalCondition = rank < n ? 0 : svd.values[n - 1] / svd.values[0]
    if rank < n {
      // Rows of Vᵀ for σ = 0 hold the dependencies.
      dependent = (0..<n).filter { j in (rank..<n).contains { abs(svd.rightTransposed[$0, j]) > 1e-3 } }.map { free[$0] }
      return
    }
    if df > 0 { estimate(factors, svd, r, model.loss, scale) }
  }

  /// R⁻¹ = V·Σ⁻¹·Uᵀ has the standard errors, in units of s/D, as the norms of its rows, and the correlations as their angles.
  private mutating func estimate(_ factors: ScaledQR, _ svd: SVD, _ r: Vector, _ loss: FitLoss, _ scale: Double?) {
    let n = free.count
    let inverse = Matrix(rows: n, columns: n)
    svd.pseudoInverse(into: inverse, rcond: 0)
    let deviation = scale.map { robustVariance(r, loss, $0).squareRoot() } ?? residualDeviation
    func product(_ i: Int, _ j: Int) -> Double {
      var sum = 0.0
      for k in 0..<n { sum += inverse[i, k] * inverse[j, k] }
      return sum
    }
    let norms = (0..<n).map { product($0, $0).squareRoot() }
    standardErrors = (0..<n).map { deviation * norms[$0] / factors.scales[$0] }
    let correlation = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n { correlation[i, j] = i == j ? 1 : min(1, max(-1, product(i, j) / (norms[i] * norms[j]))) }
    }
    self.correlation = correlation
  }

  /// √(rss/df), of the norm where the squares leave the range of numbers.
  var residualDeviation: Double {
    rss > 1e-290 ? (rss / Double(df)).squareRoot() : norm / Double(df).squareRoot()
  }

  private func robustVariance(_ r: Vector, _ loss: FitLoss, _ s: Double) -> Double {
    let n = Double(r.count)
    var (squares, slopes, slopeSquares) = (0.0, 0.0, 0.0)
    for i in 0..<r.count {
      let (ψ, slope) = loss.influence(r[i] / s)
      squares += ψ * ψ
      slopes += slope
      slopeSquares += slope * slope
    }
    let mean = slopes / n
    let K = 1 + Double(free.count) / n * (slopeSquares / n - mean * mean) / (mean * mean)
    return K * K * s * s * squares / Double(df) / (mean * mean)
  }

  private static func determination(_ model: FitModel, _ rss: Double) -> Double? {
    func weight(_ i: Int) -> Double { model.rootWeights.map { $0[i] * $0[i] } ?? 1 }
    var (sum, weights) = (0.0, 0.0)
    for i in 0..<model.rowCount {
      sum += weight(i) * model.response[i]
      weights += weight(i)
    }
    var total = 0.0
    for i in 0..<model.rowCount {
      let difference = model.response[i] - sum / weights
      total += weight(i) * difference * difference
    }
    return total > 0 && total.isFinite && rss.isFinite ? 1 - rss / total : nil
  }
}
