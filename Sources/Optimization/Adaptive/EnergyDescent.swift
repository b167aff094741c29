import Numerics

/// Gradient descent with energy.
public final class AEGD: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "aegd", .adaptive, "Gradient descent whose step sizes are an energy that only falls.",
      rule: "r₀ = √(f₁ + c); v = u/(2√(f + c)); r ← r/(1 + 2·lr·v²); u ← 2·lr·r·v; takes no further step size",
      source: "Liu & Tian, AEGD: Adaptive Gradient Descent with Energy, 2020, algorithm 1")
  }
  @Setting("step size", in: .positive) var lr = 0.1
  @Setting("added to f, so that the sum is positive") var c = 1.0
  @Buffer var r
  @State var hasStarted = false
  private var energy = 1.0

  public override func begin(_ objective: Objective) throws {
    _ = try objective.gradient()
    energy = (try objective.value() + c).squareRoot()
    if !hasStarted { r.fill(energy) }
    hasStarted = true
  }

  public override var learnsInApply: Bool { true }

  public override func transform(_ u: Block) {
    let lr = lr, half = 0.5 / energy
    u.update(r) { u, r in
      let v = half * u
      r = r / (1 + 2 * lr * (v * v))
      u = 2 * lr * (r * v)
    }
  }
}

/// Heavy ball with Polyak's step size and its momentum.
public final class AdaptiveHeavyBall: Module {
  public override class var declaration: Declaration {
    Declaration(
      "adaptiveheavyball", .adaptive, "Heavy ball with step size and momentum from the distance to the least value.",
      rule: """
        h = 2(f − f*)/⟨u, u⟩; m = −(f − f*)⟨u, u₋⟩/((f₋ − f*)⟨u, u⟩ + (f − f*)⟨u, u₋⟩), 0 at first
        u ← (1 + m)h·u − m(x − x₋); 0 where f ≤ f*
        """,
      source: "Goujaud, Taylor & Dieuleveut, Quadratic minimization: from conjugate gradient to an adaptive heavy-ball method, 2024")
  }
  @Setting("the least value f*") var fStar = 0.0
  @Buffer var previousU
  @Buffer var previousX
  @State var previous: Double? = nil

  public override func apply(_ objective: Objective) throws {
    _ = try objective.gradient()
    let gap = try objective.value() - fStar
    let u = try objective.currentUpdate(), x = objective.x
    let uu = u.sumOfSquares
    if gap <= 2 * .leastNormalMagnitude || uu == 0 {
      // At the least value there is nothing left to do.
      previousU.assign(u)
      previousX.assign(x)
      previous = gap
      return u.fill(0)
    }
    let step = 2 * gap / uu
    guard let before = previous else {
      previousU.assign(u)
      previousX.assign(x)
      previous = gap
      return u.scale(by: step)
    }
    let cross = gap * u.dot(previousU)
    let sum = before * uu + cross
    let momentum = sum == 0 ? 0 : -cross / sum
    let gain = (1 + momentum) * step
    u.update(previousU, previousX, reading: x) { u, previousU, previousX, x in
      let moved = x - previousX
      previousU = u
      previousX = x
      u = gain * u - momentum * moved
    }
    previous = gap
  }
}
