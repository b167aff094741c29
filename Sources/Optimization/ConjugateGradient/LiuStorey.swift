import Numerics

/// Liu and Storey's conjugate gradients.
public final class LiuStorey: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "liustorey", .conjugateGradient, "Conjugate gradients with Liu and Storey's β.",
      rule: """
        y = u − u′ (a dash: of the step before), β = ⟨u, y⟩ / ⟨u′, D⟩
        u ← D ← u + β·D
        """,
      source: "Liu & Storey, Efficient generalized conjugate gradient algorithms, part 1, 1991")
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    quotient(ChangeProducts(v, previous, direction).vy, previous.dot(direction))
  }
}

/// Fletcher's conjugate descent.
public final class ConjugateDescent: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "conjugatedescent", .conjugateGradient, "Conjugate gradients with the β of Fletcher's conjugate descent.",
      rule: """
        β = ⟨u, u⟩ / ⟨u′, D⟩ (a dash: of the step before)
        u ← D ← u + β·D
        """,
      source: "Fletcher, Practical Methods of Optimization, 1987, volume 1")
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    quotient(v.sumOfSquares, previous.dot(direction))
  }
}
