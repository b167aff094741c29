import Numerics

/// The gradient that a quadratic would have at the minimum of the last line.
public final class GradientCorrection: Module {
  public override class var declaration: Declaration {
    Declaration(
      "gradientcorrection", .quasiNewton, "Estimates the update at the minimum along the last step, for inexact line searches.",
      rule: """
        s = x − x′, y = u − u′ (a dash: of the step before)
        u ← u − y·⟨s, u⟩/⟨s, y⟩, the first time u
        """,
      source: "Hoshino, A formulation of variable metric methods, IMA Journal of Applied Mathematics 10, 1972")
  }

  @Buffer var previousX
  @Buffer var previousU
  @State var hasPrevious = false

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), x = objective.x
    guard hasPrevious else {
      hasPrevious = true
      previousX.assign(x)
      return previousU.assign(u)
    }
    let p = previousX, g = previousU
    let su = u.sumOfLanes { i in (x.lane(i) - p.lane(i)) * u.lane(i) }
    let sy = u.sumOfLanes { i in (x.lane(i) - p.lane(i)) * (u.lane(i) - g.lane(i)) }
    let factor = su / guarded(sy)
    p.assign(x)
    u.update(g) { u, g in
      let change = u - g
      g = u
      u -= factor * change
    }
  }
}
