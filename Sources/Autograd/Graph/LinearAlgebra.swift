// Products, norms, solutions.

/// Σ aᵢ bᵢ over all entries; the shapes agree.
public func dot(_ a: Expression, _ b: Expression) -> Expression {
  precondition(a.shape == b.shape, "the dot product of shapes \(a.shape) and \(b.shape)")
  return (a * b).sum()
}

/// The 2-norm of all entries, or along axes. Its derivative at 0 is 0 (a subgradient), and so are the higher ones.
public func norm(_ x: Expression, axes: [Int]? = nil, keepDims: Bool = false) -> Expression {
  guardedSqrt(square(x).sum(axes: axes, keepDims: keepDims))
}

/// The product of matrices in the last two axes, with leading batch axes broadcast; a vector on the left is a row, on the right a
/// column, and its axis is gone from the result (NumPy's `matmul`).
public func matmul(_ a: Expression, _ b: Expression) -> Expression {
  precondition(a.rank > 0 && b.rank > 0, "matmul of shapes \(a.shape) and \(b.shape)")
  if a.rank == 1, b.rank == 1 { return dot(a, b) }
  if a.rank == 1 {
    let product = matmul(a.expandDims(0), b)
    return product.reshape(product.shape.dropLast(2) + product.shape.suffix(1))
  }
  if b.rank == 1 {
    let product = matmul(a, b.expandDims(1))
    return product.reshape(product.shape.dropLast(1))
  }
  let (x, y) = Expression.batched(a, b)
  return .matmul(x, y, transposeA: false, transposeB: false)
}

/// X with A X = B: matrices in the last two axes of A; B is a vector (rank 1) or matrices. A singular A gives NaN.
public func solve(_ a: Expression, _ b: Expression) -> Expression {
  precondition(
    a.rank >= 2 && a.shape[a.rank - 1] == a.shape[a.rank - 2] && b.rank > 0,
    "solve of shapes \(a.shape) and \(b.shape)")
  if b.rank == 1 {
    let x = solve(a, b.expandDims(1))
    return x.reshape(x.shape.dropLast(1))
  }
  let (x, y) = Expression.batched(a, b)
  return .solve(x, y, transposed: false)
}

extension Expression {
  /// Both with the same batch axes, or one without.
  fileprivate static func batched(_ a: Expression, _ b: Expression) -> (Expression, Expression) {
    let (p, q) = (Shape(a.shape.dropLast(2)), Shape(b.shape.dropLast(2)))
    guard let batch = broadcastShape(p, q) else { preconditionFailure("batch axes \(p) and \(q) do not broadcast") }
    func widened(_ x: Expression) -> Expression { x.rank == 2 ? x : x.broadcast(to: batch + x.shape.suffix(2)) }
    return (widened(a), widened(b))
  }

  /// [*batch, m, k] × [*batch, k, n], either last pair read transposed; either operand may lack the batch axes.
  static func matmul(_ a: Expression, _ b: Expression, transposeA: Bool, transposeB: Bool) -> Expression {
    let (m, k) = a.matrixSize(transposed: transposeA)
    let (l, n) = b.matrixSize(transposed: transposeB)
    precondition(k == l, "matmul of shapes \(a.shape) and \(b.shape)")
    let shape: Shape = (a.rank > 2 ? a : b).shape.dropLast(2) + [m, n]
    return simplifiedMatmul(a, b, transposeA, transposeB, shape)
      ?? Expression(.matmul(transposeA: transposeA, transposeB: transposeB), [a, b], shape: shape)
  }

  /// X with A X = B, or Aᵀ X = B.
  static func solve(_ a: Expression, _ b: Expression, transposed: Bool) -> Expression {
    precondition(a.shape.last == b.shape[b.rank - 2], "solve of shapes \(a.shape) and \(b.shape)")
    if b.isZero || a.graph.isIdentity(a) { return b.broadcast(to: a.shape.dropLast(2) + b.shape.suffix(2)) }
    let shape: Shape = (a.rank > 2 ? a : b).shape.dropLast(2) + b.shape.suffix(2)
    return Expression(.solve(transposed: transposed), [a, b], shape: shape)
  }

  /// Rows and columns of the matrices in the last two axes.
  func matrixSize(transposed: Bool) -> (rows: Int, columns: Int) {
    let (p, q) = (shape[rank - 2], shape[rank - 1])
    return transposed ? (q, p) : (p, q)
  }

  /// The matrices in the last two axes, transposed.
  var matrixTranspose: Expression { transpose(Array(0..<(rank - 2)) + [rank - 1, rank - 2]) }
}
