import Numerics

/// Dai and Yuan's conjugate gradients.
public final class DaiYuan: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "daiyuan", .conjugateGradient, "Conjugate gradients with Dai and Yuan's β.",
      rule: """
        y = u − u′ (a dash: of the step before), β = −⟨u, u⟩ / ⟨D, y⟩
        u ← D ← u + β·D
        """,
      source: "Dai & Yuan, A nonlinear conjugate gradient method with a strong global convergence property, 1999")
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    quotient(-v.sumOfSquares, ChangeProducts(v, previous, direction).dy)
  }
}

/// The hybrid of Dai and Yuan's and Hestenes and Stiefel's β.
public final class DYHS: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "dyhs", .conjugateGradient, "Conjugate gradients with the lesser of Dai and Yuan's and Hestenes and Stiefel's β.",
      rule: """
        β = max(0, min(β of hestenesstiefel, β of daiyuan)); clip_beta has no effect
        u ← D ← u + β·D
        """,
      source: "Dai & Yuan, An efficient hybrid conjugate gradient method for unconstrained optimization, 2001")
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    let dots = ChangeProducts(v, previous, direction)
    return max(0, min(quotient(-v.sumOfSquares, dots.dy), quotient(-dots.vy, dots.dy)))
  }
}
