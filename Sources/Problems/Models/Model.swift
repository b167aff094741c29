import Autograd
import Language
import Numerics
import Optimization

/// A family of functions from features to predictions; intercepts b may be left out.
enum Model {
  /// X w + b.
  case linear
  /// X w + b, the logarithm of the odds of the second class.
  case logistic
  /// X w + b, the logarithm of the mean of a count.
  case poisson
  /// X wᵀ + b, one row of w for each class.
  case softmax
  /// Layers x ← activation(x wᵀ + b), the last one without activation.
  case mlp(hidden: [Int], activation: Activation)
  /// A formula over columns and coefficients, all of which penalties touch.
  case formula(FormulaModel)

  var name: String {
    switch self {
    case .linear: "linear"
    case .logistic: "logistic"
    case .poisson: "poisson"
    case .softmax: "softmax"
    case .mlp(let hidden, let activation): "mlp(\(hidden.map(String.init).joined(separator: ", ")), activation=\(activation.rawValue))"
    case .formula(let formula): formula.text
    }
  }

  /// The parameters for d features and k outputs. The names of weights begin with `w`, those of intercepts with `b`.
  func layout(features d: Int, outputs k: Int, intercept: Bool) -> Layout {
    let tensors: [(name: String, shape: [Int])]
    switch self {
    case .linear, .logistic, .poisson: tensors = [("w", [d]), ("b", [])]
    case .softmax: tensors = [("w", [k, d]), ("b", [k])]
    case .formula(let formula): tensors = [("w", [formula.coefficients.count])]
    case .mlp(let hidden, _):
      let sizes = [d] + hidden + [k]
      tensors = (1..<sizes.count).flatMap { [("w\($0)", [sizes[$0], sizes[$0 - 1]]), ("b\($0)", [sizes[$0]])] }
    }
    return Layout(intercept ? tensors : tensors.filter { $0.name.hasPrefix("w") })
  }

  /// Zeros; for a formula, ones; for a network, weights and intercepts of each layer uniform in ±1/√(number of its inputs).
  func start(_ layout: Layout, seed: UInt64) -> Vector {
    let start = Vector(count: layout.count)
    if case .formula = self { start.fill(1) }
    guard case .mlp = self else { return start }
    var random = RandomSource(seed: seed).stream(0)
    var bound = 1.0
    for segment in layout.segments {
      if segment.axes == 2 { bound = 1 / Double(segment.shape[1]).squareRoot() }
      for i in segment.offset..<(segment.offset + segment.count) { start[i] = bound * (2 * random.uniform() - 1) }
    }
    return start
  }

  /// The predictions for the rows of X [n, d]: [n], or [n, k] for several outputs.
  func predictions(_ parameters: [Expression], _ x: Expression, intercept: Bool) -> Expression {
    let stride = intercept ? 2 : 1
    func affine(_ x: Expression, _ i: Int, _ product: (Expression, Expression) -> Expression) -> Expression {
      let y = product(x, parameters[i])
      return intercept ? y + parameters[i + 1] : y
    }
    switch self {
    case .linear, .logistic, .poisson: return affine(x, 0) { matmul($0, $1) }
    case .softmax: return affine(x, 0) { matmul($0, $1.transpose()) }
    case .formula(let formula): return formula.predictions(parameters[0], x)
    case .mlp(_, let activation):
      var layer = x
      for i in Swift.stride(from: 0, to: parameters.count, by: stride) {
        layer = affine(layer, i) { matmul($0, $1.transpose()) }
        if i + stride < parameters.count { layer = activation(layer) }
      }
      return layer.shape[1] == 1 ? layer.reshape([layer.shape[0]]) : layer
    }
  }
}

extension Model {
  static let names = ["linear", "logistic", "softmax", "poisson", "mlp"]

  /// Reads `linear`, `logistic`, `softmax`, `poisson` or `mlp(32, 16, activation=tanh)`.
  init(reading text: String) throws(ProblemError) {
    guard let call = ModelCall(text) else { throw ProblemError(.invalid, "'\(text)' is no model", hint: Model.known) }
    switch call.name {
    case "linear": self = .linear
    case "logistic": self = .logistic
    case "softmax": self = .softmax
    case "poisson": self = .poisson
    case "mlp":
      self = try Model.network(call.arguments)
      return
    default:
      throw ProblemError(.invalid, "unknown model '\(call.name)'", hint: didYouMean(call.name, in: Model.names) ?? Model.known)
    }
    if !call.arguments.isEmpty {
      throw ProblemError(.invalid, "the model \(call.name) takes no arguments", hint: "write --model \(call.name)")
    }
  }

  private static let known = "models: linear, logistic, softmax, poisson, mlp(32, 16, activation=tanh), 'y ~ a*x + b'"

  private static func network(_ arguments: [Argument]) throws(ProblemError) -> Model {
    var hidden: [Int] = []
    var activation = Activation.tanh
    for argument in arguments {
      switch argument.name {
      case nil:
        guard case .number(let size, _) = argument.value.kind, let units = Int(exactly: size), (1...1_000_000).contains(units) else {
          throw ProblemError(
            .invalid, "mlp: '\(argument.value)' is no size of a layer", hint: "a layer has 1 to 1000000 units: mlp(32, 16)")
        }
        hidden.append(units)
      case "activation":
        let names = Activation.allCases.map(\.rawValue)
        let word: String
        switch argument.value.kind {
        case .name(let name), .string(let name): word = name
        default: word = argument.value.description
        }
        guard let known = Activation(rawValue: word) else {
          throw ProblemError(
            .invalid, "mlp: unknown activation '\(word)'",
            hint: didYouMean(word, in: names) ?? "activations: \(names.joined(separator: ", "))")
        }
        activation = known
      case let name?:
        throw ProblemError(
          .invalid, "mlp has no parameter '\(name)'", hint: "it takes sizes of layers and activation: mlp(32, 16, activation=tanh)")
      }
    }
    return .mlp(hidden: hidden, activation: activation)
  }
}
