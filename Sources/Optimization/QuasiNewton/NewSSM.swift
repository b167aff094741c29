import Numerics

/// BFGS with a factor that makes the quadratic model agree with the values of f as well.
public final class NewSSM: DenseQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "newssm", .quasiNewton, "BFGS with a self-scaling factor from values of f.",
      rule: """
        s = x − x′, y = u − u′, Δ = f − f′ (a dash: of the step before), η = H y, σ = ⟨s, y⟩ ≥ tol, τ = ⟨y, η⟩
        π = 2(σ + Δ)/σ          type 2: π = (1/(2σ) − Δ)/σ
        H ← H − (η sᵀ + s ηᵀ)/σ + (1/π + τ/σ) s sᵀ/σ          u ← H u
        """,
      source: "Moghrabi, Hassan & Askar, New self-scaling quasi-Newton methods for unconstrained optimization, 2022")
  }
  public override class var settingOrder: [String] { ["type"] }

  @Setting("which of the two factors", in: .closed(1, 2)) var type = 1

  public override var usesValue: Bool { true }

  public override func updateInverse(_ block: DenseBlock) {
    let σ = block.sy
    if !(σ >= tol && σ > 0) { return }
    let change = block.value - block.previousValue
    let π = guarded(type == 1 ? 2 * (σ + change) / σ : (1 / (2 * σ) - change) / σ)
    block.addBFGSPair { τ in 1 / π + τ / σ }
  }
}
