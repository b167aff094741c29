import Autograd

/// What a hidden layer applies to each entry.
enum Activation: String, CaseIterable {
  case tanh, relu, elu, sigmoid, gelu, silu, softplus

  func callAsFunction(_ x: Expression) -> Expression {
    switch self {
    case .tanh: Autograd.tanh(x)
    case .relu: Autograd.relu(x)
    // The branch not taken is kept from overflowing.
    case .elu: select(x .> 0, x, expm1(minimum(x, 0)))
    case .sigmoid: Autograd.sigmoid(x)
    // x Φ(x), Φ the distribution function of the normal distribution (Hendrycks and Gimpel, 2016).
    case .gelu: 0.5 * x * (1 + erf(x * 0.5.squareRoot()))
    case .silu: x * Autograd.sigmoid(x)
    case .softplus: Autograd.softplus(x)
    }
  }
}
