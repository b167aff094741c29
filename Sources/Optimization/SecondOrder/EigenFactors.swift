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
}

/// B = Q·diag(λ)·Qᵀ with the eigenvectors that are kept: their span is all there is, so solves are those on it.
final class EigenFactors {
  private let eigen: SymmetricEigen
  private let symmetric: Matrix
  /// λ as kept, ascending, and the eigenvectors as rows.
  private(set) var values: [Double] = []
  private var rows: [Int] = []
  private var coefficients = Vector(count: 0)
  private var inner: LUFactorization?
  private var innerMatrix = Matrix(rows: 0, columns: 0)

  init(order: Int) {
    eigen = SymmetricEigen(order: order)
    symmetric = Matrix(rows: order, columns: order)
  }

  var order: Int { eigen.order }

  /// Decomposes the matrix whose lower triangle is that of `a`, maps the eigenvalues, and keeps the largest as asked.
  func factor(_ a: Matrix, _ options: EigenvalueOptions) -> Bool {
    symmetric.assign(a)
    symmetric.mirrorLowerTriangle()
    guard eigen.factor(symmetric) else { return false }
    // What is largest is decided after the map: with `abs` the most negative eigenvalue may be.
    var kept: [(value: Double, row: Int)] = []
    for i in 0..<order {
      let value = options.map.map { $0(eigen.values[i]) } ?? eigen.values[i]
      if value.isFinite { kept.append((value, i)) }
    }
    kept.sort { $0.value < $1.value || ($0.value == $1.value && $0.row < $1.row) }
    if let tolerance = options.tolerance, let largest = kept.last?.value {
      kept.removeAll { !($0.value > tolerance * largest) }
    }
    if let truncate = options.truncate, kept.count > truncate { kept.removeFirst(kept.count - truncate) }
    values = kept.map(\.value)
    rows = kept.map(\.row)
    if coefficients.count != kept.count { coefficients = Vector(count: kept.count) }
    return true
  }

  var isEmpty: Bool { values.isEmpty }

  private func row(_ k: Int) -> UnsafeMutablePointer<Double> { eigen.rowVectors.row(rows[k]) }

  /// coefficients ← Qᵀ b
  private func project(_ b: Vector) {
    for k in 0..<values.count {
      let q = row(k)
      var sum = 0.0
      for i in 0..<order { sum += q[i] * b[i] }
      coefficients[k] = sum
    }
  }

  /// out ← Q · coefficients
  private func expand(into out: Vector) {
    out.fill(0)
    for k in 0..<values.count {
      let q = row(k), factor = coefficients[k]
      for i in 0..<order { out[i] += factor * q[i] }
    }
  }

  /// out ← Q diag(λ) Qᵀ v; `out` may be `v`.
  func product(_ v: Vector, into out: Vector) {
    project(v)
    for k in 0..<values.count { coefficients[k] *= values[k] }
    expand(into: out)
  }

  /// out ← Q diag(λ + shift)⁻¹ Qᵀ b; `out` may be `b`.
  func solve(_ b: Vector, shift: Double = 0, into out: Vector) {
    project(b)
    for k in 0..<values.count { coefficients[k] /= values[k] + shift }
    expand(into: out)
  }

  /// out ← Q (diag(λ) + shift·Qᵀ diag(d) Q)⁻¹ Qᵀ b, which for d = 1 is the other; false where that matrix is singular.
  func solve(_ b: Vector, shift: Double, diagonal d: Vector, into out: Vector) -> Bool {
    let m = values.count
    let lu = inner?.order == m ? inner : LUFactorization(order: m)
    inner = lu
    if innerMatrix.rows != m { innerMatrix = Matrix(rows: m, columns: m) }
    for k in 0..<m {
      let p = row(k)
      for l in 0...k {
        let q = row(l)
        var sum = 0.0
        for i in 0..<order { sum += p[i] * d[i] * q[i] }
        let entry = shift * sum + (k == l ? values[k] : 0)
        innerMatrix[k, l] = entry
        innerMatrix[l, k] = entry
      }
    }
    project(b)
    guard let lu, lu.factor(innerMatrix), lu.solve(coefficients) else { return false }
    expand(into: out)
    return true
  }

  func diagonal(into out: Vector) {
    out.fill(0)
    for k in 0..<values.count {
      let q = row(k)
      for i in 0..<order { out[i] += values[k] * q[i] * q[i] }
    }
  }
}
