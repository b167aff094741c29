/// The thin factorization A·D⁻¹ = Q·R of a matrix with at least as many rows as columns: D holds the columns' norms, rounded to
/// powers of two so that dividing by them is exact.
///
/// For least squares whose unknowns have very different sizes: what R says about rank and condition does not depend on the
/// units of the unknowns (van der Sluis, Numer. Math. 14, 1969).
public final class ScaledQR {
  public let rows, columns: Int
  /// The diagonal of D; 1 for a column of zeros.
  public let scales: Vector
  public var q: Matrix { factors.q }
  public var r: Matrix { factors.r }
  private let scaled: Matrix
  private let factors: QR

  public init(rows: Int, columns: Int) {
    precondition(rows >= columns)
    self.rows = rows
    self.columns = columns
    scales = Vector(count: columns)
    scaled = Matrix(rows: rows, columns: columns)
    factors = QR(rows: rows, columns: columns)
  }

  /// Factors A, which is kept. False if A is not finite.
  public func factor(_ a: Matrix) -> Bool {
    precondition(a.rows == rows && a.columns == columns)
    if !a.isFinite { return false }
    for j in 0..<columns { scales[j] = scale(of: a, column: j) }
    for i in 0..<rows {
      let source = a.row(i), target = scaled.row(i)
      for j in 0..<columns { target[j] = source[j] / scales[j] }
    }
    return factors.factor(scaled)
  }

  /// The power of two at or below the norm of a column, which is measured in units of its largest entry: no square overflows.
  private func scale(of a: Matrix, column j: Int) -> Double {
    var largest = 0.0
    for i in 0..<rows { largest = max(largest, a[i, j].magnitude) }
    if largest == 0 { return 1 }
    var squares = 0.0
    for i in 0..<rows {
      let part = a[i, j] / largest
      squares += part * part
    }
    let exponent = largest.exponent + squares.squareRoot().exponent
    return Double(sign: .plus, exponent: min(max(exponent, -1022), 1023), significand: 1)
  }

  /// c ← Qᵀ·b
  public func project(_ b: Vector, into c: Vector) { multiply(factors.q, transposed: true, b, into: c) }

  /// x ← D⁻¹·R⁻¹·c, the minimizer of ‖A·x − b‖ for c = Qᵀ·b. False where a diagonal entry of R is nothing beside the largest.
  public func solve(_ c: Vector, into x: Vector) -> Bool {
    let r = factors.r
    var largest = 0.0
    for j in 0..<columns { largest = max(largest, r[j, j].magnitude) }
    for i in stride(from: columns - 1, through: 0, by: -1) {
      guard r[i, i].magnitude > .ulpOfOne * largest else { return false }
      var rest = c[i]
      for j in (i + 1)..<max(columns, i + 1) { rest -= r[i, j] * x[j] }
      x[i] = rest / r[i, i]
    }
    for j in 0..<columns { x[j] /= scales[j] }
    return true
  }
}
