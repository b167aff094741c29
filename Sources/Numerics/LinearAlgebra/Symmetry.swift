/// Operations on the two triangles of a square matrix.
extension Matrix {
  /// The upper triangle ← the lower one.
  public func mirrorLowerTriangle() {
    precondition(isSquare)
    transposeTriangle(lower: true, order: rows, base, into: base)
  }

  /// The lower triangle ← the upper one.
  public func mirrorUpperTriangle() {
    precondition(isSquare)
    transposeTriangle(lower: false, order: rows, base, into: base)
  }

  /// A ← (A + Aᵀ) / 2
  public func symmetrize() {
    precondition(isSquare)
    averageTriangles(order: rows, base)
  }

  /// max |aᵢⱼ − aⱼᵢ|, 0 for a symmetric matrix; NaN if there is one off the diagonal.
  public var asymmetry: Double {
    precondition(isSquare)
    var largest = 0.0
    for i in 0..<rows {
      for j in 0..<i {
        let difference = abs(self[i, j] - self[j, i])
        if difference.isNaN { return difference }
        largest = max(largest, difference)
      }
    }
    return largest
  }
}
