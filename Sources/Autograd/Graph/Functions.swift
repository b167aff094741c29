// Elementwise functions. Derivatives where a function has none: abs′(0) = relu′(0) = 0, sign′ = floor′ = 0; at a tie of
// minimum or maximum each operand gets half; hypot′(0, 0) = 0.

public func square(_ x: Expression) -> Expression { .apply(.square, x) }
public func reciprocal(_ x: Expression) -> Expression { .apply(.reciprocal, x) }
public func sqrt(_ x: Expression) -> Expression { .apply(.sqrt, x) }
/// √x whose derivatives at 0 are 0 instead of infinite, so that those of √(x² + y²) at the origin are not NaN.
public func guardedSqrt(_ x: Expression) -> Expression {
  // Selected twice: √ is kept away from 0, where its infinite derivative would meet a factor 0.
  let isZero = x .== 0
  return select(isZero, 0, sqrt(select(isZero, 1, x)))
}
public func cbrt(_ x: Expression) -> Expression { .apply(.cbrt, x) }
public func exp(_ x: Expression) -> Expression { .apply(.exp, x) }
public func expm1(_ x: Expression) -> Expression { .apply(.expm1, x) }
public func log(_ x: Expression) -> Expression { .apply(.log, x) }
public func log1p(_ x: Expression) -> Expression { .apply(.log1p, x) }
public func sin(_ x: Expression) -> Expression { .apply(.sin, x) }
public func cos(_ x: Expression) -> Expression { .apply(.cos, x) }
public func tan(_ x: Expression) -> Expression { .apply(.tan, x) }
public func asin(_ x: Expression) -> Expression { .apply(.asin, x) }
public func acos(_ x: Expression) -> Expression { .apply(.acos, x) }
public func atan(_ x: Expression) -> Expression { .apply(.atan, x) }
public func sinh(_ x: Expression) -> Expression { .apply(.sinh, x) }
public func cosh(_ x: Expression) -> Expression { .apply(.cosh, x) }
public func tanh(_ x: Expression) -> Expression { .apply(.tanh, x) }
public func asinh(_ x: Expression) -> Expression { .apply(.asinh, x) }
public func acosh(_ x: Expression) -> Expression { .apply(.acosh, x) }
public func atanh(_ x: Expression) -> Expression { .apply(.atanh, x) }
public func erf(_ x: Expression) -> Expression { .apply(.erf, x) }
public func abs(_ x: Expression) -> Expression { .apply(.abs, x) }
/// −1, 0 or 1.
public func sign(_ x: Expression) -> Expression { .apply(.sign, x) }
public func floor(_ x: Expression) -> Expression { .apply(.floor, x) }
/// max(x, 0)
public func relu(_ x: Expression) -> Expression { .apply(.relu, x) }
/// 1 / (1 + exp(−x))
public func sigmoid(_ x: Expression) -> Expression { .apply(.sigmoid, x) }
/// log(1 + exp x)
public func softplus(_ x: Expression) -> Expression { .apply(.softplus, x) }
/// 1 where x > 0, else 0.
public func step(_ x: Expression) -> Expression { .apply(.step, x) }

/// x^y. With a constant exponent the derivative has no logarithm, so that negative x and integer y work; 0⁰ = 1.
public func pow(_ x: Expression, _ y: Expression) -> Expression { .apply(.power, x, y) }
public func pow(_ x: Expression, _ y: Double) -> Expression { pow(x, x.graph.constant(y)) }
public func pow(_ x: Double, _ y: Expression) -> Expression { pow(y.graph.constant(x), y) }

public func minimum(_ a: Expression, _ b: Expression) -> Expression { .apply(.minimum, a, b) }
public func minimum(_ a: Expression, _ b: Double) -> Expression { minimum(a, a.graph.constant(b)) }
public func minimum(_ a: Double, _ b: Expression) -> Expression { minimum(b.graph.constant(a), b) }
public func maximum(_ a: Expression, _ b: Expression) -> Expression { .apply(.maximum, a, b) }
public func maximum(_ a: Expression, _ b: Double) -> Expression { maximum(a, a.graph.constant(b)) }
public func maximum(_ a: Double, _ b: Expression) -> Expression { maximum(b.graph.constant(a), b) }

/// x moved into [lower, upper]; the derivative is 1 inside and on the bounds, 0 outside.
public func clip(_ x: Expression, _ lower: Expression, _ upper: Expression) -> Expression {
  select(x .< lower, lower, select(x .> upper, upper, x))
}
public func clip(_ x: Expression, _ lower: Double, _ upper: Double) -> Expression {
  clip(x, x.graph.constant(lower), x.graph.constant(upper))
}

/// The angle of the point (x, y).
public func atan2(_ y: Expression, _ x: Expression) -> Expression { .apply(.atan2, y, x) }
/// √(a² + b²), without overflow on the way.
public func hypot(_ a: Expression, _ b: Expression) -> Expression { .apply(.hypot, a, b) }

/// a where the condition is not 0, else b. The branch not taken contributes nothing to the derivative, unless it is infinite or
/// NaN there: give it a harmless argument with another `select` in that case.
public func select(_ condition: Expression, _ a: Expression, _ b: Expression) -> Expression {
  .applySelect(condition, a, b)
}
public func select(_ condition: Expression, _ a: Expression, _ b: Double) -> Expression {
  select(condition, a, a.graph.constant(b))
}
public func select(_ condition: Expression, _ a: Double, _ b: Expression) -> Expression {
  select(condition, b.graph.constant(a), b)
}

extension Expression {
  /// The value, with a derivative of zero.
  public func detach() -> Expression { .apply(.detach, self) }
}
