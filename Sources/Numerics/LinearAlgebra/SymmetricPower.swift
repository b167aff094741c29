#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How the power of a symmetric matrix treats eigenvalues that are negative or zero.
public enum MatrixPowerMethod: String, CaseIterable, Sendable {
  /// A = Q·Λ·Qᵀ and Q·|Λ|ᵖ·Qᵀ.
  case eighAbs = "eigh_abs"
  /// A = Q·Λ·Qᵀ and Q·Λᵖ·Qᵀ; negative eigenvalues count as the smallest positive one allowed.
  case eigh
  /// A = U·S·Vᵀ and U·Sᵖ·Vᵀ: the signs of an indefinite matrix stay.
  case svd
}

/// Aᵖ of a symmetric matrix by decomposition, with storage for one order.
///
/// Unless p is an even integer, eigenvalues (singular values) are first raised to twice the smallest normal number, so that
/// negative and fractional powers of a singular matrix are finite.
public final class SymmetricPower {
  public let order: Int
  private lazy var eigen = SymmetricEigen(order: order)
  private lazy var svd = SVD(rows: order, columns: order)
  private lazy var scaled = Matrix(rows: order, columns: order)

  public init(order: Int) { self.order = order }

  /// result ← Aᵖ; A is kept, and may be `result`. False, with the result untouched, if the decomposition fails (A not finite).
  public func power(
    of a: Matrix, _ exponent: Double, method: MatrixPowerMethod = .eighAbs, into result: Matrix
  ) -> Bool {
    precondition(a.rows == order && a.columns == order && result.rows == order && result.columns == order)
    let isEven = exponent.truncatingRemainder(dividingBy: 2) == 0
    let floor = 2 * Double.leastNormalMagnitude
    func raise(_ value: Double) -> Double { pow(isEven ? value : max(value, floor), exponent) }

    switch method {
    case .svd:
      guard svd.factor(a) else { return false }
      svd.recompose(into: result, raise)
    case .eigh, .eighAbs:
      guard eigen.factor(a) else { return false }
      // Every λᵖ is positive here (p even, or λ positive), so that Q·Λᵖ·Qᵀ is the product of Q·Λ^(p/2) and its transpose.
      for k in 0..<order {
        let value = method == .eighAbs ? abs(eigen.values[k]) : eigen.values[k]
        let factor = raise(value).squareRoot()
        let source = eigen.rowVectors.row(k), target = scaled.row(k)
        for j in 0..<order { target[j] = factor * source[j] }
      }
      multiplyByOwnTranspose(scaled, transposed: true, into: result)
    }
    return true
  }
}
