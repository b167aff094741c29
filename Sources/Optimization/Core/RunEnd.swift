/// Why a run cannot or need not go on; thrown from wherever in a step it shows, caught by the solver.
public enum RunEnd: Error, Hashable, Sendable {
  /// ‖∇f‖∞ at the current point is within the tolerance.
  case gradientTolerance(measured: Double)
  /// f at the current point is at or below the target.
  case targetReached(measured: Double)
  case evaluationLimit
  case timeLimit
  /// Somebody asked for the end while the step was at work.
  case interrupted
  /// A value that is not finite, and where it first appeared.
  case diverged(String)
  /// What was asked cannot be computed.
  case failed(String)
}
