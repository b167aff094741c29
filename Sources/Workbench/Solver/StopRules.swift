/// When a run ends. What is nil or 0 is off.
public struct StopRules: Sendable {
  /// Steps in all, those of earlier calls of `Solver.run` included.
  public var maximalSteps = 1000
  /// Points at which value, gradient or both are evaluated.
  public var maximalEvaluations: Int?
  /// Seconds of this call of `Solver.run`.
  public var seconds: Double?
  /// f at a current point at or below this ends the run.
  public var targetValue: Double?
  /// ‖∇f‖∞ at a current point, where the chain evaluates it.
  public var gradientTolerance = 1e-8
  /// ‖x_{k+1} − x_k‖∞ of a step.
  public var stepTolerance = 0.0
  /// Steps in a row that evaluate but leave every bit of x as it was.
  public var stallSteps = 25

  public init() {}
}

/// One active rule with what was measured when the run ended.
public struct Criterion: Sendable {
  public enum Kind: String, Sendable {
    case gradient = "max |gradient|"
    case target = "f"
    case step = "max |step|"
    case steps = "steps"
    case evaluations = "evaluations"
    case seconds = "seconds"
  }

  public let kind: Kind
  /// nil where nothing was measured (no gradient, no step).
  public let measured: Double?
  public let limit: Double
  /// The option that sets it.
  public let option: String

  /// A criterion is met from below (a tolerance), a limit reached from above.
  public var isLimit: Bool { kind == .steps || kind == .evaluations || kind == .seconds }
  public var isMet: Bool {
    guard let measured else { return false }
    return isLimit ? measured >= limit : measured <= limit
  }
}
