import Autograd

/// The functions of formulas, on tensors: numbers, lists and columns.
enum FormulaFunction: Sendable {
  case unary(@Sendable (Expression) -> Expression)
  case binary(@Sendable (Expression, Expression) -> Expression, parameters: (String, String))
  /// clip(x, lo, hi), either bound none
  case clip
  /// where(condition, a, b)
  case select
  /// Of one vector, or of several arguments joined entry by entry; `least` of them.
  case fold(least: Int, reduce: Fold, join: @Sendable ([Expression]) -> Expression)
  /// Of one vector.
  case norm
  /// Of two vectors.
  case dot

  typealias Fold = @Sendable (Expression) -> Expression

  static let all: [String: FormulaFunction] = {
    var all = elementwise
    all["min"] = .fold(least: 2, reduce: { $0.min() }, join: { joined($0, minimum) })
    all["max"] = .fold(least: 2, reduce: { $0.max() }, join: { joined($0, maximum) })
    all["sum"] = .fold(least: 1, reduce: { $0.sum() }, join: { joined($0, +) })
    all["mean"] = .fold(least: 1, reduce: { $0.mean() }, join: { joined($0, +) * (1 / Double($0.count)) })
    all["prod"] = .fold(
      least: 1, reduce: { x in joined((0..<x.count).map { x[$0] }, *) }, join: { joined($0, *) })
    all["clip"] = .clip
    all["where"] = .select
    all["norm"] = .norm
    all["dot"] = .dot
    return all
  }()

  private static let elementwise: [String: FormulaFunction] = [
    "abs": .unary { abs($0) }, "sqrt": .unary { sqrt($0) }, "cbrt": .unary { cbrt($0) }, "exp": .unary { exp($0) },
    "expm1": .unary { expm1($0) }, "log": .unary { log($0) }, "log1p": .unary { log1p($0) }, "sin": .unary { sin($0) },
    "cos": .unary { cos($0) }, "tan": .unary { tan($0) }, "asin": .unary { asin($0) }, "acos": .unary { acos($0) },
    "atan": .unary { atan($0) }, "sinh": .unary { sinh($0) }, "cosh": .unary { cosh($0) }, "tanh": .unary { tanh($0) },
    "erf": .unary { erf($0) }, "relu": .unary { relu($0) }, "sigmoid": .unary { sigmoid($0) },
    "softplus": .unary { softplus($0) }, "sign": .unary { sign($0) },
    "atan2": .binary({ atan2($0, $1) }, parameters: ("y", "x")), "pow": .binary({ pow($0, $1) }, parameters: ("x", "y")),
    "hypot": .binary({ hypot($0, $1) }, parameters: ("x", "y")),
  ]

  private static func joined(_ parts: [Expression], _ join: (Expression, Expression) -> Expression) -> Expression {
    parts.dropFirst().reduce(parts[0], join)
  }

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
