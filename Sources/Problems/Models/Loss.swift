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
  /// log(1 + eᵖ) − y p, y 1 for the second class, else 0.
  case logistic
  /// log Σₖ exp pₖ − p of the class.
  case crossentropy

  var name: String {
    switch self {
    case .mse: "mse"
    case .mae: "mae"
    case .huber(let delta): delta == 1 ? "huber" : "huber(\(canonicalText(of: delta)))"
    case .logistic: "logistic"
    case .crossentropy: "crossentropy"
    }
  }

  /// Whether the target is a class.
  var classifies: Bool { self == .logistic || self == .crossentropy }

  /// The loss of each row. The targets have the shape of the predictions: [n], or [n, k] with a 1 for the class.
  func rows(_ predictions: Expression, _ targets: Expression) -> Expression {
    switch self {
    case .mse: return square(predictions - targets)
    case .mae: return abs(predictions - targets)
    case .huber(let delta):
      let size = abs(predictions - targets)
      return select(size .<= delta, 0.5 * square(size), delta * (size - 0.5 * delta))
    case .logistic: return softplus(predictions) - targets * predictions
    case .crossentropy: return predictions.logsumexp(axes: [1]) - (targets * predictions).sum(axes: [1])
    }
  }

  static let names = ["mse", "mae", "huber", "logistic", "crossentropy"]

  /// Reads a name, or `huber(1.5)`.
  init(reading text: String) throws(ProblemError) {
    switch text {
    case "mse": self = .mse
    case "mae": self = .mae
    case "huber": self = .huber(delta: 1)
    case "logistic": self = .logistic
    case "crossentropy": self = .crossentropy
    default:
      if text.hasPrefix("huber("), text.hasSuffix(")"), let delta = Double(text.dropFirst(6).dropLast()), delta > 0, delta.isFinite {
        self = .huber(delta: delta)
        return
      }
      throw ProblemError(
        .invalid, "unknown loss '\(text)'",
        hint: didYouMean(text, in: Loss.names) ?? "losses: \(Loss.names.joined(separator: ", ")), huber(1.5)")
    }
  }
}
