import Language

/// What is asked for when a formula is fitted to a CSV file.
public struct FitRequest: Sendable {
  public var path: String
  /// `y ~ b1*(1-exp(-b2*x))`: names that are columns of the file mean these, the others are coefficients.
  public var formula: String
  /// Where coefficients start; those that are not named get a start by a rule (`StartingValues`).
  public var start: [(name: String, value: Double)] = []
  /// Coefficients that are not fitted.
  public var fixed: [(name: String, value: Double)] = []
  public var bounds: [(name: String, bounds: CoefficientBounds)] = []
  /// The column of weights w: the residuals are √w·(model − response).
  public var weights: String?
  public var loss = FitLoss.squares
  public var missing = MissingPolicy.error

  public init(path: String, formula: String) {
    self.path = path
    self.formula = formula
  }
}

/// How much a residual counts, z = r/s with a scale s.
public enum FitLoss: Sendable, Equatable {
  /// r²
  case squares
  /// r² for |z| ≤ k, else s²(2k|z| − k²) (Huber, Ann. Math. Stat. 35, 1964).
  case huber(k: Double, scale: Double?)
  /// 2s²k²(√(1 + (z/k)²) − 1), smooth everywhere.
  case softAbsolute(k: Double, scale: Double?)

  public static let names = ["squares", "huber", "softl1"]
  /// Residuals in units of smaller ones overflow where they are squared.
  static let smallestScale = 1e-150

  /// Reads `squares`, `huber(1.5)`, `softl1(1, scale=0.2)`.
  public init(reading text: String) throws(ProblemError) {
    let error = ProblemError(
      .invalid, "'\(text)' is no loss that a fit takes",
      hint: didYouMean(text, in: FitLoss.names) ?? "losses: squares, huber(1.345), softl1(1), with a scale as in huber(1.5, scale=0.2)")
    guard let syntax = try? Parser.parse(text) else { throw error }
    var arguments: [Argument] = []
    let name: String
    switch syntax.kind {
    case .name(let given): name = given
    case .call(let given, _, let list): (name, arguments) = (given, list)
    default: throw error
    }
    var values: [String: Double] = [:]
    for (i, argument) in arguments.enumerated() {
      let key = argument.name ?? (i == 0 ? "k" : "scale")
      guard key == "k" || key == "scale", values[key] == nil, case .number(let value, _) = argument.value.kind, value > 0, value.isFinite,
        key == "k" || value >= FitLoss.smallestScale
      else { throw error }
      values[key] = value
    }
    switch name {
    case "squares" where arguments.isEmpty: self = .squares
    case "huber": self = .huber(k: values["k"] ?? 1.345, scale: values["scale"])
    case "softl1": self = .softAbsolute(k: values["k"] ?? 1, scale: values["scale"])
    default: throw error
    }
  }

  public var text: String {
    func call(_ name: String, _ k: Double, _ scale: Double?) -> String {
      "\(name)(\(canonicalText(of: k))\(scale.map { ", scale=\(canonicalText(of: $0))" } ?? ""))"
    }
    switch self {
    case .squares: return "squares"
    case .huber(let k, let scale): return call("huber", k, scale)
    case .softAbsolute(let k, let scale): return call("softl1", k, scale)
    }
  }

  public var isSquares: Bool { self == .squares }

  /// The scale that was given; nil: it is estimated from the residuals.
  public var givenScale: Double? {
    switch self {
    case .squares: nil
    case .huber(_, let scale), .softAbsolute(_, let scale): scale
    }
  }

  /// ψ(z) and ψ′(z), half the derivatives of the loss in units of s²: what standard errors of robust fits are made of.
  public func influence(_ z: Double) -> (value: Double, slope: Double) {
    switch self {
    case .squares: return (z, 1)
    case .huber(let k, _): return abs(z) <= k ? (z, 1) : (z < 0 ? -k : k, 0)
    case .softAbsolute(let k, _):
      let root = (1 + z / k * (z / k)).squareRoot()
      return (z / root, 1 / (root * root * root))
    }
  }
}
