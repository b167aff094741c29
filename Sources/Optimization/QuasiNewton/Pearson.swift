import Numerics

/// Pearson's third algorithm.
public final class Pearson: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "pearson", .quasiNewton, "Multiplies the update by an inverse Hessian learned by Pearson's formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        H ← H + (s − H y)(H y)ᵀ/⟨y, H y⟩          u ← H u
        """,
      source: "Pearson, Variable metric methods of minimisation, Computer Journal 12, 1969")
  }
  public override class var isSymmetric: Bool { false }

  public override func updateInverse(_ block: DenseBlock) {
    block.product(block.y, into: block.c)
    correct(block, block.y, target: block.s, along: block.c)
  }
}

/// McCormick's formula, Pearson's second algorithm.
public final class McCormick: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "mccormick", .quasiNewton, "Multiplies the update by an inverse Hessian learned by McCormick's formula.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        H ← H + (s − H y) sᵀ/⟨s, y⟩          u ← H u
        """,
      source: "Pearson, Variable metric methods of minimisation, Computer Journal 12, 1969, algorithm 2 (McCormick)")
  }
  public override class var isSymmetric: Bool { false }

  public override func updateInverse(_ block: DenseBlock) {
    correct(block, block.y, target: block.s, along: block.s)
  }
}

/// Pearson's projected Newton–Raphson method.
public final class ProjectedNewtonRaphson: DenseQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "projectednewtonraphson", .quasiNewton, "Projects the update past the changes of a cycle, then starts from what it learned.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before), η = H y, R = I at first
        R ← R + (s − R y) ηᵀ/⟨y, η⟩
        H ← H − η ηᵀ/⟨y, η⟩, at every restart R          u ← H u
        """,
      source: "Pearson, Variable metric methods of minimisation, Computer Journal 12, 1969, algorithm 7")
  }
  public override class var isSymmetric: Bool { false }

  public required init() {
    super.init()
    restartInterval = .automatic
  }

  override func restart(_ block: CurvatureBlock) {
    guard let block = block as? DenseBlock else { return }
    block.willChange()
    block.matrix.assign(block.second)
  }

  public override func updateInverse(_ block: DenseBlock) {
    let η = block.a, residual = block.b, R = block.second
    block.product(block.y, into: η)
    let q = guarded(block.y.dot(η))
    multiplySquare(R, transposed: false, block.y, residual)
    residual.update(reading: block.s) { r, s in r = s - r }
    R.rank1Update(alpha: 1 / q, residual, η)
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: -1 / q, η)
  }
}
