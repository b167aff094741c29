import Autograd
import Language
import Numerics
import Optimization

/// A family of functions from features to predictions.
enum Model {
  /// X w + b.
  case linear
  /// X w + b, the logarithm of the odds of the second class.
  case logistic
  /// X wᵀ + b, one row of w for each class.
  case softmax
  /// Layers x ← activation(x wᵀ + b), the last one without activation.
  case mlp(hidden: [Int], activation: Activation)

  var name: String {
    switch self {
    case .linear: "linear"
    case .logistic: "logistic"
    case .softmax: "softmax"
    case .mlp(let hidden, let activation): "mlp(\(hidden.map(String.init).joined(separator: ", ")), activation=\(activation.rawValue))"
    }
  }

  /// The parameters for d features and k outputs. The names of weights begin with `w`, those of intercepts with `b`.
  func layout(features d: Int, outputs k: Int) -> Layout {
    switch self {
    case .linear, .logistic: return Layout([("w", [d]), ("b", [])])
    case .softmax: return Layout([("w", [k, d]), ("b", [k])])
    case .mlp(let hidden, _):
      let sizes = [d] + hidden + [k]
      return Layout(
        (1..<sizes.count).flatMap { [("w\($0)", [sizes[$0], sizes[$0 - 1]]), ("b\($0)", [sizes[$0]])] })
    }
  }

  /// Zeros; for a network, weights and intercepts of each layer uniform in ±1/√(number of its inputs).
  func start(_ layout: Layout, seed: UInt64) -> Vector {
    let start = Vector(count: layout.count)
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
  func predictions(_ parameters: [Expression], _ x: Expression) -> Expression {
    switch self {
    case .linear, .logistic: return matmul(x, parameters[0]) + parameters[1]
    case .softmax: return matmul(x, parameters[0].transpose()) + parameters[1]
    case .mlp(_, let activation):
      var layer = x
      for i in stride(from: 0, to: parameters.count, by: 2) {
        layer = matmul(layer, parameters[i].transpose()) + parameters[i + 1]
        if i + 2 < parameters.count { layer = activation(layer) }
      }
      return layer.shape[1] == 1 ? layer.reshape([layer.shape[0]]) : layer
    }
  }
}

extension Model {
  static let names = ["linear", "logistic", "softmax", "mlp"]

  /// Reads `linear`, `logistic`, `softmax` or `mlp(32, 16, activation=tanh)`.
  init(reading text: String) throws(ProblemError) {
    let call: (name: String, arguments: [Argument])
    do {
      let syntax = try Parser.parse(text)
      switch syntax.kind {
      case .name(let name): call = (name, [])
      case .call(let name, _, let arguments): call = (name, arguments)
      default: throw ProblemError(.invalid, "'\(text)' is no model", hint: Model.known)
      }
    } catch let error as ProblemError {
      throw error
    } catch {
      throw ProblemError(.invalid, "'\(text)' is no model", hint: Model.known)
    }
    switch call.name {
    case "linear": self = .linear
    case "logistic": self = .logistic
    case "softmax": self = .softmax
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

  private static let known = "models: linear, logistic, softmax, mlp(32, 16, activation=tanh)"

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
