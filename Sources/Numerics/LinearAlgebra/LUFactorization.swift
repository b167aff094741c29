import COpenBLAS

/// A = P·L·U with partial pivoting, of a general square matrix; storage and pivots are kept between factorizations.
///
/// LAPACK `dgetrf` sees Aᵀ in this memory and factors Aᵀ = P·L·U, hence A = Uᵀ·Lᵀ·Pᵀ. Read row by row, the packed factors are
/// Uᵀ in the lower triangle with the diagonal and Lᵀ, with unit diagonal, above it: systems in A and in Aᵀ are both solved in
/// place by two triangular solves and the exchanges, without transposing anything.
public final class LUFactorization {
  public let order: Int
  /// Why the last `factor` failed; nil after a success.
  public private(set) var failure: LinearAlgebraFailure?
  private let factors: Matrix
  private let pivots: Workspace<BLASInteger>
  private let inverseWork: Workspace<Double>
  private var isFactored = false

  public init(order: Int) {
    self.order = order
    factors = Matrix(rows: order, columns: order)
    pivots = Workspace(count: order, repeating: 0)
    // 64 columns is the largest block LAPACK's dgetri uses.
    inverseWork = Workspace(count: 64 * order, repeating: 0)
  }

  /// Factors A + shift·I; A is kept. False if a pivot is exactly zero or A is not finite; `failure` tells which.
  public func factor(_ a: Matrix, adding shift: Double = 0) -> Bool {
    precondition(a.rows == order && a.columns == order)
    factors.assign(a)
    if shift != 0 { factors.addToDiagonal(shift) }
    isFactored = false
    failure = nil
    // The search for pivots is undefined among NaNs.
    if !factors.isFinite {
      failure = .nonFinite
    } else if order > 0 {
      LinearAlgebra.prepare()
      var m = BLASInteger(order), n = m, ld = m, info: BLASInteger = 0
      dgetrf_(&m, &n, factors.base, &ld, pivots.base, &info)
      for i in 0..<order where factors[i, i] == 0 && failure == nil { failure = .singular(pivot: i) }
    }
    isFactored = failure == nil
    return isFactored
  }

  /// b ← A⁻¹·b, or A⁻ᵀ·b. False, with b undefined, if there is no factorization or the result is not finite.
  @discardableResult public func solve(_ b: Vector, transposed: Bool = false) -> Bool {
    precondition(b.count == order)
    return solve(b.base, columns: 1, transposed: transposed)
  }

  /// x ← A⁻¹·b, or A⁻ᵀ·b.
  @discardableResult public func solve(_ b: Vector, into x: Vector, transposed: Bool = false) -> Bool {
    x.assign(b)
    return solve(x, transposed: transposed)
  }

  /// B ← A⁻¹·B, or A⁻ᵀ·B, for all columns of B together.
  @discardableResult public func solve(_ b: Matrix, transposed: Bool = false) -> Bool {
    precondition(b.rows == order)
    return solve(b.base, columns: b.columns, transposed: transposed)
  }

  /// The same in place on a row-major `order` × `columns` block at `b`.
  @discardableResult public func solve(
    _ b: UnsafeMutablePointer<Double>, columns: Int, transposed: Bool = false
  ) -> Bool {
    guard isFactored else { return false }
    if order == 0 || columns == 0 { return true }
    if transposed {
      for i in 0..<order { exchange(i, b, columns) }
      solveTriangle(CblasUpper, CblasTrans, CblasUnit, b, columns)
      solveTriangle(CblasLower, CblasTrans, CblasNonUnit, b, columns)
    } else {
      solveTriangle(CblasLower, CblasNoTrans, CblasNonUnit, b, columns)
      solveTriangle(CblasUpper, CblasNoTrans, CblasUnit, b, columns)
      for i in stride(from: order - 1, through: 0, by: -1) { exchange(i, b, columns) }
    }
    return areFinite(b, count: order * columns)
  }

  private func solveTriangle(
    _ triangle: CBLAS_UPLO, _ transpose: CBLAS_TRANSPOSE, _ diagonal: CBLAS_DIAG,
    _ b: UnsafeMutablePointer<Double>, _ columns: Int
  ) {
    let n = BLASInteger(order)
    if columns == 1 {
      cblas_dtrsv(CblasRowMajor, triangle, transpose, diagonal, n, factors.base, n, b, 1)
    } else {
      let m = BLASInteger(columns)
      cblas_dtrsm(CblasRowMajor, CblasLeft, triangle, transpose, diagonal, n, m, 1, factors.base, n, b, m)
    }
  }

  private func exchange(_ i: Int, _ b: UnsafeMutablePointer<Double>, _ columns: Int) {
    let other = Int(pivots.base[i]) - 1
    if other == i { return }
    for j in 0..<columns {
      let entry = b[i * columns + j]
      b[i * columns + j] = b[other * columns + j]
      b[other * columns + j] = entry
    }
  }

  /// result ← A⁻¹ (LAPACK `dgetri`: the inverse of the transpose is the transpose of the inverse).
  @discardableResult public func inverse(into result: Matrix) -> Bool {
    precondition(result.rows == order && result.columns == order)
    guard isFactored else { return false }
    if order == 0 { return true }
    result.assign(factors)
    var n = BLASInteger(order), ld = n, length = inverseWork.count, info: BLASInteger = 0
    dgetri_(&n, result.base, &ld, pivots.base, inverseWork.base, &length, &info)
    return info == 0 && result.isFinite
  }

  /// The sign of det A and ln |det A|; nil without a factorization, and so for a singular matrix.
  public var logDeterminant: (sign: Double, logarithm: Double)? {
    guard isFactored else { return nil }
    var sign = 1.0, sum = 0.0
    for i in 0..<order {
      let pivot = factors[i, i]
      if (Int(pivots.base[i]) - 1 != i) != (pivot < 0) { sign = -sign }
      sum += logarithm(abs(pivot))
    }
    return (sign, sum)
  }
}
