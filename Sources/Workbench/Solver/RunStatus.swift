/// How a run ended. The raw value is the word in reports and JSON lines.
public enum RunStatus: String, CaseIterable, Sendable {
  /// A finite criterion (`gtol`, `xtol`) was met.
  case converged
  case targetReached = "target-reached"
  case stepLimit = "step-limit"
  case evaluationLimit = "evaluation-limit"
  case timeLimit = "time-limit"
  /// A termination module of the chain asked for the end.
  case terminated
  case stalled
  case diverged
  case interrupted
  case failed

  /// What it means, for people; the report adds the numbers.
  public var sentence: String {
    switch self {
    case .converged: "a convergence criterion was met"
    case .targetReached: "f reached its target"
    case .stepLimit: "the limit of steps was reached before any criterion was met"
    case .evaluationLimit: "the limit of evaluations was reached before any criterion was met"
    case .timeLimit: "the time limit was reached before any criterion was met"
    case .terminated: "a module of the chain ended the run"
    case .stalled: "the chain evaluates but x no longer changes"
    case .diverged: "a value was not finite"
    case .interrupted: "the run was interrupted; a step that was not finished is taken back"
    case .failed: "a step could not be computed"
    }
  }

  /// The run was ended by a rule, limits included: exit status 0.
  public var isByRule: Bool {
    switch self {
    case .converged, .targetReached, .stepLimit, .evaluationLimit, .timeLimit, .terminated, .stalled: true
    case .diverged, .interrupted, .failed: false
    }
  }
}
