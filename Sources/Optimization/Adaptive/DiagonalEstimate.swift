import Numerics

/// Hutchinson's estimate of the Hessian's diagonal from products with random vectors z of unit variance: E[z ⊙ Hz] = diag H
/// (C. Bekas, E. Kokiopoulou and Y. Saad, An estimator for the diagonal of a matrix, Appl. Numer. Math. 57, 2007).
final class DiagonalEstimate {
  /// What is averaged over the samples.
  enum Term {
    /// z ⊙ Hz
    case zHz
    /// Hz
    case product
    /// (Hz)², whose mean is diag H²
    case square
  }

  private let product = HessianProduct()
  private var z = Vector(count: 0), Hz = Vector(count: 0)
  private var rows: (z: Matrix, Hz: Matrix)?

  /// out ← the mean of the term over the samples, at the point of the step.
  func estimate(
    _ term: Term, _ objective: Objective, samples: Int, _ distribution: Distribution, _ method: HessianProductMethod, h: Double,
    _ random: inout RandomSource, into out: Vector
  ) throws {
    let n = objective.layout.count
    if z.count != n {
      z = Vector(count: n)
      Hz = Vector(count: n)
    }
    product.begin(objective, method, h: h)
    defer { product.end() }
    out.fill(0)
    if method == .batchedAutograd && samples > 1 {
      try products(samples, n, distribution, &random)
      guard let rows else { return }
      for k in 0..<samples {
        z.base.update(from: rows.z.row(k), count: n)
        Hz.base.update(from: rows.Hz.row(k), count: n)
        add(term, to: out)
      }
    } else {
      for _ in 0..<samples {
        random.fill(z, distribution, variance: 1)
        try product.multiply(z, into: Hz)
        add(term, to: out)
      }
    }
    if samples > 1 { out.scale(by: 1 / Double(samples)) }
  }

  private func products(_ samples: Int, _ n: Int, _ distribution: Distribution, _ random: inout RandomSource) throws {
    if rows?.z.rows != samples || rows?.z.columns != n {
      rows = (Matrix(rows: samples, columns: n), Matrix(rows: samples, columns: n))
    }
    guard let rows else { return }
    for k in 0..<samples { random.fill(rows.z.row(k), count: n, distribution, variance: 1) }
    try product.multiply(rows: rows.z, into: rows.Hz)
  }

  private func add(_ term: Term, to out: Vector) {
    switch term {
    case .zHz: out.update(reading: z, Hz) { out, z, Hz in out += z * Hz }
    case .product: out.add(Hz, times: 1)
    case .square: out.update(reading: Hz) { out, Hz in out += Hz * Hz }
    }
  }
}
