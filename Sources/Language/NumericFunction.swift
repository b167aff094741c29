/// A function of numbers as it is called in a text: its name, its parameters and what computes it.
struct NumericFunction: Sendable {
  struct Parameter: Sendable {
    enum Range: Sendable { case any, positive, unit }

    var name: String
    var range = Range.any
    var value: Double?
    /// Stands for `none`.
    var absent: Double?
  }

  enum Form: Sendable {
    /// As many arguments as parameters, less those that have a value of their own.
    case fixed(NumericOperation, [Parameter])
    /// Any number of arguments, at least so many, joined two by two from the left; `mean` then divides by the number.
    case folded(NumericOperation, atLeast: Int, isMean: Bool)
    /// Means something for vectors only; what to write instead.
    case vectorsOnly(instead: String)
  }

  var name: String
  var form: Form
  /// Takes the step as its first operand, before the arguments.
  var takesStep = false

  /// How it is called: `clip(x, lo, hi)`, `onecycle(peak, steps, warm=0.3)`.
  var usage: String {
    let parameters: [String] =
      switch form {
      case .fixed(_, let parameters):
        parameters.map { parameter in parameter.name + (parameter.value.map { "=" + canonicalText(of: $0) } ?? "") }
      case .folded(_, let least, _): Array(["a", "b"].prefix(least)) + ["…"]
      case .vectorsOnly: ["…"]
      }
    return "\(name)(\(parameters.joined(separator: ", ")))"
  }
}

extension NumericFunction {
  /// The functions of arithmetic.
  static let arithmetic: [String: NumericFunction] = {
    let ofOne: [(String, NumericOperation)] = [
      ("abs", .abs), ("sign", .sign), ("sqrt", .sqrt), ("cbrt", .cbrt), ("exp", .exp), ("expm1", .expm1), ("log", .log),
      ("log1p", .log1p), ("sin", .sin), ("cos", .cos), ("tan", .tan), ("asin", .asin), ("acos", .acos), ("atan", .atan),
      ("sinh", .sinh), ("cosh", .cosh), ("tanh", .tanh), ("erf", .erf), ("relu", .relu), ("sigmoid", .sigmoid),
      ("softplus", .softplus),
    ]
    return table(
      ofOne.map { fixed($0.0, $0.1, ["x"]) } + [
        fixed("atan2", .atan2, ["y", "x"]),
        fixed("pow", .power, ["x", "y"]),
        fixed("hypot", .hypot, ["x", "y"]),
        fixed("where", .select, ["condition", "a", "b"]),
        NumericFunction(
          name: "clip",
          form: .fixed(
            .clip,
            [
              Parameter(name: "x"), Parameter(name: "lo", absent: -.infinity),
              Parameter(name: "hi", absent: .infinity),
            ])),
        NumericFunction(name: "min", form: .folded(.minimum, atLeast: 2, isMean: false)),
        NumericFunction(name: "max", form: .folded(.maximum, atLeast: 2, isMean: false)),
        NumericFunction(name: "sum", form: .folded(.add, atLeast: 1, isMean: false)),
        NumericFunction(name: "prod", form: .folded(.multiply, atLeast: 1, isMean: false)),
        NumericFunction(name: "mean", form: .folded(.add, atLeast: 1, isMean: true)),
        NumericFunction(name: "norm", form: .vectorsOnly(instead: "abs(x)")),
        NumericFunction(name: "dot", form: .vectorsOnly(instead: "x * y")),
      ])
  }()

  /// The shapes of schedules: see `Schedule`.
  static let schedules: [String: NumericFunction] = {
    func shape(_ name: String, _ operation: NumericOperation, _ parameters: [Parameter]) -> NumericFunction {
      NumericFunction(name: name, form: .fixed(operation, parameters), takesStep: true)
    }
    let from = Parameter(name: "from")
    let to = Parameter(name: "to")
    let steps = Parameter(name: "steps", range: .positive)
    return table([
      shape("constant", .constantShape, [Parameter(name: "value")]),
      shape("linear", .linear, [from, to, steps]),
      shape(
        "exponential", .exponential,
        [Parameter(name: "from", range: .positive), Parameter(name: "to", range: .positive), steps]),
      shape("cosine", .cosine, [from, to, steps]),
      shape("step", .step, [Parameter(name: "value"), Parameter(name: "factor"), Parameter(name: "every", range: .positive)]),
      shape(
        "onecycle", .onecycle,
        [
          Parameter(name: "peak"), steps, Parameter(name: "warm", range: .unit, value: 0.3),
          Parameter(name: "start_div", range: .positive, value: 25),
          Parameter(name: "end_div", range: .positive, value: 1e4),
        ]),
      shape("warmup", .warmup, [to, steps, Parameter(name: "from", value: 0)]),
    ])
  }()

  private static func fixed(_ name: String, _ operation: NumericOperation, _ parameters: [String]) -> NumericFunction {
    NumericFunction(name: name, form: .fixed(operation, parameters.map { Parameter(name: $0) }))
  }

  private static func table(_ functions: [NumericFunction]) -> [String: NumericFunction] {
    var table: [String: NumericFunction] = [:]
    for function in functions { table[function.name] = function }
    return table
  }
}
