import Numerics

/// How a derivative along a direction is computed.
public enum DirectionalMethod: String, WordSetting {
  /// Exact.
  case autograd
  /// (f(x + h ẑ) − f(x))/h·‖z‖
  case forward
  /// (f(x + h ẑ) − f(x − h ẑ))/(2h)·‖z‖
  case central
}

/// Exact derivatives along random directions.
public final class ForwardGradient: StreamEstimator {
  public override class var declaration: Declaration {
    Declaration(
      "forwardgradient", .gradientApproximation, "Estimates the gradient from derivatives along random directions.",
      rule: "g = mean over n_samples directions z of z·⟨∇f(x), z⟩",
      source: "Baydin et al., Gradients without Backpropagation, 2022, definition 1")
  }

  @Setting("distribution of the directions, every entry of mean 0 and variance 1") var distribution = Distribution.gaussian
  @Setting("how derivatives along directions are computed") var jvpMethod = DirectionalMethod.autograd

  public override class var settingOrder: [String] {
    ["n_samples", "distribution", "pre_generate", "jvp_method", "h", "target", "seed"]
  }

  private var exact = Vector(count: 0)
  private lazy var stencil = (jvpMethod == .forward ? DifferenceFormula.forward : .central).stencil

  public override var requires: Capabilities { jvpMethod == .autograd ? [.gradient] : [] }
  override var distributionInUse: Distribution { distribution }

  override func estimate(_ f: ValueProbe, into g: Vector) throws {
    if jvpMethod == .autograd {
      if exact.count != layout.count { exact = Vector(count: layout.count) }
      try f.gradient(into: exact)
    }
    try super.estimate(f, into: g)
  }

  override func slope(_ f: ValueProbe, along z: Vector) throws -> Double {
    if jvpMethod == .autograd { return exact.dot(z) }
    let length = z.norm2
    if length == 0 { return 0 }
    return try f.derivative(along: z, stencil, h: h / length)
  }
}
