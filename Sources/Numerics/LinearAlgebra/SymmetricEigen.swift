import COpenBLAS

/// A = Q·diag(λ)·Qᵀ of a symmetric matrix, eigenvalues ascending (LAPACK `dsyevd`: reduction to tridiagonal form, then divide
/// and conquer). The upper triangle of A is read.
public final class SymmetricEigen {
  public let order: Int
  /// λ, ascending.
  public let values: Vector
  /// Q: column k belongs to `values[k]`.
  public let vectors: Matrix
  /// Qᵀ: row k belongs to `values[k]`. LAPACK's columns are the rows of this memory, so this is how they arrive.
  public let rowVectors: Matrix
  public private(set) var failure: LinearAlgebraFailure?
  private let work: Workspace<Double>
  private let integerWork: Workspace<BLASInteger>

  public init(order: Int) {
    self.order = order
    values = Vector(count: order)
    vectors = Matrix(rows: order, columns: order)
    rowVectors = Matrix(rows: order, columns: order)
    var query = 1.0, integerQuery: BLASInteger = 1
    SymmetricEigen.decompose("V", rowVectors, values.base, &query, -1, &integerQuery, -1)
    work = Workspace(count: workspaceLength(query), repeating: 0)
    integerWork = Workspace(count: Int(integerQuery), repeating: 0)
  }

  /// Computes eigenvalues and eigenvectors; A is kept. False if A is not finite or the iteration does not converge.
  public func factor(_ a: Matrix) -> Bool {
    guard run("V", a) else { return false }
    vectors.assignTransposed(rowVectors)
    return true
  }

  /// Computes the eigenvalues alone, several times faster; the vectors are left without meaning.
  public func factorValues(_ a: Matrix) -> Bool { run("N", a) }

  private func run(_ job: Unicode.Scalar, _ a: Matrix) -> Bool {
    precondition(a.rows == order && a.columns == order)
    failure = a.isFinite ? nil : .nonFinite
    if failure != nil { return false }
    if order == 0 { return true }
    rowVectors.assign(a)
    LinearAlgebra.prepare()
    let info = SymmetricEigen.decompose(
      job, rowVectors, values.base, work.base, work.count, integerWork.base, integerWork.count)
    if info != 0 { failure = .notConverged }
    return info == 0
  }

  @discardableResult private static func decompose(
    _ job: Unicode.Scalar, _ a: Matrix, _ values: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ length: BLASInteger,
    _ integers: UnsafeMutablePointer<BLASInteger>, _ integerLength: BLASInteger
  ) -> BLASInteger {
    var job = letter(job), triangle = letter("L"), n = BLASInteger(a.rows), ld = leadingDimension(a.columns)
    var length = length, integerLength = integerLength, info: BLASInteger = 0
    dsyevd_(&job, &triangle, &n, a.base, &ld, values, work, &length, integers, &integerLength, &info, 1, 1)
    return info
  }
}
