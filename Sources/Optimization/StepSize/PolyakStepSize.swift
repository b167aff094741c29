import Numerics

/// Polyak's step size, from the distance to the least value.
public final class PolyakStepSize: AdaptiveStepSize {
  public override class var declaration: Declaration {
    Declaration(
      "polyakstepsize", .stepSize, "The step size that would reach the least value if f were linear along the update.",
      rule: """
        α = (f − F)/⟨u, g⟩, F = f_star, or (f_star none) the least value so far − y, y ← y(1 − y_decay); α ≤ max
        u ← alpha·α·inner(u); without a usable α a step of 1e-7
        """,
      source: "Polyak, Minimization of unsmooth functionals, 1969; F unknown: Nedić & Bertsekas, 2001")
  }
  @Setting("the least value; none: unknown") var fStar: Double? = 0
  @Setting("how far below the best value so far the least is taken to be") var y = 1.0
  @Setting("decay of y at every step", in: .closedUnit) var yDecay = 1e-3
  @Setting("greatest step size", in: .positive) var max: Double? = nil
  @Setting("divide by ⟨u, g⟩; false: by ⟨u, u⟩") var useGrad = true
  @Setting("factor of the step size") var alpha = 1.0
  @Setting("transforms the update that is scaled") var inner: Chain? = nil
  @State var best = Double.infinity
  @State var distance: Double? = nil

  public override var innerChain: Chain? { inner }
  override var gain: Double { alpha }

  public override func update(_ objective: Objective) throws {
    let g = try objective.gradient()
    let f = try objective.value()
    let u = try objective.currentUpdate()
    let slope = useGrad ? u.dot(g) : u.sumOfSquares
    best = Swift.min(best, f)
    let below = distance ?? y
    distance = below * (1 - yDecay)
    let least = fStar ?? best - below
    var step = slope > 2 * .leastNormalMagnitude ? (f - least) / slope : 0
    if let max, step > max { step = max }
    α = step
  }
}
