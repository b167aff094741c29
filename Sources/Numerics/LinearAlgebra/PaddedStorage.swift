/// Scratch memory of LAPACK for a matrix, its rows (LAPACK's columns) set apart so that they do not collide in the cache.
///
/// Rows whose distance is a large power of two fall into the same few cache sets. A gap of one cache line makes QR at 256² and
/// 512² a quarter to a third faster and the singular value decomposition a fifth; to the eigenvalue problem it does nothing.
final class PaddedStorage {
  let rows, columns: Int
  /// The distance from one row to the next, LAPACK's leading dimension.
  let stride: Int
  private let storage: Vector

  var base: UnsafeMutablePointer<Double> { storage.base }

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    stride = columns > 0 && columns % 64 == 0 ? columns + 8 : columns
    storage = Vector(count: rows * stride)
  }

  func row(_ i: Int) -> UnsafeMutablePointer<Double> { base + i * stride }

  /// self ← matrix
  func assign(_ matrix: Matrix) {
    for i in 0..<rows { row(i).update(from: matrix.row(i), count: columns) }
  }

  /// self ← matrixᵀ
  func assignTransposed(_ matrix: Matrix) {
    transpose(matrix.base, stride: matrix.columns, rows: columns, columns: rows, into: base, stride: stride)
  }

  /// matrix ← the first rows of self, as many as it has
  func copy(into matrix: Matrix) {
    for i in 0..<matrix.rows { matrix.row(i).update(from: row(i), count: columns) }
  }

  /// matrix ← the first rows of self as columns, as many as it has
  func copyTransposed(into matrix: Matrix) {
    transpose(base, stride: stride, rows: matrix.columns, columns: columns, into: matrix.base, stride: matrix.columns)
  }
}
