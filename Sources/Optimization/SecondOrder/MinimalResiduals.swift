import Numerics

/// MINRES for (A + ρI) x = b with a symmetric, possibly indefinite A: Lanczos vectors v, a QR factorization of their tridiagonal
/// matrix, and a test for negative curvature in every iteration (Paige & Saunders, 1975; Liu & Roosta, MINRES: From Negative
/// Curvature Detection to Monotonicity Properties, 2022, algorithm 1).
final class MinimalResiduals {
  private(set) var x = Vector(count: 0)
  private var v = Vector(count: 0), previous = Vector(count: 0), product = Vector(count: 0), residual = Vector(count: 0)
  /// d of this iteration, of the last and of the one before.
  private var d = Vector(count: 0), d1 = Vector(count: 0), d2 = Vector(count: 0)

  private func prepare(_ n: Int) {
    guard x.count != n else { return }
    x = Vector(count: n)
    v = Vector(count: n)
    previous = Vector(count: n)
    product = Vector(count: n)
    residual = Vector(count: n)
    d = Vector(count: n)
    d1 = Vector(count: n)
    d2 = Vector(count: n)
  }

  /// Solves from 0 or from `start`, to a residual of `tolerance`·‖b‖. At negative curvature without a radius the residual, a
  /// direction of such curvature, takes the place of the solution if `stopsAtNegativeCurvature`.
  func solve(
    _ b: Vector, start: Vector? = nil, _ limits: KrylovLimits, _ multiply: (Vector, Vector) throws -> Void
  ) throws -> KrylovEnd {
    let n = b.count, ρ = limits.regularization
    let small = SafeRange.smallest.squareRoot()
    prepare(n)
    residual.assign(b)
    let scale = b.norm2
    if let start {
      x.assign(start)
      try multiply(x, product)
      if ρ != 0 { product.add(x, times: ρ) }
      residual.add(product, times: -1)
    } else {
      x.fill(0)
    }
    var β = residual.norm2
    if !β.isFinite { return .notFinite }
    if β < small * small || scale < small * small { return .converged }
    v.assign(residual)
    v.scale(by: 1 / β)
    previous.fill(0)
    d1.fill(0)
    d2.fill(0)
    // x moves by τd; c, and so τ, changes its sign from one iteration to the next, and d with it.
    var c = -1.0, s = 0.0, φ = β, δ1 = 0.0, ε = 0.0
    for _ in 0..<(limits.maximum ?? n) {
      try multiply(v, product)
      if ρ != 0 { product.add(v, times: ρ) }
      let α = v.dot(product)
      if !α.isFinite { return .notFinite }
      let fromPrevious = -β
      product.update(reading: previous, v) { p, v0, v in p += fromPrevious * v0 - α * v }
      β = product.norm2
      let δ2 = c * δ1 + s * α
      let γ1 = s * δ1 - c * α
      let nextε = s * β
      δ1 = -c * β
      if c * γ1 >= 0 {
        if let radius = limits.radius {
          // The residual is a direction of descent and of such curvature: the model falls all the way.
          moveToBoundary(x, along: residual, radius: radius)
          return .boundary
        }
        if limits.stopsAtNegativeCurvature {
          x.assign(residual)
          return .negativeCurvature
        }
      }
      let γ2 = (γ1 * γ1 + β * β).squareRoot()
      // Singular: the least residual is reached.
      if γ2 <= small { return .converged }
      c = γ1 / γ2
      s = β / γ2
      let τ = c * φ
      φ *= s
      let e = ε
      d.assign(v)
      d.update(reading: d1, d2) { d, d1, d2 in d = (d - δ2 * d1 - e * d2) / γ2 }
      ε = nextε
      x.add(d, times: τ)
      if let radius = limits.radius, x.norm2 > radius {
        x.add(d, times: -τ)
        if τ < 0 { d.scale(by: -1) }
        moveToBoundary(x, along: d, radius: radius)
        return .boundary
      }
      if β < small || φ / scale <= limits.tolerance { return .converged }
      swap(&d2, &d1)
      swap(&d1, &d)
      swap(&previous, &v)
      v.assign(product)
      v.scale(by: 1 / β)
      let keep = s * s, add = φ * c
      residual.update(reading: v) { r, v in r = keep * r - add * v }
    }
    return .iterationLimit
  }
}
