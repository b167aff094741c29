import Numerics
import Optimization
import Problems

/// How the residuals of a fit lie to what its coefficients can change: to the span of the Jacobian's columns.
///
/// At a minimum they are orthogonal to it. The cosine of the angle has no units: neither those of the response nor those of the
/// coefficients, of which some may be 10⁵ and others 10⁻³ (Bates and Watts, Technometrics 23, 1981, stop by the same angle).
final class Tangent {
  struct Measure {
    /// ‖r‖ and the length of r's part in the span.
    var norm, projected: Double
    /// Of the free coefficients that are not held by a bound.
    var rank: Int
    /// The position of each coefficient that a bound holds, with the bound.
    var held: [Int: Double]
    /// The free coefficients that no bound holds.
    var count: Int

    var cosine: Double { norm > 0 ? projected / norm : 0 }
  }

  /// The coefficients themselves, without transformations.
  let problem: FitProblem
  private let model: FitModel
  private let function: ObjectiveFunction
  private let r: Vector
  private let J: Matrix
  private var factors: ScaledQR?
  private var part = Matrix(rows: 0, columns: 0)
  private var projection = Vector(count: 0)
  private var singular: SVD?
  /// Below this length the part in the span is rounding: 8ε·‖√w·response‖.
  let roundingLevel: Double

  init(_ model: FitModel, scale: Double?) {
    self.model = model
    problem = FitProblem(model, free: model.free, values: model.start, isBounded: false, scale: scale)
    function = problem.problem.function()
    r = Vector(count: model.rowCount)
    J = Matrix(rows: model.rowCount, columns: model.free.count)
    roundingLevel = 8 * .ulpOfOne * model.responseNorm
  }

  /// Of the point with the coefficients that bounds hold on their bounds; nil where residuals or Jacobian are not finite.
  func measure(_ coefficients: [Double]) -> Measure? {
    guard evaluate(coefficients) else { return nil }
    let held = settledHeld(coefficients)
    let columns = problem.free.indices.filter { held[problem.free[$0]] == nil }
    let norm = r.norm2
    var measure = Measure(norm: norm, projected: 0, rank: 0, held: held, count: columns.count)
    if columns.isEmpty { return measure }
    if model.rowCount < columns.count {
      // As many directions as there are rows: nothing is orthogonal to all of them.
      measure.projected = norm
      measure.rank = model.rowCount
      return measure
    }
    guard let c = project(columns) else { return nil }
    (measure.rank, measure.projected) = c
    return measure
  }

  /// r and J; false where some of them are not finite.
  private func evaluate(_ coefficients: [Double]) -> Bool {
    (try? function.jacobian(at: problem.point(of: coefficients), residuals: r, into: J)) != nil && r.isFinite && J.isFinite
  }

  /// Where the residuals are not finite, in words; nil where all are.
  func nonFiniteRow(_ coefficients: [Double]) -> String? {
    guard (try? function.jacobian(at: problem.point(of: coefficients), residuals: r, into: J)) != nil,
      let row = (0..<r.count).first(where: { !r[$0].isFinite })
    else { return nil }
    let others = (0..<r.count).count { !r[$0].isFinite } - 1
    let what = model.response[row].isFinite ? "the model at the start is not finite" : "the response is \(model.response[row])"
    return "\(what) in row \(model.rowNumber(row))\(others > 0 ? " and \(others) more" : "")"
  }

  /// Rank of these columns and the length of r's part in their span.
  private func project(_ columns: [Int]) -> (rank: Int, length: Double)? {
    let n = columns.count
    if factors?.columns != n {
      factors = ScaledQR(rows: model.rowCount, columns: n)
      part = Matrix(rows: model.rowCount, columns: n)
      projection = Vector(count: n)
      singular = nil
    }
    var matrix = J
    if n < J.columns {
      for i in 0..<part.rows { for (j, column) in columns.enumerated() { part[i, j] = J[i, column] } }
      matrix = part
    }
    guard let factors, factors.factor(matrix) else { return nil }
    factors.project(r, into: projection)
    let diagonal = (0..<n).map { factors.r[$0, $0].magnitude }
    // The smallest singular value is at most the smallest diagonal entry; seldom much smaller.
    if (diagonal.min() ?? 0) > 1e-8 * (diagonal.max() ?? 0) { return (n, projection.norm2) }
    let svd = singular ?? SVD(rows: n, columns: n)
    singular = svd
    guard svd.factor(factors.r) else { return nil }
    let cut = Double(model.rowCount) * .ulpOfOne * svd.values[0]
    let rank = (0..<n).count { svd.values[$0] > cut }
    let turned = Vector(count: n)
    multiply(svd.left, transposed: true, projection, into: turned)
    var squares = 0.0
    for k in 0..<rank { squares += turned[k] * turned[k] }
    return (rank, squares.squareRoot())
  }

  /// The coefficients that bounds hold, of those that lie near one; r and J are afterwards those of the point where they are on it.
  ///
  /// Near is a part of an interval, in which there is room for minima where intervals are wide, and at a minimum the sign of the
  /// slope is rounding. So a bound holds only what does not lose by being put on it, and would still leave from there.
  private func settledHeld(_ coefficients: [Double]) -> [Int: Double] {
    let near = held(coefficients)
    if near.allSatisfy({ coefficients[$0.key] == $0.value }) { return near }
    let norm = r.norm2
    if areHeld(near, coefficients, norm) { return near }
    if near.count > 1 {
      let each = near.filter { areHeld([$0.key: $0.value], coefficients, norm) }
      if !each.isEmpty, areHeld(each, coefficients, norm) { return each }
    }
    _ = evaluate(coefficients)
    return [:]
  }

  private func areHeld(_ bounds: [Int: Double], _ coefficients: [Double], _ norm: Double) -> Bool {
    var there = coefficients
    for (k, bound) in bounds { there[k] = bound }
    guard evaluate(there), r.norm2 <= norm * (1 + 1e-12) else { return false }
    let held = held(there)
    return bounds.allSatisfy { held[$0.key] == $0.value }
  }

  /// The coefficients that lie near a bound and would leave it: the gradient 2Jᵀr points inwards.
  private func held(_ coefficients: [Double]) -> [Int: Double] {
    var held: [Int: Double] = [:]
    for (j, k) in problem.free.enumerated() {
      let coefficient = model.coefficients[k]
      guard let bound = coefficient.nearBound(coefficients[k]) else { continue }
      var slope = 0.0
      for i in 0..<model.rowCount { slope += J[i, j] * r[i] }
      if bound == coefficient.bounds.lower ? slope >= 0 : slope <= 0 { held[k] = bound }
    }
    return held
  }
}
