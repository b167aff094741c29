// Simplification of reductions and matrix products at construction. nil: no rule applies.

extension Expression {
  static func simplifiedReduction(_ kind: Reduction, _ x: Expression, _ axes: [Int], _ shape: Shape) -> Expression? {
    if axes.allSatisfy({ x.shape[$0] == 1 }) { return x.reshape(shape) }  // nothing to combine
    if kind == .sum, x.isZero || x.count == 0 { return x.graph.zeros(shape) }  // Σ 0 = 0
    switch (kind, x.node.operation) {
    case (_, .reduce(kind, let inner)):  // Σ Σ x, max max x
      var kept = Array(0..<x.operand(0).rank)
      kept.removeAll { inner.contains($0) }
      return reduce(kind, x.operand(0), axes: (inner + axes.map { kept[$0] }).sorted())
    case (_, .reshape) where shape == []:  // over everything, whatever the shape
      return reduce(kind, x.operand(0), axes: Array(0..<x.operand(0).rank))
    case (_, .transpose) where shape == []:
      return reduce(kind, x.operand(0), axes: Array(0..<x.rank))
    case (.sum, .pad) where shape == []:  // the zeros around it add nothing
      return x.operand(0).sum()
    case (_, .broadcast): return reduceBroadcast(kind, x, axes, shape)
    case (.sum, .unary(.negate)): return -reduce(.sum, x.operand(0), axes: axes)  // Σ −x = −Σ x
    case (.sum, .binary(.multiply)) where x.operand(0).shape == []:  // Σ s x = s Σ x
      return x.operand(0) * reduce(.sum, x.operand(1), axes: axes)
    default: return nil
    }
  }

  /// A repeated entry is reduced once: Σ over n copies of x is n x, their maximum x.
  private static func reduceBroadcast(_ kind: Reduction, _ x: Expression, _ axes: [Int], _ shape: Shape) -> Expression {
    let source = x.operand(0)
    let missing = x.rank - source.rank
    func size(_ axis: Int) -> Int { axis < missing ? 1 : source.shape[axis - missing] }
    let copies = axes.reduce(1) { size($1) == 1 ? $0 * x.shape[$1] : $0 }
    let rest = reduce(kind, source, axes: axes.filter { size($0) != 1 }.map { $0 - missing })
    let reduced = rest.reshape((0..<x.rank).filter { !axes.contains($0) }.map(size)).broadcast(to: shape)
    return kind == .sum ? Double(copies) * reduced : reduced
  }

  static func simplifiedMatmul(
    _ a: Expression, _ b: Expression, _ transposeA: Bool, _ transposeB: Bool, _ shape: Shape
  ) -> Expression? {
    func product(_ x: Expression, _ y: Expression, _ tx: Bool, _ ty: Bool) -> Expression {
      matmul(x, y, transposeA: tx, transposeB: ty)
    }
    if a.isZero || b.isZero { return a.graph.zeros(shape) }  // 0 B = 0
    if a.graph.isIdentity(a) { return (transposeB ? b.matrixTranspose : b).broadcast(to: shape) }  // I B = B
    if a.graph.isIdentity(b) { return (transposeA ? a.matrixTranspose : a).broadcast(to: shape) }  // A I = A
    if let x = a.transposed { return product(x, b, !transposeA, transposeB) }  // (Aᵀ) B reads A transposed
    if let y = b.transposed { return product(a, y, transposeA, !transposeB) }
    // A single row or column is its own transpose, reshaped.
    if transposeA, a.shape.suffix(2).contains(1) { return product(a.swapped, b, false, transposeB) }
    if transposeB, b.shape.suffix(2).contains(1) { return product(a, b.swapped, transposeA, false) }
    // A batch times one matrix is one product of more rows.
    if a.rank > 2, b.rank == 2, !transposeA {
      return product(a.reshape([-1, a.shape[a.rank - 1]]), b, false, transposeB).reshape(shape)
    }
    // (c A) B = c (A B) where that is less work.
    let (c, x) = a.scaled
    if c != 1, a.count >= shape.entries { return c * product(x, b, transposeA, transposeB) }
    let (d, y) = b.scaled
    if d != 1, b.count >= shape.entries { return d * product(a, y, transposeA, transposeB) }
    return nil
  }

  /// What this is the matrix transpose of.
  private var transposed: Expression? {
    guard rank >= 2, case .transpose(let axes) = node.operation else { return nil }
    return axes == Array(0..<(rank - 2)) + [rank - 1, rank - 2] ? operand(0) : nil
  }

  /// Rows and columns swapped, where one of them is 1.
  private var swapped: Expression { reshape(shape.dropLast(2) + [shape[rank - 1], shape[rank - 2]]) }
}
