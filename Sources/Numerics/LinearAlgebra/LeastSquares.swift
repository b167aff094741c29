import COpenBLAS

/// The minimizer of ‖A·x − b‖₂ of least norm, for any shape and rank, by QR with column pivoting and a complete orthogonal
/// factorization (LAPACK `dgelsy`; Golub and Van Loan, section 5.5).
public final class LeastSquares {
  public let rows, columns, rightSides: Int
  /// The rank found by the last solve: columns whose part in R is conditioned better than 1/`rcond`.
  public private(set) var rank = 0
  public private(set) var failure: LinearAlgebraFailure?
  // LAPACK overwrites both; they hold Aᵀ and Bᵀ row by row, which is A and B column by column.
  private let matrix: PaddedStorage
  private let right: Matrix
  private let permutation: Workspace<BLASInteger>
  private let work: Workspace<Double>

  public init(rows: Int, columns: Int, rightSides: Int = 1) {
    self.rows = rows
    self.columns = columns
    self.rightSides = rightSides
    matrix = PaddedStorage(rows: columns, columns: rows)
    right = Matrix(rows: rightSides, columns: max(rows, columns))
    permutation = Workspace(count: columns, repeating: 0)
    var query = 1.0, length: BLASInteger = -1, info: BLASInteger = 0, found: BLASInteger = 0, rcond = 0.0
    var m = BLASInteger(rows), n = BLASInteger(columns), sides = BLASInteger(rightSides)
    var lda = leadingDimension(matrix.stride), ldb = leadingDimension(max(rows, columns))
    dgelsy_(&m, &n, &sides, matrix.base, &lda, right.base, &ldb, permutation.base, &rcond, &found, &query, &length, &info)
    work = Workspace(count: workspaceLength(query), repeating: 0)
  }

  /// x ← A⁺·b; A and b are kept. `rcond` is ε·max(rows, columns) unless given. False if A or b is not finite.
  public func solve(_ a: Matrix, _ b: Vector, into x: Vector, rcond: Double? = nil) -> Bool {
    precondition(rightSides == 1 && b.count == rows && x.count == columns)
    right.row(0).update(from: b.base, count: rows)
    guard solveStored(a, rcond) else { return false }
    x.base.update(from: right.row(0), count: columns)
    return true
  }

  /// X ← A⁺·B, a column of X for each of B.
  public func solve(_ a: Matrix, _ b: Matrix, into x: Matrix, rcond: Double? = nil) -> Bool {
    precondition(b.rows == rows && b.columns == rightSides && x.rows == columns && x.columns == rightSides)
    for i in 0..<rows { for k in 0..<rightSides { right[k, i] = b[i, k] } }
    guard solveStored(a, rcond) else { return false }
    for j in 0..<columns { for k in 0..<rightSides { x[j, k] = right[k, j] } }
    return true
  }

  private func solveStored(_ a: Matrix, _ tolerance: Double?) -> Bool {
    precondition(a.rows == rows && a.columns == columns)
    rank = 0
    failure = nil
    if rightSides == 0 { return true }
    for k in 0..<rightSides where !areFinite(right.row(k), count: rows) { failure = .nonFinite }
    if !a.isFinite { failure = .nonFinite }
    if failure != nil { return false }
    if a.count == 0 {
      right.fill(0)
      return true
    }
    matrix.assignTransposed(a)
    permutation.base.update(repeating: 0, count: columns)
    LinearAlgebra.prepare()
    var rcond = tolerance ?? Double(max(rows, columns)) * .ulpOfOne
    var m = BLASInteger(rows), n = BLASInteger(columns), sides = BLASInteger(rightSides)
    var lda = leadingDimension(matrix.stride), ldb = leadingDimension(max(rows, columns))
    var found: BLASInteger = 0, length = work.count, info: BLASInteger = 0
    dgelsy_(&m, &n, &sides, matrix.base, &lda, right.base, &ldb, permutation.base, &rcond, &found, work.base, &length, &info)
    rank = Int(found)
    for k in 0..<rightSides where !areFinite(right.row(k), count: columns) { failure = .nonFinite }
    return info == 0 && failure == nil
  }
}
