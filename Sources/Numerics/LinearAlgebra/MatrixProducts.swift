import COpenBLAS

// BLAS's interface for C takes row-major matrices directly; the leading dimension is then the number of columns.

/// y ← α·op(A)·x + β·y with op(A) = A or, `transposed`, Aᵀ. With β = 0 the former y is not read, so it may hold anything.
public func multiply(
  _ a: Matrix, transposed: Bool = false, _ x: Vector, into y: Vector, alpha: Double = 1, beta: Double = 0
) {
  precondition(x.count == (transposed ? a.rows : a.columns) && y.count == (transposed ? a.columns : a.rows))
  multiply(a, transposed: transposed, x.base, into: y.base, alpha: alpha, beta: beta)
}

/// The same on memory of the right lengths, such as segments of a parameter vector.
public func multiply(
  _ a: Matrix, transposed: Bool = false, _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>,
  alpha: Double = 1, beta: Double = 0
) {
  let length = transposed ? a.columns : a.rows
  if a.count == 0 {
    // BLAS returns at once when either dimension is zero, and would leave y unscaled.
    for i in 0..<length { y[i] = beta == 0 ? 0 : beta * y[i] }
    return
  }
  LinearAlgebra.prepare()
  cblas_dgemv(
    CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, BLASInteger(a.rows), BLASInteger(a.columns),
    alpha, a.base, leadingDimension(a.columns), x, 1, beta, y, 1)
}

/// C ← α·op(A)·op(B) + β·C, where `transposed` speaks of A and `rightTransposed` of B. C shares no memory with A or B; with
/// β = 0 the former C is not read.
public func multiply(
  _ a: Matrix, transposed transposeA: Bool = false, _ b: Matrix, rightTransposed transposeB: Bool = false,
  into c: Matrix, alpha: Double = 1, beta: Double = 0
) {
  let inner = transposeA ? a.rows : a.columns
  precondition(
    inner == (transposeB ? b.columns : b.rows) && c.rows == (transposeA ? a.columns : a.rows)
      && c.columns == (transposeB ? b.rows : b.columns))
  if c.count == 0 { return }
  if inner == 0 {
    if beta == 0 { c.fill(0) } else { c.scale(by: beta) }
    return
  }
  LinearAlgebra.prepare()
  cblas_dgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
    BLASInteger(c.rows), BLASInteger(c.columns), BLASInteger(inner), alpha, a.base, leadingDimension(a.columns),
    b.base, leadingDimension(b.columns), beta, c.base, leadingDimension(c.columns))
}

/// C ← α·X·Xᵀ + β·C, or with `transposed` C ← α·Xᵀ·X + β·C; C symmetric. One triangle is computed, half the work of a general
/// product, and mirrored, so C is symmetric to the last bit. Of the former C the lower triangle is read.
/// For a symmetric X this is its square.
public func multiplyByOwnTranspose(
  _ x: Matrix, transposed: Bool = false, into c: Matrix, alpha: Double = 1, beta: Double = 0
) {
  let order = transposed ? x.columns : x.rows
  let inner = transposed ? x.rows : x.columns
  precondition(c.rows == order && c.columns == order)
  if order == 0 { return }
  if inner == 0 {
    if beta == 0 { c.fill(0) } else { c.scale(by: beta) }
    return
  }
  LinearAlgebra.prepare()
  cblas_dsyrk(
    CblasRowMajor, CblasLower, transposed ? CblasTrans : CblasNoTrans, BLASInteger(order), BLASInteger(inner),
    alpha, x.base, leadingDimension(x.columns), beta, c.base, leadingDimension(order))
  c.mirrorLowerTriangle()
}

/// y ← α·A·x + β·y for symmetric A, of which the lower triangle is read: half the memory of a general product.
public func multiplySymmetric(_ a: Matrix, _ x: Vector, into y: Vector, alpha: Double = 1, beta: Double = 0) {
  precondition(a.isSquare && x.count == a.rows && y.count == a.rows)
  if a.rows == 0 { return }
  LinearAlgebra.prepare()
  cblas_dsymv(
    CblasRowMajor, CblasLower, BLASInteger(a.rows), alpha, a.base, leadingDimension(a.rows), x.base, 1, beta, y.base, 1)
}

/// xᵀ·A·x for square A, without storage for the product.
public func quadraticForm(_ a: Matrix, _ x: Vector) -> Double {
  precondition(a.isSquare && x.count == a.rows)
  var sum = 0.0
  for i in 0..<a.rows { sum += x[i] * dotProduct(a.row(i), x.base, count: a.columns) }
  return sum
}

/// Σ aₖ·bₖ over `count` entries, on two accumulators.
func dotProduct(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
  let whole = count & ~15
  var even = Lanes(repeating: 0), odd = even
  for k in stride(from: 0, to: whole, by: 16) {
    even += loadLanes(a + k) * loadLanes(b + k)
    odd += loadLanes(a + k + 8) * loadLanes(b + k + 8)
  }
  var sum = (even + odd).sum()
  for k in whole..<count { sum += a[k] * b[k] }
  return sum
}
