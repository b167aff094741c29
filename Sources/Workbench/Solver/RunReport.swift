import Numerics
import Optimization

/// The end of a run and what it left.
public struct RunReport {
  public let status: RunStatus
  /// Why, with the numbers: `max |gradient| 3.1e-09 <= 1e-08 (gtol)`.
  public let reason: String
  public let steps: Int
  public let f: Double
  public let x: Vector
  /// ‖∇f(x)‖∞; nil where the problem gives no gradient.
  public let gradientNorm: Double?
  public let best: BestPoint
  public let criteria: [Criterion]
  public let counts: EvaluationCounts
  public let seconds: Double
}

/// The point of lowest value that the run stood at; of all points that were evaluated where the function keeps them.
public struct BestPoint {
  public let f: Double
  public let step: Int
  public let x: Vector
}
