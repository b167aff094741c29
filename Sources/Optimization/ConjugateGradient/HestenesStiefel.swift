import Numerics

/// Hestenes and Stiefel's conjugate gradients.
public final class HestenesStiefel: ConjugateGradient {
  public override class var declaration: Declaration {
    Declaration(
      "hestenesstiefel", .conjugateGradient, "Conjugate gradients with Hestenes and Stiefel's β.",
      rule: """
        y = u − u′ (a dash: of the step before), β = −⟨u, y⟩ / ⟨D, y⟩
        u ← D ← u + β·D
        """,
      source: "Hestenes & Stiefel 1952; Nocedal & Wright, Numerical Optimization, 2006, equation 5.46")
  }

  public override func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double {
    let dots = ChangeProducts(v, previous, direction)
    return quotient(-dots.vy, dots.dy)
  }
}

/// Products of the update v, its change y = v − v′ and the direction D.
struct ChangeProducts {
  let vy, dy, yy: Double

  init(_ v: Vector, _ previous: Vector, _ direction: Vector) {
    vy = v.sumOfLanes { i in v.lane(i) * (v.lane(i) - previous.lane(i)) }
    dy = v.sumOfLanes { i in direction.lane(i) * (v.lane(i) - previous.lane(i)) }
    yy = v.sumOfLanes { i in
      let y = v.lane(i) - previous.lane(i)
      return y * y
    }
  }
}
