import Numerics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// The elementwise functions on numbers: what a graph of constants folds to, and what the operations mean.

extension Unary {
  public func callAsFunction(_ x: Double) -> Double { value(of: self, x) }
}

extension Binary {
  public func callAsFunction(_ a: Double, _ b: Double) -> Double { value(of: self, a, b) }

  /// f(a, b) = f(b, a), NaN included.
  var isCommutative: Bool {
    switch self {
    case .add, .multiply, .hypot, .equal, .notEqual: true
    default: false
    }
  }
}

private func value(of f: Unary, _ x: Double) -> Double {
  switch f {
  case .negate: -x
  case .square: x * x
  case .reciprocal: 1 / x
  case .sqrt: x.squareRoot()
  case .cbrt: cbrt(x)
  case .exp: exp(x)
  case .expm1: expm1(x)
  case .log: log(x)
  case .log1p: log1p(x)
  case .sin: sin(x)
  case .cos: cos(x)
  case .tan: tan(x)
  case .asin: asin(x)
  case .acos: acos(x)
  case .atan: atan(x)
  case .sinh: sinh(x)
  case .cosh: cosh(x)
  case .tanh: tanh(x)
  case .asinh: asinh(x)
  case .acosh: acosh(x)
  case .atanh: atanh(x)
  case .erf: erf(x)
  case .abs: Swift.abs(x)
  case .sign: x > 0 ? 1 : x < 0 ? -1 : x
  case .floor: x.rounded(.down)
  case .relu: x > 0 || x.isNaN ? x : 0
  case .sigmoid: x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  case .softplus: (x > 0 ? x : 0) + log1p(exp(-Swift.abs(x)))
  case .step: x > 0 ? 1 : 0
  case .detach: x
  }
}

private func value(of f: Binary, _ a: Double, _ b: Double) -> Double {
  switch f {
  case .add: a + b
  case .subtract: a - b
  case .multiply: a * b
  case .divide: a / b
  case .power: pow(a, b)
  case .minimum: a < b || a.isNaN ? a : b
  case .maximum: a > b || a.isNaN ? a : b
  case .atan2: atan2(a, b)
  case .hypot: hypot(a, b)
  case .less: a < b ? 1 : 0
  case .lessOrEqual: a <= b ? 1 : 0
  case .greater: a > b ? 1 : 0
  case .greaterOrEqual: a >= b ? 1 : 0
  case .equal: a == b ? 1 : 0
  case .notEqual: a != b ? 1 : 0
  }
}
