import Numerics
import Optimization

/// A function given by closures over arrays, with hand-written derivatives.
final class HandWritten: ObjectiveFunction {
  private let evaluate: ([Double]) -> (f: Double, g: [Double])
  private let squares: (([Double]) -> (r: [Double], J: [[Double]]))?

  init(
    _ layout: Layout, squares: (([Double]) -> (r: [Double], J: [[Double]]))? = nil,
    _ evaluate: @escaping ([Double]) -> (f: Double, g: [Double])
  ) {
    self.evaluate = evaluate
    self.squares = squares
    super.init(layout: layout)
  }

  override var capabilities: Capabilities { squares == nil ? [.gradient] : [.gradient, .residuals] }
  override var residualCount: Int { squares.map { $0([Double](repeating: 0, count: layout.count)).r.count } ?? 0 }

  override func value(at x: Vector) throws -> Double { evaluate(x.values).f }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    let (f, values) = evaluate(x.values)
    for (i, v) in values.enumerated() { g[i] = v }
    return f
  }
  override func residuals(at x: Vector, into r: Vector) throws {
    guard let squares else { throw unavailable("residuals") }
    for (i, v) in squares(x.values).r.enumerated() { r[i] = v }
  }
  override func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws {
    guard let squares else { throw unavailable("Jacobians") }
    let (values, rows) = squares(x.values)
    for (i, v) in values.enumerated() { r[i] = v }
    for (i, row) in rows.enumerated() { for (j, v) in row.enumerated() { J[i, j] = v } }
  }

  /// Σ r², from residuals and their Jacobian.
  static func leastSquares(
    _ layout: Layout, _ residuals: @escaping ([Double]) -> (r: [Double], J: [[Double]])
  ) -> HandWritten {
    HandWritten(layout, squares: residuals) { x in
      let (r, J) = residuals(x)
      var g = [Double](repeating: 0, count: x.count)
      for (ri, row) in zip(r, J) { for j in g.indices { g[j] += 2 * ri * row[j] } }
      return (r.reduce(0) { $0 + $1 * $1 }, g)
    }
  }

  static func rosenbrock() -> HandWritten {
    leastSquares(.vector(2)) { x in
      ([10 * (x[1] - x[0] * x[0]), 1 - x[0]], [[-20 * x[0], 10], [-1, 0]])
    }
  }

  /// Chained, in n dimensions: Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².
  static func rosenbrock(_ n: Int) -> HandWritten {
    HandWritten(.vector(n)) { x in
      var f = 0.0
      var g = [Double](repeating: 0, count: n)
      for i in 0..<(n - 1) {
        let a = x[i + 1] - x[i] * x[i], b = 1 - x[i]
        f += 100 * a * a + b * b
        g[i] += -400 * a * x[i] - 2 * b
        g[i + 1] += 200 * a
      }
      return (f, g)
    }
  }

  /// ½ xᵀA x − bᵀx for a symmetric A.
  static func quadratic(_ A: [[Double]], _ b: [Double]) -> HandWritten {
    HandWritten(.vector(b.count)) { x in
      let Ax = A.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
      let f = zip(x, zip(Ax, b)).reduce(0) { $0 + $1.0 * (0.5 * $1.1.0 - $1.1.1) }
      return (f, zip(Ax, b).map { $0 - $1 })
    }
  }
}
