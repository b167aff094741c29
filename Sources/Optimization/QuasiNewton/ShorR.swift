import Numerics

/// Shor's r-algorithm: space dilation along the change of the gradient.
public final class ShorR: DenseQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "shorr", .quasiNewton, "Shrinks the space along each change of the gradient.",
      rule: """
        y = u − u′ (a dash: of the step before)
        H ← H − (1 − alpha²) H y yᵀH/⟨y, H y⟩          u ← H u
        Wants a line search that finds its own first trial, such as strongwolfe(a_init="quadratic", fallback=true).
        """,
      source: "Shor 1970, Skokov 1974; Ansari, Limited Memory Space Dilation and Reduction Algorithms, Virginia Tech, 1998")
  }
  public override class var settingOrder: [String] { ["alpha"] }

  @Setting("factor of lengths along y", in: .closedUnit) var alpha = 0.5

  public required init() {
    super.init()
    initScale = .value(1)
  }

  public override func updateInverse(_ block: DenseBlock) {
    let η = block.a
    block.product(block.y, into: η)
    let factor = -(1 - alpha * alpha) / guarded(block.y.dot(η))
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: factor, η)
  }
}
