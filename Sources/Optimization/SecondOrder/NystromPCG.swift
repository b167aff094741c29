import Numerics

/// Newton's method by conjugate gradients with a sketch of the Hessian as preconditioner.
public final class NystromPCG: NystromModule {
  public override class var declaration: Declaration {
    Declaration(
      "nystrompcg", .secondOrder, "Newton's equations by conjugate gradients, preconditioned by a sketch of the Hessian.",
      rule: """
        u ← the approximate solution of (∇²f(x) + reg·I) d = u after at most maxiter iterations (none: n), until
        ‖residual‖ ≤ tol·‖u‖;  P⁻¹ = (λ_min + reg)·Q diag(λ + reg)⁻¹Qᵀ + I − QQᵀ with the sketch Q diag(λ) Qᵀ
        negative curvature ends the iteration
        """,
      source: "Frangella, Tropp & Udell, Randomized Nyström Preconditioning, 2023, algorithms 2.1 and 5.1")
  }

  @Setting("most iterations; none: the dimension", in: .atLeast(1)) var maxiter: Int? = nil
  @Setting("bound of the residual relative to u", in: .nonnegative) var tol = 1e-8
  @Setting("added to the diagonal of the Hessian", in: .nonnegative) var reg = 1e-6

  public override class var settingOrder: [String] {
    [
      "rank", "maxiter", "tol", "reg", "update_freq", "eigv_tol", "orthogonalize_method", "hvp_method", "h", "inner", "seed",
    ]
  }

  private var x = Vector(count: 0), r = Vector(count: 0), z = Vector(count: 0), p = Vector(count: 0), ap = Vector(count: 0)

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), n = u.count
    if x.count != n {
      x = Vector(count: n)
      r = Vector(count: n)
      z = Vector(count: n)
      p = Vector(count: n)
      ap = Vector(count: n)
    }
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    let size = u.norm2
    x.fill(0)
    if size >= tol && size > 0 { try iterate(u, size) }
    u.assign(x)
  }

  private func iterate(_ u: Vector, _ size: Double) throws {
    let sketch = factors()
    r.assign(u)
    precondition(sketch)
    p.assign(z)
    var rz = r.dot(z)
    for k in 1...max(1, maxiter ?? u.count) {
      try hessian.multiply(p, into: ap)
      ap.add(p, times: reg)
      let curvature = p.dot(ap)
      if !curvature.isFinite { throw RunEnd.diverged("a Hessian product of \(name) is not finite") }
      if curvature <= SafeRange.smallest {
        if k == 1 { x.assign(u) }
        return
      }
      let α = rz / curvature
      x.add(p, times: α)
      r.add(ap, times: -α)
      if r.norm2 <= tol * size { return }
      precondition(sketch)
      let next = r.dot(z), β = next / rz
      if !(next > 0) { return }
      p.update(reading: z) { p, z in p = z + β * p }
      rz = next
    }
  }

  /// z ← P⁻¹ r
  private func precondition(_ sketch: SpectralFactors?) {
    guard let sketch, let least = sketch.values.first, least + reg > 0 else { return z.assign(r) }
    sketch.solve(r, shift: reg, scale: least + reg, into: z)
  }
}
