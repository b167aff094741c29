import Language
import Numerics

/// What becomes of the eigenvalues of a Hessian.
struct EigenvalueOptions {
  /// λ ← map(λ)
  var map: ElementFunction?
  /// Kept are λ > tolerance·(largest λ).
  var tolerance: Double?
  /// The number of largest ones kept.
  var truncate: Int?

  var isActive: Bool { map != nil || tolerance != nil || truncate != nil }

  /// The eigenvalues that stay, ascending, with their places. What is largest is decided after the map: with `abs` the most
  /// negative one may be.
  func select(_ values: Vector) -> [(value: Double, row: Int)] {
    var kept: [(value: Double, row: Int)] = []
    for i in 0..<values.count {
      let value = map.map { $0(values[i]) } ?? values[i]
      if value.isFinite { kept.append((value, i)) }
    }
    kept.sort { $0.value < $1.value || ($0.value == $1.value && $0.row < $1.row) }
    if let tolerance, let largest = kept.last?.value { kept.removeAll { !($0.value > tolerance * largest) } }
    if let truncate, kept.count > truncate { kept.removeFirst(kept.count - truncate) }
    return kept
  }
}

/// A symmetric matrix by its eigenvalues and eigenvectors, as many as are kept.
final class EigenFactors {
  private let eigen: SymmetricEigen
  private let symmetric: Matrix
  let factors: SpectralFactors

  init(order: Int) {
    eigen = SymmetricEigen(order: order)
    symmetric = Matrix(rows: order, columns: order)
    factors = SpectralFactors(order: order)
  }

  /// Decomposes the matrix whose lower triangle is that of `a`, maps the eigenvalues, and keeps the largest as asked. False if
  /// there is no decomposition.
  func factor(_ a: Matrix, _ options: EigenvalueOptions) -> Bool {
    symmetric.assign(a)
    symmetric.mirrorLowerTriangle()
    guard eigen.factor(symmetric) else { return false }
    factors.set(options.select(eigen.values), of: eigen.rowVectors)
    return true
  }
}
