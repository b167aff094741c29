import Numerics

/// Polak and Ribière's conjugate gradients.
public final class PolakRibiere: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "polakribiere", .conjugateGradient, "Conjugate gradients with Polak and Ribière's β.",
      rule: """
        β = ⟨u, u − u′⟩ / ⟨u′, u′⟩ (a dash: of the step before), clip_beta: at least 0
        u ← D ← u + β·D
        """,
      source: "Polak & Ribière 1969; Nocedal & Wright, Numerical Optimization, 2006, equations 5.44 and 5.45 (clipped: PR+)")
  }
  public override class var settingOrder: [String] { ["clip_beta"] }

  public required init() {
    super.init()
    clipBeta = true
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    quotient(v.sumOfLanes { i in v.lane(i) * (v.lane(i) - previous.lane(i)) }, previous.sumOfSquares)
  }
}
