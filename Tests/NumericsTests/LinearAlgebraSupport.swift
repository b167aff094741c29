import Numerics

/// Matrices and naive formulas that the linear algebra tests measure against.
enum Sample {
  static func matrix(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var random = RandomSource(seed: seed)
    let matrix = Matrix(rows: rows, columns: columns)
    random.fill(matrix.storage, .normal)
    return matrix
  }

  static func vector(_ count: Int, seed: UInt64 = 2) -> Vector {
    var random = RandomSource(seed: seed)
    let vector = Vector(count: count)
    random.fill(vector, .normal)
    return vector
  }

  static func symmetric(_ order: Int, seed: UInt64 = 3) -> Matrix {
    let matrix = matrix(order, order, seed: seed)
    matrix.symmetrize()
    return matrix
  }

  /// X·Xᵀ + order·I: condition number of a few units.
  static func positiveDefinite(_ order: Int, seed: UInt64 = 4) -> Matrix {
    let x = matrix(order, order, seed: seed)
    let result = product(x, x.transposed())
    result.addToDiagonal(Double(order))
    return result
  }

  /// The product by its definition.
  static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    let c = Matrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for k in 0..<a.columns {
        for j in 0..<b.columns { c[i, j] += a[i, k] * b[k, j] }
      }
    }
    return c
  }

  static func product(_ a: Matrix, _ x: Vector) -> Vector {
    let y = Vector(count: a.rows)
    for i in 0..<a.rows { for j in 0..<a.columns { y[i] += a[i, j] * x[j] } }
    return y
  }
}

/// The largest difference of two entries; infinite where one is NaN or the shapes differ.
func distance(_ a: Matrix, _ b: Matrix) -> Double {
  a.rows == b.rows && a.columns == b.columns ? distance(a.values, b.values) : .infinity
}

func distance(_ a: Vector, _ b: Vector) -> Double { distance(a.values, b.values) }

func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var largest = 0.0
  for (x, y) in zip(a, b) {
    let difference = abs(x - y)
    if difference.isNaN { return .infinity }
    largest = max(largest, difference)
  }
  return largest
}
