import Numerics

/// (A + λ·diag(d)) x = b, by Cholesky where the matrix is symmetric positive definite, else by LU. The factors of A + λI serve
/// until another λ or `forget`.
final class ShiftedSystem {
  let order: Int
  private var cholesky: Cholesky?, lu: LUFactorization?
  private var matrix = Matrix(rows: 0, columns: 0)
  /// The multiple of I whose sum with A is factored, and how.
  private var shift: Double?
  private var isPositive = false

  init(order: Int) { self.order = order }

  /// A has changed.
  func forget() { shift = nil }

  /// out ← the solution; false, with out undefined, where the matrix is singular or not finite.
  func solve(
    _ a: Matrix, isSymmetric: Bool, _ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector
  ) -> Bool {
    out.assign(b)
    if d == nil {
      if shift != lambda {
        shift = nil
        isPositive = isSymmetric && positiveFactors().factor(a, adding: lambda)
        if isPositive || generalFactors().factor(a, adding: lambda) { shift = lambda }
      }
      guard shift == lambda else { return false }
      return isPositive ? positiveFactors().solve(out) : generalFactors().solve(out)
    }
    forget()
    let whole = sum(a, lambda, d)
    if isSymmetric && positiveFactors().factor(whole) {
      if positiveFactors().solve(out) { return true }
      out.assign(b)
    }
    return generalFactors().factor(whole) && generalFactors().solve(out)
  }

  /// A + λ·diag(d), valid until the next call.
  func sum(_ a: Matrix, _ lambda: Double, _ d: Vector?) -> Matrix {
    if matrix.rows != order { matrix = Matrix(rows: order, columns: order) }
    matrix.assign(a)
    for i in 0..<order { matrix[i, i] += lambda * (d.map { $0[i] } ?? 1) }
    return matrix
  }

  private func positiveFactors() -> Cholesky {
    if let cholesky { return cholesky }
    let made = Cholesky(order: order)
    cholesky = made
    return made
  }

  private func generalFactors() -> LUFactorization {
    if let lu { return lu }
    let made = LUFactorization(order: order)
    lu = made
    return made
  }
}
