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
    var squares = 0.0
    for i in 0..<model.rowCount {
      let y = model.response[i] * (model.rootWeights?[i] ?? 1)
      squares += y * y
    }
    roundingLevel = 8 * .ulpOfOne * squares.squareRoot()
  }

  /// nil where residuals or Jacobian are not finite.
  func measure(_ coefficients: [Double]) -> Measure? {
    guard (try? function.jacobian(at: problem.point(of: coefficients), residuals: r, into: J)) != nil, r.isFinite, J.isFinite
    else { return nil }
    let held = held(coefficients)
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

  /// Where the residuals are not finite, in words; nil where all are.
  func nonFiniteRow(_ coefficients: [Double]) -> String? {
    guard (try? function.jacobian(at: problem.point(of: coefficients), residuals: r, into: J)) != nil,
      let row = (0..<r.count).first(where: { !r[$0].isFinite })
    else { return nil }
    let others = (0..<r.count).count { !r[$0].isFinite } - 1
    let what = model.response[row].isFinite ? "the model at the start is not finite" : "the response is \(model.response[row])"
    return "\(what) in row \(row + 1)\(others > 0 ? " and \(others) more" : "")"
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

  /// The coefficients that lie on a bound and would leave it: the gradient 2Jᵀr points inwards.
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
