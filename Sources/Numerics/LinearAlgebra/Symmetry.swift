/// Operations on the two triangles of a square matrix, in square tiles, since one of a pair of entries is always reached across
/// the rows.
extension Matrix {
  /// The upper triangle ← the lower one.
  public func mirrorLowerTriangle() { forEachPairOfTriangles { lower, upper in base[upper] = base[lower] } }

  /// The lower triangle ← the upper one.
  public func mirrorUpperTriangle() { forEachPairOfTriangles { lower, upper in base[lower] = base[upper] } }

  /// A ← (A + Aᵀ) / 2
  public func symmetrize() {
    forEachPairOfTriangles { lower, upper in
      // Halves first: the sum of two large entries could overflow.
      let mean = 0.5 * base[lower] + 0.5 * base[upper]
      base[lower] = mean
      base[upper] = mean
    }
  }

  /// max |aᵢⱼ − aⱼᵢ|, 0 for a symmetric matrix.
  public var asymmetry: Double {
    var largest = 0.0
    forEachPairOfTriangles { lower, upper in
      let difference = abs(base[lower] - base[upper])
      if !(difference <= largest) { largest = difference }
    }
    return largest
  }

  /// Calls `body` with the positions of (i, j) and (j, i) for all j < i.
  @inline(__always)
  private func forEachPairOfTriangles(_ body: (_ lower: Int, _ upper: Int) -> Void) {
    precondition(isSquare)
    let tile = 32
    for top in stride(from: 0, to: rows, by: tile) {
      for left in stride(from: 0, through: top, by: tile) {
        for i in top..<min(top + tile, rows) {
          for j in left..<min(left + tile, i) { body(i * columns + j, j * columns + i) }
        }
      }
    }
  }
}
