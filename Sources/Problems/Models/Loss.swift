import Autograd
import Language

/// How far a prediction p is from a target y.
enum Loss: Equatable {
  /// (p − y)²
  case mse
  /// |p − y|
  case mae
  /// ½r² for |r| ≤ δ, else δ(|r| − ½δ), r = p − y (Huber, Ann. Math. Stat. 35, 1964).
  case huber(delta: Double)
  /// q r for r ≥ 0, else (q − 1) r, r = y − p: least where a part q of the targets is below p (Koenker and Bassett, Econometrica
  /// 46, 1978).
  case quantile(Double)
  /// log(1 + exp(−s p)), s = 1 for the second class, else −1.
  case logistic
  /// log Σₖ exp pₖ − p of the class.
  case crossentropy
  /// exp p − y p: the negative logarithm of the Poisson probability of y for the mean exp p, without the part that is the same
  /// for all p.
  case poisson
  /// max(0, 1 − s p), s as for the logistic loss.
  case hinge

  var name: String {
    switch self {
    case .mse: "mse"
    case .mae: "mae"
    case .huber(let delta): delta == 1 ? "huber" : "huber(\(canonicalText(of: delta)))"
    case .quantile(let q): "quantile(\(canonicalText(of: q)))"
    case .logistic: "logistic"
    case .crossentropy: "crossentropy"
    case .poisson: "poisson"
    case .hinge: "hinge"
    }
  }

  /// Whether the target is a class.
  var classifies: Bool { self == .logistic || self == .crossentropy || self == .hinge }

  /// Whether it takes two classes and one prediction, whose sign decides; targets are then 1 and −1.
  var decidesBySign: Bool { self == .logistic || self == .hinge }

  /// The loss of each row. The targets have the shape of the predictions: [n], or [n, k] with a 1 for the class.
  func rows(_ predictions: Expression, _ targets: Expression) -> Expression {
    switch self {
    case .mse: return square(predictions - targets)
    case .mae: return abs(predictions - targets)
    case .huber(let delta):
      let size = abs(predictions - targets)
      return select(size .<= delta, 0.5 * square(size), delta * (size - 0.5 * delta))
    case .quantile(let q):
      let r = targets - predictions
      return select(r .>= 0, q * r, (q - 1) * r)
    // In this form small losses keep their digits, as log(1 + eᵖ) − y p would not.
    case .logistic: return softplus(-(targets * predictions))
    case .crossentropy: return predictions.logsumexp(axes: [1]) - (targets * predictions).sum(axes: [1])
    case .poisson: return exp(predictions) - targets * predictions
    case .hinge: return relu(1 - targets * predictions)
    }
  }
}

extension Loss {
  static let names = ["mse", "mae", "huber", "quantile", "logistic", "crossentropy", "poisson", "hinge"]

  /// Reads a name, or `huber(1.5)`, `quantile(0.9)`.
  init(reading text: String) throws(ProblemError) {
    let call = ModelCall(text)
    switch call?.name {
    case "mse": self = .mse
    case "mae": self = .mae
    case "huber": self = .huber(delta: 1)
    case "quantile": self = .quantile(0.5)
    case "logistic": self = .logistic
    case "crossentropy": self = .crossentropy
    case "poisson": self = .poisson
    case "hinge": self = .hinge
    default:
      throw ProblemError(
        .invalid, "unknown loss '\(text)'",
        hint: didYouMean(call?.name ?? text, in: Loss.names)
          ?? "losses: \(Loss.names.joined(separator: ", ")), with a number huber(1.5), quantile(0.9)")
    }
    guard let call, !call.arguments.isEmpty else { return }
    switch self {
    case .huber:
      let delta = call.number("delta")
      guard let delta, delta > 0, delta < .infinity else {
        throw ProblemError(.invalid, "'\(text)' is no huber loss", hint: "its bound is finite and above 0: huber(1.5)")
      }
      self = .huber(delta: delta)
    case .quantile:
      let q = call.number("q")
      guard let q, q > 0, q < 1 else {
        throw ProblemError(.invalid, "'\(text)' is no quantile loss", hint: "its level is above 0 and below 1: quantile(0.9)")
      }
      self = .quantile(q)
    default: throw ProblemError(.invalid, "the loss \(call.name) takes no arguments", hint: "write --loss \(call.name)")
    }
  }
}

/// `name` or `name(arguments)`, as models and losses are written.
struct ModelCall {
  let name: String
  let arguments: [Argument]
  private let source: String

  /// nil for a text of another form.
  init?(_ text: String) {
    guard let syntax = try? Parser.parse(text) else { return nil }
    switch syntax.kind {
    case .name(let name): (self.name, arguments) = (name, [])
    case .call(let name, _, let arguments): (self.name, self.arguments) = (name, arguments)
    default: return nil
    }
    source = text
  }

  /// The number that is the only argument, bare or by this name.
  func number(_ name: String) -> Double? {
    guard arguments.count == 1, arguments[0].name == nil || arguments[0].name == name else { return nil }
    return (try? NumericExpression(arguments[0].value, variables: [], source: source))?.constantValue
  }
}
