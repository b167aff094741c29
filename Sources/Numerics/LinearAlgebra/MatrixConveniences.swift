#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One-off forms of the factorizations, which allocate their storage at each call; a loop keeps the factorization object.
extension Matrix {
  /// A⁻¹, or nil if A is singular or not finite.
  public func inverse() -> Matrix? {
    let factorization = LUFactorization(order: rows)
    let result = Matrix(rows: rows, columns: rows)
    return factorization.factor(self) && factorization.inverse(into: result) ? result : nil
  }

  /// A⁺ (Moore and Penrose), or nil if A is not finite.
  public func pseudoInverse(rcond: Double? = nil) -> Matrix? {
    let svd = SVD(rows: rows, columns: columns)
    guard svd.factor(self) else { return nil }
    let result = Matrix(rows: columns, columns: rows)
    svd.pseudoInverse(into: result, rcond: rcond)
    return result
  }

  /// A⁻¹·b, or nil if A is singular or anything is not finite.
  public func solve(_ b: Vector) -> Vector? {
    let factorization = LUFactorization(order: rows)
    let x = b.copy()
    return factorization.factor(self) && factorization.solve(x) ? x : nil
  }

  /// Aᵖ of a symmetric matrix, or nil if it is not finite.
  public func symmetricPower(_ exponent: Double, method: MatrixPowerMethod = .eighAbs) -> Matrix? {
    let result = Matrix(rows: rows, columns: columns)
    return SymmetricPower(order: rows).power(of: self, exponent, method: method, into: result) ? result : nil
  }
}

/// ln x of the system's mathematical library.
@inline(__always) func logarithm(_ x: Double) -> Double { log(x) }
