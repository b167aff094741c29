import Numerics

/// Hoshino's formula.
public final class Horisho: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "horisho", .quasiNewton, "Multiplies the update by an inverse Hessian learned by Hoshino's formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), η = H y, σ = ⟨s, y⟩, τ = ⟨y, η⟩; no change where |σ| ≤ tol
        H ← H + [(1 + 2τ/σ) s sᵀ − s ηᵀ − η sᵀ − η ηᵀ]/(σ + τ)          u ← H u
        """,
      source: "Hoshino, A formulation of variable metric methods, IMA Journal of Applied Mathematics 10, 1972")
  }

  public override func updateInverse(_ block: DenseBlock) {
    let sy = block.sy
    if !(abs(sy) > tol) { return }
    let η = block.a, w = block.b
    block.product(block.y, into: η)
    let τ = block.y.dot(η)
    let half = 0.5 * (1 + 2 * τ / sy), scale = 1 / guarded(sy + τ)
    w.update(reading: block.s, η) { w, s, η in w = half * s - η }
    block.willChange()
    block.matrix.symmetricRank2Update(alpha: scale, block.s, w)
    block.matrix.symmetricRank1Update(alpha: -scale, η)
  }
}

/// Fletcher's variable metric formula.
public final class FletcherVMM: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "fletchervmm", .quasiNewton, "Multiplies the update by an inverse Hessian learned by Fletcher's variable metric formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), η = H y, σ = ⟨s, y⟩, τ = ⟨y, η⟩; no change where |σ| < tol
        H ← H − [s ηᵀ + η sᵀ − (1 + τ/σ) s sᵀ]/σ          u ← H u
        The formula of bfgs, taken for σ < 0 as well.
        """,
      source: "Fletcher, A new approach to variable metric algorithms, Computer Journal 13, 1970")
  }

  public override func updateInverse(_ block: DenseBlock) {
    let sy = block.sy
    if !(abs(sy) >= tol && sy != 0) { return }
    block.addBFGSPair { τ in 1 + τ / sy }
  }
}
