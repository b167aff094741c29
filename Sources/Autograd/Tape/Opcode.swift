/// Instructions of the tape and of elementwise runs.
enum Opcode: UInt8, Hashable, Sendable {
  // Elementwise, on one entry or on blocks.
  case copy, negate, square, reciprocal, sqrt, cbrt, exp, expm1, log, log1p
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, erf
  case abs, sign, floor, relu, step
  case add, subtract, multiply, divide, power, minimum, maximum, atan2, hypot
  case less, lessOrEqual, equal, notEqual
  case select
  /// a·b + c, a·b - c, c - a·b
  case multiplyAdd, multiplySubtract, negatedMultiplyAdd
  /// (a·b)·c, (a + b)·c, (a - b)·c, (a - b)²
  case multiplyTwice, addMultiply, subtractMultiply, squaredDifference
  /// exp(-|a|), and softplus and sigmoid of a from it
  case expNegatedMagnitude, softplus, sigmoid
  /// d ← d + a, d ← d + a·b, d ← d + (a·b + c)
  case accumulate, accumulateProduct, accumulateMultiplyAdd

  // On blocks only.
  /// d[0] ← Σa, Σa·b; from zero in the first block.
  case sum, sumOfProducts
  /// Entries of strided tensors, or by a table of indices.
  case load, gather
  /// Combined into a strided tensor, or added by a table of indices.
  case storeStrided, addStrided, maximumStrided, minimumStrided, scatterAdd

  // Of the tape only.
  /// d[0..<b] ← the entry a; a lane of it
  case fill, splat
  case maximumInto, minimumInto
  case run, product, factor, substitute
}

extension Opcode {
  init(_ f: Unary) {
    switch f {
    case .negate: self = .negate
    case .square: self = .square
    case .reciprocal: self = .reciprocal
    case .sqrt: self = .sqrt
    case .cbrt: self = .cbrt
    case .exp: self = .exp
    case .expm1: self = .expm1
    case .log: self = .log
    case .log1p: self = .log1p
    case .sin: self = .sin
    case .cos: self = .cos
    case .tan: self = .tan
    case .asin: self = .asin
    case .acos: self = .acos
    case .atan: self = .atan
    case .sinh: self = .sinh
    case .cosh: self = .cosh
    case .tanh: self = .tanh
    case .asinh: self = .asinh
    case .acosh: self = .acosh
    case .atanh: self = .atanh
    case .erf: self = .erf
    case .abs: self = .abs
    case .sign: self = .sign
    case .floor: self = .floor
    case .relu: self = .relu
    case .sigmoid: self = .sigmoid
    case .softplus: self = .softplus
    case .step: self = .step
    case .detach: self = .copy
    }
  }

  /// The instruction of this function, for operands swapped where `swapsOperands` says so.
  init(_ f: Binary) {
    switch f {
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .power: self = .power
    case .minimum: self = .minimum
    case .maximum: self = .maximum
    case .atan2: self = .atan2
    case .hypot: self = .hypot
    case .less, .greater: self = .less
    case .lessOrEqual, .greaterOrEqual: self = .lessOrEqual
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    }
  }
}

extension Binary {
  /// a > b is computed as b < a.
  var swapsOperands: Bool { self == .greater || self == .greaterOrEqual }
}
