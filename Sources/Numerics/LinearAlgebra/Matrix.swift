/// A dense matrix of doubles, `rows` × `columns`, row after row without gaps: entry (i, j) lies at `base[i * columns + j]`.
///
/// Its memory is that of a `Vector`, so elementwise rules over lanes run on `storage`. A `Matrix` is a reference: copies are
/// explicit. BLAS and LAPACK think in columns; to them this memory is the transpose. A symmetric matrix is its own transpose;
/// where that does not help, each operation says how it bridges the difference.
public final class Matrix {
  public let rows, columns: Int
  /// The first entry; valid as long as the matrix lives.
  public let base: UnsafeMutablePointer<Double>
  /// The vector that owns the memory: exactly the entries row by row, except for a matrix made by `init(rows:columns:in:at:)`.
  public let storage: Vector

  /// The number of entries.
  @inlinable public var count: Int { rows * columns }
  @inlinable public var isSquare: Bool { rows == columns }

  /// A matrix of zeros, 64-byte aligned and padded as a `Vector`.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
    storage = Vector(count: rows * columns)
    base = storage.base
  }

  /// The entries `offset ..< offset + rows * columns` of `vector` as a matrix: no copy, writing to one writes to the other.
  public init(rows: Int, columns: Int, in vector: Vector, at offset: Int = 0) {
    precondition(rows >= 0 && columns >= 0 && offset >= 0 && offset + rows * columns <= vector.count)
    self.rows = rows
    self.columns = columns
    storage = vector
    base = vector.base + offset
  }

  /// A matrix of the given rows, which have one length.
  public convenience init(_ rowValues: [[Double]]) {
    self.init(rows: rowValues.count, columns: rowValues.first?.count ?? 0)
    for (i, row) in rowValues.enumerated() {
      precondition(row.count == columns)
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  public static func identity(_ order: Int) -> Matrix {
    let matrix = Matrix(rows: order, columns: order)
    matrix.addToDiagonal(1)
    return matrix
  }

  public static func diagonal(_ entries: Vector) -> Matrix {
    let matrix = Matrix(rows: entries.count, columns: entries.count)
    for i in 0..<entries.count { matrix[i, i] = entries[i] }
    return matrix
  }

  @inlinable public subscript(i: Int, j: Int) -> Double {
    get { base[i * columns + j] }
    set { base[i * columns + j] = newValue }
  }

  /// The first entry of row `i`.
  @inlinable public func row(_ i: Int) -> UnsafeMutablePointer<Double> { base + i * columns }

  /// All entries, row by row.
  public var values: [Double] { Array(UnsafeBufferPointer(start: base, count: count)) }

  public func copy() -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    matrix.assign(self)
    return matrix
  }

  /// self ← other, of the same shape.
  public func assign(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns)
    base.update(from: other.base, count: count)
  }

  /// self ← the entries of `values`, row by row.
  public func assign(_ values: [Double]) {
    precondition(values.count == count)
    for (i, value) in values.enumerated() { base[i] = value }
  }

  /// self ← value in every entry
  public func fill(_ value: Double) { base.update(repeating: value, count: count) }

  /// self ← factor · identity (square or not: ones on the main diagonal)
  public func setIdentity(_ factor: Double = 1) {
    fill(0)
    addToDiagonal(factor)
  }

  /// self ← self + shift · identity
  public func addToDiagonal(_ shift: Double) {
    for i in 0..<min(rows, columns) { base[i * columns + i] += shift }
  }

  /// self ← otherᵀ; the two do not share memory.
  public func assignTransposed(_ other: Matrix) {
    precondition(rows == other.columns && columns == other.rows && (base != other.base || count == 0))
    transpose(other.base, stride: other.columns, rows: other.rows, columns: other.columns, into: base, stride: columns)
  }

  public func transposed() -> Matrix {
    let matrix = Matrix(rows: columns, columns: rows)
    matrix.assignTransposed(self)
    return matrix
  }
}
