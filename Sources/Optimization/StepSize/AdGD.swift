import Numerics

/// Adaptive gradient descent without descent.
public final class AdGD: SecantStepSize {
  public override class var declaration: Declaration {
    Declaration(
      "adgd", .stepSize, "A step size from the local Lipschitz constant of the gradient.",
      rule: """
        L = ‖g − g₋‖/‖x − x₋‖, θ = α/α₋
        variant 1: α = min(α₋√(1 + θ₋), 1/(√2·L)), sqrt=false: 1/(2L)
        variant 2: α = min(α₋√(2/3 + θ₋), α₋/√(2α₋²L² − 1)₊); the first step is alpha_0
        """,
      source: "Malitsky & Mishchenko, Adaptive Proximal Gradient Method for Convex Optimization, 2023, algorithms 1 and 2")
  }
  public override class var settingOrder: [String] { ["variant", "alpha_0", "sqrt", "use_grad", "inner"] }
  @Setting("1 or 2", in: .closed(1, 2)) var variant = 2
  @Setting("first step size; none: a step of 1e-7", in: .positive, named: "alpha_0") var alpha0: Double? = 1e-7
  @Setting("√2 in variant 1; false: the older constant 2") var sqrt = true
  @Setting("transforms the update that is scaled") var inner: Chain? = nil
  @State var θ: Double? = nil

  public override var innerChain: Chain? { inner }
  override var smallStep: Double { alpha0 ?? 1e-7 }

  public override func update(_ objective: Objective) throws {
    let pair = try pair(objective)
    guard let previous = α else {
      α = try alpha0 ?? AdaptiveStepSize.small(useGrad ? objective.gradient() : objective.currentUpdate(), 1e-7)
      θ = variant == 1 ? 0 : 1.0 / 3
      return
    }
    guard let pair, let θ else { return }
    let L = (pair.yy / pair.ss).squareRoot(), least = 2 * Double.leastNormalMagnitude
    let growth: Double, bound: Double
    if variant == 1 {
      growth = previous * (1 + θ).squareRoot()
      bound = L > least ? 1 / ((sqrt ? 2.0.squareRoot() : 2) * L) : .infinity
    } else {
      growth = previous * (2.0 / 3 + θ).squareRoot()
      let excess = 2 * previous * previous * L * L - 1
      bound = excess.isNaN ? .infinity : previous / Swift.max(least, excess).squareRoot()
    }
    let step = Swift.min(growth, bound)
    if step > least {
      self.θ = step / previous
      α = step
    }
  }

  override func noteUnusable() { reset() }
}

/// A step size that grows while the value falls.
public final class BoldDriver: AdaptiveStepSize {
  public override class var declaration: Declaration {
    Declaration(
      "bolddriver", .stepSize, "A step size that grows while the value falls and shrinks where it does not.",
      rule: "α₁ = a_init; α ← nplus·α where f < f₋, else nminus·α; u ← α·inner(u)",
      source: "Battiti, Accelerated Backpropagation Learning: Two Optimization Methods, 1989")
  }
  @Setting("first step size", in: .positive) var aInit = 1e-3
  @Setting("growth", in: .atLeast(1)) var nplus = 1.1
  @Setting("shrinkage", in: .unit) var nminus = 0.1
  @Setting("transforms the update that is scaled") var inner: Chain? = nil
  @State var previous: Double? = nil

  public override var innerChain: Chain? { inner }

  public override func update(_ objective: Objective) throws {
    _ = try objective.gradient()
    let f = try objective.value()
    if let step = α {
      // A value that is not a number is no decrease.
      if let previous { α = step * (f < previous ? nplus : nminus) }
    } else {
      α = aInit
    }
    previous = f
  }

  public override func resetForOnline() {
    super.resetForOnline()
    previous = nil
  }
  override func noteUnusable() { reset() }
}
