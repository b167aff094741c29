/// Says that f = Σr² is minimised as it is, without its structure: for comparing ordinary methods with least-squares ones.
public final class SumOfSquares: Module {
  public override class var declaration: Declaration {
    Declaration(
      "sumofsquares", .leastSquares, "Minimises the sum of squares of the residuals as an ordinary function.",
      rule: "f = Σr², ∇f = 2Jᵀr; u stays")
  }

  public override var requires: Capabilities { [.residuals] }
  public override var readsUpdate: Bool { false }

  public override func apply(_ objective: Objective) throws {
    // A function with residuals is their sum of squares already.
    guard objective.function.capabilities.contains(.residuals) else { throw objective.function.unavailable("residuals") }
  }
}
