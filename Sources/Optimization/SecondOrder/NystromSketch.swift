import Numerics

/// How the random matrix of a sketch is made orthonormal. The approximation depends on its span alone, so that all mean QR here.
public enum SketchOrthogonalization: String, WordSetting {
  case qr, svd, eigh, newtonschulz, ns5
  case polarExpress = "polar_express"
}

/// The Nyström approximation Q·diag(λ)·Qᵀ of a Hessian from its products with a random subspace (Frangella, Tropp & Udell,
/// Randomized Nyström Preconditioning, 2023, algorithm 2.1).
///
/// Where the Hessian is not positive semidefinite on the subspace the formula has no meaning; then eigenvalues and vectors are
/// those of Rayleigh and Ritz, of ΩᵀHΩ.
final class NystromSketch {
  private var qr: QR?
  private var omega = Matrix(rows: 0, columns: 0), image = Matrix(rows: 0, columns: 0)
  private var square = Matrix(rows: 0, columns: 0), vectors = Matrix(rows: 0, columns: 0)
  /// n × rank
  private var normal = Matrix(rows: 0, columns: 0)
  private var cholesky: Cholesky?, eigen: SymmetricEigen?

  private func prepare(_ rank: Int, _ n: Int) {
    guard omega.rows != rank || omega.columns != n else { return }
    omega = Matrix(rows: rank, columns: n)
    image = Matrix(rows: rank, columns: n)
    normal = Matrix(rows: n, columns: rank)
    vectors = Matrix(rows: rank, columns: n)
    square = Matrix(rows: rank, columns: rank)
    qr = QR(rows: n, columns: rank)
    cholesky = Cholesky(order: rank)
    eigen = SymmetricEigen(order: rank)
  }

  /// factors ← the approximation with λ > tolerance·λ_max (0: the positive ones), the `truncate` largest; false and unchanged
  /// factors if none is left.
  func approximate(
    _ product: HessianProduct, _ n: Int, rank: Int, _ random: inout RandomSource, tolerance: Double?, truncate: Int?,
    into factors: SpectralFactors, name: String
  ) throws -> Bool {
    prepare(min(rank, n), n)
    guard let qr, let cholesky, let eigen else { return false }
    random.fill(normal.base, count: normal.count, .normal)
    guard qr.factor(normal) else { return false }
    omega.assignTransposed(qr.q)
    try product.multiply(rows: omega, into: image)
    guard image.isFinite else { throw RunEnd.diverged("a Hessian product of \(name) is not finite") }

    let μ = Double.ulpOfOne * image.frobeniusNorm
    multiply(omega, image, rightTransposed: true, into: square)
    square.symmetrize()
    let shift: Double
    if μ > 0, cholesky.factor(square, adding: μ) {
      // W = (Z + μΩ) C⁻ᵀ row by row; its singular values squared are λ + μ.
      image.scale(by: 1, adding: omega, times: μ)
      cholesky.solveTriangular(image, transposed: false)
      multiplyByOwnTranspose(image, into: square)
      guard eigen.factor(square) else { return false }
      multiply(eigen.rowVectors, image, into: vectors)
      for k in 0..<vectors.rows {
        let factor = 1 / max(eigen.values[k], SafeRange.smallest).squareRoot()
        for i in 0..<n { vectors[k, i] *= factor }
      }
      shift = μ
    } else {
      guard eigen.factor(square) else { return false }
      multiply(eigen.rowVectors, omega, into: vectors)
      shift = 0
    }
    for k in 0..<eigen.values.count { eigen.values[k] -= shift }
    let picks = EigenvalueOptions(tolerance: tolerance, truncate: truncate).select(eigen.values)
    if picks.isEmpty { return false }
    factors.set(picks, of: vectors)
    return true
  }
}
