import Numerics

/// A tensor as a batch of matrices: the first two axes with the others as batch (`channel_first`), or the last two.
struct MatrixSlices {
  let segment: Segment
  let rows, columns, batch: Int
  private let rowStride, columnStride, sliceStride: Int

  /// nil where the tensor is no matrix: fewer than two axes, or one of the two of size 1.
  init?(_ segment: Segment, channelFirst: Bool) {
    let shape = segment.shape
    guard shape.count >= 2 else { return nil }
    let first = channelFirst ? 0 : shape.count - 2
    guard shape[first] > 1, shape[first + 1] > 1 else { return nil }
    self.segment = segment
    rows = shape[first]
    columns = shape[first + 1]
    batch = segment.count / (rows * columns)
    rowStride = channelFirst ? columns * batch : columns
    columnStride = channelFirst ? batch : 1
    sliceStride = channelFirst ? 1 : rows * columns
  }

  /// matrix ← slice number `slice` of this tensor of u
  func gather(_ slice: Int, from u: Vector, into matrix: Matrix) {
    let source = u.base + segment.offset + slice * sliceStride
    if columnStride == 1 { return matrix.base.update(from: source, count: rows * columns) }
    for i in 0..<rows {
      let from = source + i * rowStride, to = matrix.row(i)
      for j in 0..<columns { to[j] = from[j * columnStride] }
    }
  }

  /// Slice number `slice` of this tensor of u ← factor · matrix
  func scatter(_ slice: Int, _ matrix: Matrix, times factor: Double, into u: Vector) {
    let target = u.base + segment.offset + slice * sliceStride
    for i in 0..<rows {
      let from = matrix.row(i), to = target + i * rowStride
      for j in 0..<columns { to[j * columnStride] = factor * from[j] }
    }
  }

  /// ⟨a, b⟩ over one slice.
  func dot(_ slice: Int, _ a: Vector, _ b: Vector) -> Double {
    let start = segment.offset + slice * sliceStride
    let p = a.base + start, q = b.base + start
    var sum = 0.0
    for i in 0..<rows {
      for j in 0..<columns { sum += p[i * rowStride + j * columnStride] * q[i * rowStride + j * columnStride] }
    }
    return sum
  }

  /// ⟨slice of u, matrix⟩
  func dot(_ slice: Int, _ u: Vector, _ matrix: Matrix) -> Double {
    let start = u.base + segment.offset + slice * sliceStride
    var sum = 0.0
    for i in 0..<rows {
      let p = start + i * rowStride, q = matrix.row(i)
      for j in 0..<columns { sum += p[j * columnStride] * q[j] }
    }
    return sum
  }

  /// One slice of u ← factor · itself
  func scale(_ slice: Int, of u: Vector, by factor: Double) {
    let start = u.base + segment.offset + slice * sliceStride
    for i in 0..<rows {
      for j in 0..<columns { start[i * rowStride + j * columnStride] *= factor }
    }
  }

  /// 0.2·√max(rows, columns): the factor that gives an orthogonalized update about the size of Adam's.
  var muonScale: Double { 0.2 * Double(max(rows, columns)).squareRoot() }
}
