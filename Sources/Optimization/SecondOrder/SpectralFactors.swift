import Numerics

/// B = Q·diag(λ)·Qᵀ with orthonormal vectors as the rows of Qᵀ, of which there may be fewer than the dimension.
///
/// On the complement of their span B is 0. Solves either stay in the span, or take the complement along, divided by the shift.
final class SpectralFactors {
  let order: Int
  /// Qᵀ: row k belongs to `values[k]`.
  private(set) var vectors = Matrix(rows: 0, columns: 0)
  private(set) var values: [Double] = []
  private var coefficients = Vector(count: 0)
  private var lu: LUFactorization?
  private var inner = Matrix(rows: 0, columns: 0)
  private var scaled = Vector(count: 0)

  init(order: Int) { self.order = order }

  var isEmpty: Bool { values.isEmpty }

  /// λ and the rows of `source` that belong to them.
  func set(_ picks: [(value: Double, row: Int)], of source: Matrix) {
    values = picks.map(\.value)
    if vectors.rows != picks.count { vectors = Matrix(rows: picks.count, columns: order) }
    if coefficients.count != picks.count { coefficients = Vector(count: picks.count) }
    for (k, pick) in picks.enumerated() { vectors.row(k).update(from: source.row(pick.row), count: order) }
  }

  /// λ and their vectors as rows, which are not copied.
  func refer(to values: [Double], _ vectors: Matrix) {
    self.values = values
    self.vectors = vectors
    if coefficients.count != values.count { coefficients = Vector(count: values.count) }
  }

  /// out ← Q diag(λ) Qᵀ v; `out` may be `v`.
  func product(_ v: Vector, into out: Vector) {
    multiply(vectors, v, into: coefficients)
    for k in 0..<values.count { coefficients[k] *= values[k] }
    multiply(vectors, transposed: true, coefficients, into: out)
  }

  /// out ← Q diag(λ + shift)⁻¹ Qᵀ b, on the span alone; `out` may be `b`.
  func solve(_ b: Vector, shift: Double = 0, into out: Vector) {
    multiply(vectors, b, into: coefficients)
    for k in 0..<values.count { coefficients[k] /= values[k] + shift }
    multiply(vectors, transposed: true, coefficients, into: out)
  }

  /// out ← Q diag(λ + shift)⁻¹ Qᵀ b + (b − QQᵀ b)/complement; `out` may be `b`.
  func solve(_ b: Vector, shift: Double, complement: Double, into out: Vector) {
    multiply(vectors, b, into: coefficients)
    for k in 0..<values.count { coefficients[k] *= 1 / (values[k] + shift) - 1 / complement }
    if out !== b { out.assign(b) }
    multiply(vectors, transposed: true, coefficients, into: out, alpha: 1, beta: 1 / complement)
  }

  /// out ← scale·Q diag(λ + shift)⁻¹ Qᵀ b + b − QQᵀ b
  func solve(_ b: Vector, shift: Double, scale: Double, into out: Vector) {
    multiply(vectors, b, into: coefficients)
    for k in 0..<values.count { coefficients[k] *= scale / (values[k] + shift) - 1 }
    if out !== b { out.assign(b) }
    multiply(vectors, transposed: true, coefficients, into: out, alpha: 1, beta: 1)
  }

  /// out ← Q (diag(λ) + shift·Qᵀ diag(d) Q)⁻¹ Qᵀ b, on the span alone; false where that matrix is singular.
  func solve(_ b: Vector, shift: Double, diagonal d: Vector, into out: Vector) -> Bool {
    let m = values.count
    formInner { i in shift * d[i] }
    for k in 0..<m { inner[k, k] += values[k] }
    multiply(vectors, b, into: coefficients)
    guard let lu, lu.factor(inner), lu.solve(coefficients) else { return false }
    multiply(vectors, transposed: true, coefficients, into: out)
    return true
  }

  /// out ← (Q diag(λ) Qᵀ + E)⁻¹ b with E = shift·diag(d), on the whole space: E⁻¹b − E⁻¹Q (I + ΛQᵀE⁻¹Q)⁻¹ΛQᵀE⁻¹b.
  func solveWhole(_ b: Vector, shift: Double, diagonal d: Vector, into out: Vector) -> Bool {
    let m = values.count
    if scaled.count != order { scaled = Vector(count: order) }
    formInner { i in 1 / (shift * d[i]) }
    for k in 0..<m {
      for l in 0..<m { inner[k, l] *= values[k] }
      inner[k, k] += 1
    }
    for i in 0..<order { scaled[i] = b[i] / (shift * d[i]) }
    multiply(vectors, scaled, into: coefficients)
    for k in 0..<m { coefficients[k] *= values[k] }
    guard let lu, lu.factor(inner), lu.solve(coefficients) else { return false }
    multiply(vectors, transposed: true, coefficients, into: out)
    for i in 0..<order { out[i] = scaled[i] - out[i] / (shift * d[i]) }
    return true
  }

  /// inner ← Qᵀ diag(w) Q
  private func formInner(_ weight: (Int) -> Double) {
    let m = values.count
    if inner.rows != m {
      inner = Matrix(rows: m, columns: m)
      lu = LUFactorization(order: m)
    }
    for k in 0..<m {
      let p = vectors.row(k)
      for l in 0...k {
        let q = vectors.row(l)
        var sum = 0.0
        for i in 0..<order { sum += p[i] * weight(i) * q[i] }
        inner[k, l] = sum
        inner[l, k] = sum
      }
    }
  }

  func diagonal(into out: Vector) {
    out.fill(0)
    for k in 0..<values.count {
      let q = vectors.row(k)
      for i in 0..<order { out[i] += values[k] * q[i] * q[i] }
    }
  }
}
