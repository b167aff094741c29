import Numerics

@testable import Optimization

/// Gradients given beforehand, one for each step whatever x is; the value is 0. What a chain makes of them shows as movement.
final class GivenGradients: ObjectiveFunction {
  private let gradients: [[Double]]
  private var step = 0

  init(_ layout: Layout, _ gradients: [[Double]]) {
    self.gradients = gradients
    super.init(layout: layout)
  }
  override var capabilities: Capabilities { [.gradient] }
  override func beginStep(_ t: Int) -> Bool {
    step = t
    return true
  }
  override func value(at x: Vector) -> Double { 0 }
  override func gradient(at x: Vector, into g: Vector) -> Double {
    for (i, value) in gradients[min(step, gradients.count - 1)].enumerated() { g[i] = value }
    return 0
  }

  /// The update of each step that the chain makes of the gradients.
  static func updates(_ chain: String, _ shapes: [[Int]], _ gradients: [[Double]]) throws -> [[Double]] {
    let layout = Layout(shapes.enumerated().map { ("t\($0.offset)", $0.element) })
    let start = Vector(count: layout.count)
    let optimizer = try Optimizer(try ChainReader.chain(chain), GivenGradients(layout, gradients), start: start)
    optimizer.recordsUpdate = true
    return try gradients.map { _ in
      try optimizer.step()
      return try (optimizer.lastUpdate?.values).unwrapped()
    }
  }
}

struct MissingValue: Error {}
extension Optional {
  func unwrapped() throws -> Wrapped {
    guard let self else { throw MissingValue() }
    return self
  }
}

/// Standard normal numbers of a seed.
func normals(_ count: Int, seed: UInt64) -> [Double] {
  var random = RandomSource(seed: seed)
  return (0..<count).map { _ in random.normal() }
}

/// max |aᵢ − bᵢ|
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { $1.0.isNaN || $1.1.isNaN ? .infinity : max($0, abs($1.0 - $1.1)) }
}

extension Matrix {
  convenience init(_ rows: Int, _ columns: Int, _ values: [Double]) {
    self.init(rows: rows, columns: columns)
    assign(values)
  }
  static func * (a: Matrix, b: Matrix) -> Matrix {
    let c = Matrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows { for j in 0..<b.columns { c[i, j] = (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] } } }
    return c
  }
  /// A matrix with orthonormal columns (rows ≥ columns).
  static func orthonormal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let qr = QR(rows: rows, columns: columns)
    _ = qr.factor(Matrix(rows, columns, normals(rows * columns, seed: seed)))
    return qr.q
  }
  /// U·diag(s)·Vᵀ with random orthonormal U and V.
  static func withSingularValues(_ s: [Double], _ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let left = orthonormal(rows, s.count, seed: seed), right = orthonormal(columns, s.count, seed: seed + 1)
    return left * Matrix.diagonal(Vector(s)) * right.transposed()
  }
  var singularValues: [Double] {
    let svd = SVD(rows: rows, columns: columns)
    _ = svd.factor(self)
    return svd.values.values
  }
}
