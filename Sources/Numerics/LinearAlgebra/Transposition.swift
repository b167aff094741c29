// Transposition in blocks of eight by eight: a block's eight cache lines on either side are fetched once, also where the rows lie
// a power of two apart and fall into one cache set of eight lines.

/// Column `c` of the 8 × 8 block at `block`, whose rows lie `stride` apart.
@inline(__always)
private func column(_ c: Int, _ block: UnsafePointer<Double>, _ stride: Int) -> Lanes {
  let p = block + c
  return Lanes(
    p[0], p[stride], p[2 * stride], p[3 * stride], p[4 * stride], p[5 * stride], p[6 * stride], p[7 * stride])
}

@inline(__always)
private func transposeBlock(
  _ source: UnsafePointer<Double>, _ sourceStride: Int, _ target: UnsafeMutablePointer<Double>, _ targetStride: Int
) {
  for c in 0..<8 { storeLanes(column(c, source, sourceStride), target + c * targetStride) }
}

/// target ← sourceᵀ for a `rows` × `columns` source. The strides are the distances between rows.
func transpose(
  _ source: UnsafePointer<Double>, stride sourceStride: Int, rows: Int, columns: Int,
  into target: UnsafeMutablePointer<Double>, stride targetStride: Int
) {
  let wholeRows = rows & ~7, wholeColumns = columns & ~7
  for top in stride(from: 0, to: wholeRows, by: 8) {
    for left in stride(from: 0, to: wholeColumns, by: 8) {
      transposeBlock(source + top * sourceStride + left, sourceStride, target + left * targetStride + top, targetStride)
    }
    for i in top..<top + 8 {
      for j in wholeColumns..<columns { target[j * targetStride + i] = source[i * sourceStride + j] }
    }
  }
  for i in wholeRows..<rows {
    for j in 0..<columns { target[j * targetStride + i] = source[i * sourceStride + j] }
  }
}

/// The upper triangle of target ← the transposed lower one of source, diagonals included, or the other way about if `lower` is
/// false; both `order` × `order`. Source and target may be one matrix.
func transposeTriangle(
  lower: Bool, order: Int, _ source: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>
) {
  forEachBlockPair(
    order,
    blocks: { low, high in
      if lower {
        transposeBlock(source + low, order, target + high, order)
      } else {
        transposeBlock(source + high, order, target + low, order)
      }
    },
    entries: { low, high in
      if lower { target[high] = source[low] } else { target[low] = source[high] }
    })
}

/// A ← (A + Aᵀ) / 2 for an `order` × `order` matrix.
func averageTriangles(order: Int, _ entries: UnsafeMutablePointer<Double>) {
  // Halves first: the sum of two large entries could overflow.
  forEachBlockPair(
    order,
    blocks: { low, high in
      for c in 0..<8 {
        let row = entries + high + c * order
        storeLanes(loadLanes(row) * 0.5 + column(c, entries + low, order) * 0.5, row)
      }
      transposeBlock(entries + high, order, entries + low, order)
    },
    entries: { low, high in
      let mean = 0.5 * entries[low] + 0.5 * entries[high]
      entries[low] = mean
      entries[high] = mean
    })
}

/// Visits the positions of all pairs (i, j), (j, i) with j ≤ i of a square matrix: whole 8 × 8 blocks below the diagonal with
/// their counterparts, and what these leave entry by entry.
@inline(__always)
private func forEachBlockPair(
  _ order: Int, blocks: (_ low: Int, _ high: Int) -> Void, entries: (_ low: Int, _ high: Int) -> Void
) {
  let whole = order & ~7
  for top in stride(from: 0, to: whole, by: 8) {
    for left in stride(from: 0, to: top, by: 8) { blocks(top * order + left, left * order + top) }
    for i in top..<top + 8 {
      for j in top...i { entries(i * order + j, j * order + i) }
    }
  }
  for i in whole..<order {
    for j in 0...i { entries(i * order + j, j * order + i) }
  }
}
