import COpenBLAS

/// The thin singular value decomposition A = U·diag(σ)·Vᵀ, σ descending, with k = min(rows, columns) columns in U and rows in Vᵀ
/// (LAPACK `dgesdd`, divide and conquer). LAPACK sees Aᵀ = V·diag(σ)·Uᵀ and writes its factors by columns: its first one is Vᵀ
/// and its second one U in this memory.
public final class SVD {
  public let rows, columns: Int
  /// U, rows × k.
  public let left: Matrix
  /// σ, descending, k entries.
  public let values: Vector
  /// Vᵀ, k × columns.
  public let rightTransposed: Matrix
  public private(set) var failure: LinearAlgebraFailure?
  // What LAPACK reads and writes: A, U and Vᵀ.
  private let matrix, leftStorage, rightStorage: PaddedStorage
  private let work: Workspace<Double>
  private let integerWork: Workspace<BLASInteger>
  /// Vᵀ with scaled rows, for `recompose`.
  private let scaled: Matrix

  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let rank = min(rows, columns)
    left = Matrix(rows: rows, columns: rank)
    values = Vector(count: rank)
    rightTransposed = Matrix(rows: rank, columns: columns)
    matrix = PaddedStorage(rows: rows, columns: columns)
    leftStorage = PaddedStorage(rows: rows, columns: rank)
    rightStorage = PaddedStorage(rows: rank, columns: columns)
    scaled = Matrix(rows: rank, columns: columns)
    integerWork = Workspace(count: 8 * rank, repeating: 0)
    var query = 1.0
    SVD.decompose(matrix, values, leftStorage, rightStorage, &query, -1, integerWork.base)
    work = Workspace(count: workspaceLength(query), repeating: 0)
  }

  /// Decomposes A, which is kept. False if A is not finite or the iteration does not converge.
  public func factor(_ a: Matrix) -> Bool {
    precondition(a.rows == rows && a.columns == columns)
    failure = a.isFinite ? nil : .nonFinite
    if failure != nil { return false }
    if a.count == 0 { return true }
    matrix.assign(a)
    LinearAlgebra.prepare()
    let info = SVD.decompose(matrix, values, leftStorage, rightStorage, work.base, work.count, integerWork.base)
    if info != 0 {
      failure = .notConverged
      return false
    }
    leftStorage.copy(into: left)
    rightStorage.copy(into: rightTransposed)
    return true
  }

  /// result ← U·diag(f(σ))·Vᵀ, of the shape of A; of the last successful `factor`.
  public func recompose(into result: Matrix, _ f: (Double) -> Double) {
    scaleRight(f)
    multiply(left, scaled, into: result)
  }

  /// result ← A⁺ = V·diag(1/σ)·Uᵀ (columns × rows), of the last successful `factor`. Singular values up to `rcond`·σ₁ count as
  /// zero; `rcond` is ε·max(rows, columns) unless given. Golub and Van Loan, section 5.5.2.
  public func pseudoInverse(into result: Matrix, rcond: Double? = nil) {
    let cut = (rcond ?? Double(max(rows, columns)) * .ulpOfOne) * (values.count > 0 ? values[0] : 0)
    scaleRight { $0 > cut ? 1 / $0 : 0 }
    multiply(scaled, transposed: true, left, rightTransposed: true, into: result)
  }

  private func scaleRight(_ f: (Double) -> Double) {
    for k in 0..<values.count {
      let factor = f(values[k])
      let source = rightTransposed.row(k), target = scaled.row(k)
      for j in 0..<columns { target[j] = factor * source[j] }
    }
  }

  @discardableResult private static func decompose(
    _ a: PaddedStorage, _ values: Vector, _ left: PaddedStorage, _ right: PaddedStorage,
    _ work: UnsafeMutablePointer<Double>, _ length: BLASInteger, _ integers: UnsafeMutablePointer<BLASInteger>
  ) -> BLASInteger {
    var job = letter("S"), m = BLASInteger(a.columns), n = BLASInteger(a.rows), lda = leadingDimension(a.stride)
    var ldu = leadingDimension(right.stride), ldvt = leadingDimension(left.stride), length = length, info: BLASInteger = 0
    dgesdd_(&job, &m, &n, a.base, &lda, values.base, right.base, &ldu, left.base, &ldvt, work, &length, integers, &info, 1)
    return info
  }
}
