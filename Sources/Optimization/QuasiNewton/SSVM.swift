import Language
import Numerics

/// Self-scaling variable metric formula of Oren and Spedicato.
public final class SSVM: DenseQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "ssvm", .quasiNewton, "Multiplies the update by an inverse Hessian that is scaled anew at each step.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), η = H y, σ = ⟨s, y⟩ ≥ tol, τ = ⟨y, η⟩, ε = ⟨u, s⟩/⟨u, η⟩
        H ← m(H − η ηᵀ/τ + θ v vᵀ) + s sᵀ/σ, v = √τ(s/σ − η/τ), m = φε + (1 − φ)σ/τ          u ← H u
        switch 1, 3: ε ≤ σ: φ = ε/σ, θ = 0; else σ ≥ τ: φ = σ/τ, θ = 1; else φ = 1 and θ = σ(ε − σ)/(ετ − σ²), 3: σ(τ − σ)/(…)
        switch 2: φ = √(ε/τ), θ = 1/(1 + √(τε)/σ)          switch 4: φ = ε/τ, θ = ½          [φ, θ]: these
        """,
      source: "Oren & Spedicato, Optimal conditioning of self-scaling variable metric algorithms, 1976")
  }
  public override class var settingOrder: [String] { ["switch"] }

  /// How φ and θ are chosen.
  public enum Choice: SettingValue {
    case rule(Int)
    case pair(φ: Double, θ: Double)

    public static var typeName: String { "1, 2, 3, 4 or a list [φ, θ]" }

    public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Choice {
      if case .list(let items) = syntax.kind, items.count == 2 {
        return .pair(φ: try reader.number(items[0]), θ: try reader.number(items[1]))
      }
      let number = try reader.number(syntax)
      guard let rule = Int(exactly: number), (1...4).contains(rule) else {
        throw SettingError("expected \(typeName), found \(syntax.description)")
      }
      return .rule(rule)
    }

    public var text: String {
      switch self {
      case .rule(let number): number.text
      case .pair(let φ, let θ): "[\(φ.text), \(θ.text)]"
      }
    }
  }

  @Setting("how φ and θ are chosen", named: "switch") var choice = Choice.rule(3)

  public override func updateInverse(_ block: DenseBlock) {
    let σ = block.sy
    if !(σ >= tol && σ > 0) { return }
    let η = block.a, v = block.b, s = block.s, g = block.u
    block.product(block.y, into: η)
    let gη = guarded(g.dot(η)), τ = guarded(block.y.dot(η))
    let ε = g.dot(s) / gη
    let (φ, θ) = weights(ε, σ, τ)
    let m = φ * ε + (1 - φ) * σ / τ
    // Without curvature in H there is no root to take.
    guard τ > 0, (m * θ).isFinite else { return }
    let root = τ.squareRoot()
    v.update(reading: s, η) { v, s, η in v = root * (s / σ - η / τ) }
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: -1 / τ, η)
    if θ != 0 { block.matrix.symmetricRank1Update(alpha: θ, v) }
    block.matrix.scale(by: m)
    block.matrix.symmetricRank1Update(alpha: 1 / σ, s)
  }

  private func weights(_ ε: Double, _ σ: Double, _ τ: Double) -> (φ: Double, θ: Double) {
    switch choice {
    case .pair(let φ, let θ): return (φ, θ)
    case .rule(2):
      let e = guarded(ε), o = guarded(σ)
      return ((e / τ).squareRoot(), 1 / (1 + (τ * e / (o * o)).squareRoot()))
    case .rule(4): return (ε / τ, 0.5)
    case .rule(let number):
      if ε / σ <= 1 { return (ε / guarded(σ), 0) }
      if σ / τ >= 1 { return (σ / τ, 1) }
      return (1, σ * ((number == 1 ? ε : τ) - σ) / guarded(ε * τ - σ * σ))
    }
  }
}
