import Autograd

/// The functions of formulas, on tensors: numbers, lists and columns.
enum FormulaFunction {
  case unary((Expression) -> Expression)
  case binary((Expression, Expression) -> Expression, parameters: (String, String))
  /// clip(x, lo, hi), either bound none
  case clip
  /// where(condition, a, b)
  case select
  /// Of one vector, or of several arguments joined entry by entry; `least` of them.
  case fold(least: Int, reduce: (Expression) -> Expression, join: ([Expression]) -> Expression)
  /// Of one vector.
  case norm
  /// Of two vectors.
  case dot

  static let all: [String: () -> FormulaFunction] = [
    "abs": { .unary(abs) }, "sqrt": { .unary(sqrt) }, "cbrt": { .unary(cbrt) }, "exp": { .unary(exp) },
    "expm1": { .unary(expm1) }, "log": { .unary(log) }, "log1p": { .unary(log1p) }, "sin": { .unary(sin) },
    "cos": { .unary(cos) }, "tan": { .unary(tan) }, "asin": { .unary(asin) }, "acos": { .unary(acos) },
    "atan": { .unary(atan) }, "sinh": { .unary(sinh) }, "cosh": { .unary(cosh) }, "tanh": { .unary(tanh) },
    "erf": { .unary(erf) }, "relu": { .unary(relu) }, "sigmoid": { .unary(sigmoid) }, "softplus": { .unary(softplus) },
    "sign": { .unary { x in (x .> 0) - (x .< 0) } },
    "atan2": { .binary(atan2, parameters: ("y", "x")) }, "pow": { .binary(pow, parameters: ("x", "y")) },
    "hypot": { .binary(hypot, parameters: ("x", "y")) }, "clip": { .clip }, "where": { .select },
    "min": { .fold(least: 2, reduce: { $0.min() }, join: { $0.dropFirst().reduce($0[0], minimum) }) },
    "max": { .fold(least: 2, reduce: { $0.max() }, join: { $0.dropFirst().reduce($0[0], maximum) }) },
    "sum": { .fold(least: 1, reduce: { $0.sum() }, join: { $0.dropFirst().reduce($0[0], +) }) },
    "mean": {
      .fold(least: 1, reduce: { $0.mean() }, join: { $0.dropFirst().reduce($0[0], +) * (1 / Double($0.count)) })
    },
    "prod": {
      .fold(
        least: 1, reduce: { x in (1..<max(1, x.count)).reduce(x.flattened[0]) { $0 * x.flattened[$1] } },
        join: { $0.dropFirst().reduce($0[0], *) })
    },
    "norm": { .norm }, "dot": { .dot },
  ]

  static var names: [String] { all.keys.sorted() }

  /// How it is called, for messages.
  func usage(_ name: String) -> String {
    switch self {
    case .unary: "\(name)(x)"
    case .binary(_, let parameters): "\(name)(\(parameters.0), \(parameters.1))"
    case .clip: "clip(x, lo, hi)"
    case .select: "where(condition, a, b)"
    case .fold(let least, _, _): least == 1 ? "\(name)(a, b, …) or \(name)([…])" : "\(name)(a, b, …)"
    case .norm: "norm([…])"
    case .dot: "dot([…], […])"
    }
  }
}
