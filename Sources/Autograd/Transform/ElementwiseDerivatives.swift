// The derivatives of the elementwise functions, each as v ↦ v · ∂f: forward, v is the operand's tangent; in reverse, the result's
// cotangent. nil: zero everywhere.

extension Expression {
  /// v f′(x), where y = f(x)
  static func derivative(_ f: Unary, at x: Expression, value y: Expression, times v: Expression) -> Expression? {
    switch f {
    case .negate: -v
    case .square: 2 * (v * x)
    case .reciprocal: -(v * square(y))
    case .sqrt: (0.5 * v) / y
    case .cbrt: (1.0 / 3 * v) / square(y)
    case .exp: v * y
    case .expm1: v * (y + 1)
    case .log: v / x
    case .log1p: v / (x + 1)
    case .sin: v * cos(x)
    case .cos: -(v * sin(x))
    case .tan: v * (square(y) + 1)
    case .asin: v / sqrt((1 - x) * (1 + x))
    case .acos: -(v / sqrt((1 - x) * (1 + x)))
    case .atan: v / (square(x) + 1)
    case .sinh: v * cosh(x)
    case .cosh: v * sinh(x)
    case .tanh: v * (1 - square(y))
    case .asinh: v / sqrt(square(x) + 1)
    case .acosh: v / sqrt((x - 1) * (x + 1))
    case .atanh: v / ((1 - x) * (1 + x))
    case .erf: v * (2 / Double.pi.squareRoot() * exp(-square(x)))
    case .abs: v * sign(x)
    case .relu: v * step(x)
    case .sigmoid: v * (y * (1 - y))
    case .softplus: v * sigmoid(x)
    case .sign, .floor, .step, .detach: nil
    }
  }

  /// v ∂f/∂a (operand 0) or v ∂f/∂b (operand 1), where y = f(a, b)
  static func derivative(
    _ f: Binary, operand: Int, at a: Expression, _ b: Expression, value y: Expression, times v: Expression
  ) -> Expression? {
    switch (f, operand) {
    case (.add, _), (.subtract, 0): v
    case (.subtract, _): -v
    case (.multiply, 0): v * b
    case (.multiply, _): v * a
    case (.divide, 0): v / b
    case (.divide, _): -((v / b) * y)
    case (.power, 0): v * (b * pow(a, lowered(b)))
    case (.power, _): v * (y * log(select(a .== 0, 1, a)))  // 0ᵇ log 0 is 0
    case (.maximum, 0), (.minimum, 1): v * excess(a, b)
    case (.maximum, _), (.minimum, _): v * excess(b, a)
    case (.atan2, 0): v * (b / (square(a) + square(b)))
    case (.atan2, _): -(v * (a / (square(a) + square(b))))
    case (.hypot, 0): v * ratio(a, y)
    case (.hypot, _): v * ratio(b, y)
    case (.less, _), (.lessOrEqual, _), (.greater, _), (.greaterOrEqual, _), (.equal, _), (.notEqual, _): nil
    }
  }

  /// b − 1; where b varies and is 0, 1, so that b · a^(b−1) is 0 there and not 0 · ∞.
  private static func lowered(_ b: Expression) -> Expression {
    if let c = b.constantValue { return b.graph.constant(c - 1) }
    return select(b .== 0, 1, b - 1)
  }

  /// 1 where a > b, ½ where they are equal, else 0.
  private static func excess(_ a: Expression, _ b: Expression) -> Expression { 0.5 * ((a .> b) + (a .>= b)) }

  /// a / y, and 0 where y is 0, with derivatives that are 0 there.
  private static func ratio(_ a: Expression, _ y: Expression) -> Expression {
    let isZero = y .== 0
    return select(isZero, 0, a / select(isZero, 1, y))
  }
}
