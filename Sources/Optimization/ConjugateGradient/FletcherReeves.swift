import Numerics

/// Fletcher and Reeves' conjugate gradients.
public final class FletcherReeves: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "fletcherreeves", .conjugateGradient, "Conjugate gradients with Fletcher and Reeves' β.",
      rule: """
        β = ⟨u, u⟩ / ⟨u′, u′⟩ (a dash: of the step before)
        u ← D ← u + β·D
        """,
      source: "Fletcher & Reeves, Computer Journal 7, 1964; Nocedal & Wright, Numerical Optimization, 2006, equation 5.41a")
  }

  /// ⟨u′, u′⟩
  @State var previousSquare = 0.0

  public override func begin(_ u: Vector) { previousSquare = u.sumOfSquares }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    let square = v.sumOfSquares
    defer { previousSquare = square }
    return quotient(square, previousSquare)
  }
}
