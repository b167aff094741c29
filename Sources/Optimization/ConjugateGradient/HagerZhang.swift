import Numerics

/// Hager and Zhang's conjugate gradients.
public final class HagerZhang: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "hagerzhang", .conjugateGradient, "Conjugate gradients with Hager and Zhang's β, without its lower bound.",
      rule: """
        y = u − u′ (a dash: of the step before), β = −⟨y − 2D·⟨y, y⟩/⟨D, y⟩, u⟩ / ⟨D, y⟩
        u ← D ← u + β·D
        """,
      source: "Hager & Zhang, A new conjugate gradient method with guaranteed descent and an efficient line search, 2005")
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    let dots = ChangeProducts(v, previous, direction)
    return quotient(-(dots.vy - 2 * direction.dot(v) * quotient(dots.yy, dots.dy)), dots.dy)
  }
}
