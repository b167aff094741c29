import Glibc
import Numerics

/// Adam in the eigenbasis of Shampoo's covariances.
public final class SOAP: EigenbasisModule {
  public override class var declaration: Declaration {
    Declaration(
      "soap", .preconditioning, "Runs Adam in the eigenvectors of averaged covariances along each axis of a tensor.",
      rule: """
        first call: Gᵢ ← (1 − shampoo_beta)·X₍ᵢ₎X₍ᵢ₎ᵀ, Qᵢ its eigenvectors, u ← clip(u, ±0.1)
        then: w = inner(u) ×ᵢ Qᵢᵀ;  m ← β₁m + (1 − β₁)w;  v ← β₂v + (1 − β₂)w²
        u ← alpha·√(1 − β₂ˢ)/(1 − β₁ˢ)·m/(√v + eps) ×ᵢ Qᵢ, s calls after the first
        Gᵢ ← lerp(Gᵢ, X₍ᵢ₎X₍ᵢ₎ᵀ, 1 − shampoo_beta); every precond_freq calls Qᵢ ← Q factor of GᵢQᵢ
        """,
      source: "Vyas et al., SOAP: Improving and Stabilizing Shampoo using Adam, 2024, algorithm 3")
  }

  public override class var settingOrder: [String] {
    [
      "beta1", "beta2", "shampoo_beta", "precond_freq", "merge_small", "max_dim", "precondition_1d", "eps", "debias",
      "proj_exp_avg", "alpha", "inner",
    ]
  }

  @Setting("decay of the average of the update", in: .unit) var beta1 = 0.95
  @Setting("decay of the average of its squares", in: .unit) var beta2 = 0.95
  @Setting("added to the root", in: .nonnegative) var eps = 1e-8
  @Setting("correct both averages for their start at zero") var debias = true
  @Setting("keep m in the bases; false: in the update's own axes") var projExpAvg = true
  @Setting("factor of the result") var alpha = 1.0

  @Buffer var m
  @Buffer var v
  /// m in the bases, where it is kept outside.
  private var direction = Vector(count: 0)

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    direction = Vector(count: projExpAvg ? 0 : preparation.layout.count)
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    guard try turn(u) else { return }
    let steps = Double(calls - 1)
    let scale = debias ? alpha * (1 - Glibc.pow(beta2, steps)).squareRoot() / (1 - Glibc.pow(beta1, steps)) : alpha
    let β1 = beta1, β2 = beta2, ε = eps
    if projExpAvg {
      turned.update(m, v) { w, m, v in
        m = β1 * m + (1 - β1) * w
        v = β2 * v + (1 - β2) * w * w
        w = scale * m / (sqrt(v) + ε)
      }
    } else {
      m.update(reading: merged) { m, u in m = β1 * m + (1 - β1) * u }
      rotate(m, toBases: true, into: direction)
      turned.update(v, reading: direction) { w, v, m in
        v = β2 * v + (1 - β2) * w * w
        w = scale * m / (sqrt(v) + ε)
      }
    }
    turnBack(turned, into: u)
    if isRenewal { renew(turning: projExpAvg ? [m] : [], permuting: [v]) }
  }
}
