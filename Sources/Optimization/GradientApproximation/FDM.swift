import Numerics

/// Gradients from differences of values along every axis.
public final class FDM: GradientApproximator {
  public override class var declaration: Declaration {
    Declaration(
      "fdm", .gradientApproximation, "Approximates gradients by finite differences along every axis.",
      rule: """
        gᵢ = (Σ_k w_k f(x + k·h·eᵢ))/h with the formula's weights:
        forward, forward2: f₁ − f₀;  backward, backward2: f₀ − f₋₁;  central, central2, central3: (f₁ − f₋₁)/2
        forward3: (−3f₀ + 4f₁ − f₂)/2;  backward3: (f₋₂ − 4f₋₁ + 3f₀)/2;  central4: (f₋₂ − 8f₋₁ + 8f₁ − f₂)/12
        forward4: (−11f₀ + 18f₁ − 9f₂ + 2f₃)/6;  forward5: (−25f₀ + 48f₁ − 36f₂ + 16f₃ − 3f₄)/12
        bspsa4: (27f₁ − 27f₋₁ − f₃ + f₋₃)/48
        """,
      source: "Fornberg, Generation of Finite Difference Formulas on Arbitrarily Spaced Grids, 1988, tables 1 and 3")
  }

  @Setting("step", in: .positive) var h = 1e-3
  @Setting("formula") var formula = DifferenceFormula.central
  @Setting("what becomes the estimate: gradients of the step at any point, the gradient at x, the update")
  var target = ApproximationTarget.closure

  private lazy var stencil = formula.stencil

  override var destination: ApproximationTarget { target }

  override func estimate(_ f: ValueProbe, into g: Vector) throws {
    for i in 0..<layout.count { g[i] = try f.derivative(axis: i, stencil, h: h) }
  }
}
