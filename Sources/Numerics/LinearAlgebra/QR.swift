import COpenBLAS

/// The thin factorization A = Q·R by Householder reflections: Q rows × k with orthonormal columns, R k × columns upper
/// triangular, k = min(rows, columns) (LAPACK `dgeqrf`, `dorgqr`; Golub and Van Loan, section 5.2).
/// The diagonal of R may be negative, as LAPACK leaves it.
public final class QR {
  public let rows, columns: Int
  public let q: Matrix
  public let r: Matrix
  public private(set) var failure: LinearAlgebraFailure?
  /// Aᵀ row by row, which is A column by column; becomes Q so.
  private let matrix: PaddedStorage
  private let reflections: Workspace<Double>
  private let work: Workspace<Double>

  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let rank = min(rows, columns)
    q = Matrix(rows: rows, columns: rank)
    r = Matrix(rows: rank, columns: columns)
    matrix = PaddedStorage(rows: columns, columns: rows)
    reflections = Workspace(count: rank, repeating: 0)
    var factorQuery = 1.0, formQuery = 1.0
    QR.factorize(matrix, reflections.base, &factorQuery, -1)
    QR.formQ(matrix, rank, reflections.base, &formQuery, -1)
    work = Workspace(count: max(workspaceLength(factorQuery), workspaceLength(formQuery)), repeating: 0)
  }

  /// Factors A, which is kept. False if A is not finite.
  public func factor(_ a: Matrix) -> Bool {
    precondition(a.rows == rows && a.columns == columns)
    failure = a.isFinite ? nil : .nonFinite
    if failure != nil { return false }
    if a.count == 0 { return true }
    matrix.assignTransposed(a)
    LinearAlgebra.prepare()
    QR.factorize(matrix, reflections.base, work.base, work.count)
    let rank = min(rows, columns)
    for j in 0..<columns {
      for i in 0..<min(j + 1, rank) { r[i, j] = matrix.row(j)[i] }
    }
    QR.formQ(matrix, rank, reflections.base, work.base, work.count)
    matrix.copyTransposed(into: q)
    return true
  }

  private static func factorize(
    _ a: PaddedStorage, _ reflections: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>,
    _ length: BLASInteger
  ) {
    var m = BLASInteger(a.columns), n = BLASInteger(a.rows), ld = leadingDimension(a.stride)
    var length = length, info: BLASInteger = 0
    dgeqrf_(&m, &n, a.base, &ld, reflections, work, &length, &info)
  }

  private static func formQ(
    _ a: PaddedStorage, _ rank: Int, _ reflections: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ length: BLASInteger
  ) {
    var m = BLASInteger(a.columns), n = BLASInteger(rank), k = n, ld = leadingDimension(a.stride)
    var length = length, info: BLASInteger = 0
    dorgqr_(&m, &n, &k, a.base, &ld, reflections, work, &length, &info)
  }
}
