import COpenBLAS

/// A = L·Lᵀ of a symmetric positive definite matrix, with its storage kept from one factorization to the next (LAPACK `dpotrf`;
/// Golub and Van Loan, Matrix Computations, 4th ed., section 4.2).
///
/// What is stored is Lᵀ: to LAPACK, which reads this memory by columns, that is a lower triangle, and its algorithm for the
/// lower triangle is half again as fast as the other.
public final class Cholesky {
  public let order: Int
  /// Lᵀ, zero below the diagonal; meaningful when the last `factor` succeeded.
  public let upper: Matrix
  /// Why the last `factor` failed; nil after a success.
  public private(set) var failure: LinearAlgebraFailure?
  private var isFactored = false

  public init(order: Int) {
    self.order = order
    upper = Matrix(rows: order, columns: order)
  }

  /// Factors A + shift·I from one triangle of A, the lower unless `readingLower` is false; A is kept.
  /// False if that is not positive definite or not finite; `failure` tells which.
  public func factor(_ a: Matrix, readingLower: Bool = true, adding shift: Double = 0) -> Bool {
    precondition(a.rows == order && a.columns == order)
    if readingLower {
      transposeTriangle(lower: true, order: order, a.base, into: upper.base)
    } else {
      for i in 0..<order { (upper.row(i) + i).update(from: a.row(i) + i, count: order - i) }
    }
    if shift != 0 { upper.addToDiagonal(shift) }
    return factorStored()
  }

  private func factorStored() -> Bool {
    isFactored = false
    failure = nil
    if order > 0 {
      LinearAlgebra.prepare()
      var uplo = letter("L"), n = BLASInteger(order), ld = n, info: BLASInteger = 0
      dpotrf_(&uplo, &n, upper.base, &ld, &info, 1)
      // OpenBLAS does not see a NaN pivot. Any NaN or infinity in row or column i reaches the pivot of row and column i.
      for i in 0..<(info > 0 ? Int(info) : order) where !upper[i, i].isFinite { failure = .nonFinite }
      if failure == nil && info > 0 { failure = .notPositiveDefinite(order: Int(info)) }
    }
    isFactored = failure == nil
    return isFactored
  }

  /// b ← A⁻¹·b. False, with b undefined, if there is no factorization or the result is not finite.
  @discardableResult public func solve(_ b: Vector) -> Bool {
    precondition(b.count == order)
    return solve(b.base)
  }

  /// x ← A⁻¹·b
  @discardableResult public func solve(_ b: Vector, into x: Vector) -> Bool {
    x.assign(b)
    return solve(x)
  }

  /// The same in place on `order` entries at `b`.
  @discardableResult public func solve(_ b: UnsafeMutablePointer<Double>) -> Bool {
    guard isFactored else { return false }
    if order == 0 { return true }
    let n = BLASInteger(order)
    cblas_dtrsv(CblasRowMajor, CblasUpper, CblasTrans, CblasNonUnit, n, upper.base, n, b, 1)
    cblas_dtrsv(CblasRowMajor, CblasUpper, CblasNoTrans, CblasNonUnit, n, upper.base, n, b, 1)
    return areFinite(b, count: order)
  }

  /// B ← A⁻¹·B, for all columns of B together.
  @discardableResult public func solve(_ b: Matrix) -> Bool {
    precondition(b.rows == order)
    guard isFactored else { return false }
    if b.count == 0 { return true }
    solveTriangular(b, transposed: false)
    solveTriangular(b, transposed: true)
    return b.isFinite
  }

  /// B ← L⁻¹·B, or L⁻ᵀ·B: half a solve, as whitening and generalized eigenproblems need it.
  public func solveTriangular(_ b: Matrix, transposed: Bool) {
    precondition(b.rows == order)
    guard isFactored && b.count > 0 else { return }
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasUpper, transposed ? CblasNoTrans : CblasTrans, CblasNonUnit,
      BLASInteger(order), BLASInteger(b.columns), 1, upper.base, BLASInteger(order), b.base, BLASInteger(b.columns))
  }

  /// result ← A⁻¹, symmetric to the last bit (LAPACK `dpotri`).
  @discardableResult public func inverse(into result: Matrix) -> Bool {
    precondition(result.rows == order && result.columns == order)
    guard isFactored else { return false }
    if order == 0 { return true }
    result.assign(upper)
    var uplo = letter("L"), n = BLASInteger(order), ld = n, info: BLASInteger = 0
    dpotri_(&uplo, &n, result.base, &ld, &info, 1)
    result.mirrorUpperTriangle()
    return info == 0 && result.isFinite
  }

  /// ln det A = 2·Σ ln lᵢᵢ; nil without a factorization.
  public var logDeterminant: Double? {
    guard isFactored else { return nil }
    return 2 * (0..<order).reduce(0) { $0 + logarithm(upper[$1, $1]) }
  }
}
