import Numerics

/// Solves with a diagonal minus a matrix of low rank, A − W M⁻¹ Wᵀ where A = cI + λ diag(d), by Woodbury's identity:
///
///     (A − W M⁻¹ Wᵀ)⁻¹ b = A⁻¹b + A⁻¹W (M − Wᵀ A⁻¹ W)⁻¹ Wᵀ A⁻¹ b.
final class DiagonalMinusLowRank {
  typealias Pointer = PairHistory.Pointer

  private var inverse = Vector(count: 0), scaled = Vector(count: 0), small = Vector(count: 0)
  private var matrix = Matrix(rows: 0, columns: 0)
  private var factors = LUFactorization(order: 0)

  /// v ← (A − W M⁻¹ Wᵀ)⁻¹ v, v with zero padding; column k of W comes as a vector and its factor. d = 1 where nil.
  func solve(
    _ v: Pointer, _ c: Double, _ lambda: Double, _ d: Vector?, _ history: PairHistory, _ middle: Matrix, _ rank: Int,
    _ column: (Int) -> (Pointer, Double)
  ) -> Bool {
    let lanes = history.lanes
    if inverse.count != 8 * lanes {
      inverse = Vector(count: 8 * lanes)
      scaled = Vector(count: 8 * lanes)
    }
    for i in 0..<history.entries { inverse[i] = 1 / (c + lambda * (d.map { $0[i] } ?? 1)) }
    let a = UnsafeMutableRawPointer(inverse.base).assumingMemoryBound(to: Lanes.self)
    for i in 0..<lanes { v[i] *= a[i] }
    if rank == 0 { return true }
    if matrix.rows != rank {
      matrix = Matrix(rows: rank, columns: rank)
      factors = LUFactorization(order: rank)
      small = Vector(count: rank)
    }
    let product = UnsafeMutableRawPointer(scaled.base).assumingMemoryBound(to: Lanes.self)
    for k in 0..<rank {
      let (w, factor) = column(k)
      small[k] = factor * dot(w, v, lanes)
      for i in 0..<lanes { product[i] = a[i] * w[i] }
      for j in 0...k {
        let (other, otherFactor) = column(j)
        let entry = middle[k, j] - factor * otherFactor * dot(other, product, lanes)
        matrix[k, j] = entry
        matrix[j, k] = entry
      }
    }
    guard factors.factor(matrix), factors.solve(small) else { return false }
    for k in 0..<rank {
      let (w, factor) = column(k)
      let c = Lanes(repeating: factor * small[k])
      for i in 0..<lanes { v[i] = fma(c, a[i] * w[i], v[i]) }
    }
    return true
  }
}
