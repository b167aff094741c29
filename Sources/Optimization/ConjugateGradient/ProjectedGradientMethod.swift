import Numerics

/// Pearson's projected gradient method: a quasi-Newton module that projects out the changes of the gradient.
public final class ProjectedGradientMethod: DenseQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "projectedgradientmethod", .conjugateGradient, "Projects the update past all changes of the gradient in a cycle.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), H = I at first and again at every restart
        H ← H − H y yᵀH / ⟨y, H y⟩          u ← H u
        Wants a line search that finds its own first trial, such as strongwolfe(a_init="first-order").
        """,
      source: "Pearson, Variable metric methods of minimisation, Computer Journal 12, 1969, algorithm 5")
  }

  public required init() {
    super.init()
    initScale = .value(1)
    restartInterval = .automatic
  }

  public override func updateInverse(_ block: DenseBlock) {
    let η = block.a
    block.product(block.y, into: η)
    let τ = guarded(block.y.dot(η))
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: -1 / τ, η)
  }
}
