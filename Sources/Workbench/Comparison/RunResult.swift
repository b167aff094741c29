import Optimization

/// A finished run, as results files keep it.
public struct RunResult: Sendable {
  public var request: RunRequest
  /// Of the tool.
  public var version: String
  public var type: String
  /// Parameters.
  public var dimension: Int
  /// The lowest value that the problem can have, where it is known.
  public var minimum: Double?
  public var status: RunStatus
  public var reason: String
  public var steps: Int
  public var counts: EvaluationCounts
  /// Weighted evaluations.
  public var cost: Double
  public var seconds: Double
  /// At the start.
  public var startValue: Double
  /// Where the run ended.
  public var f: Double
  /// Of the bits of x there.
  public var xHash: UInt64
  var trace: CostTrace

  /// The lowest value of a point that was evaluated; infinite where there was none.
  public var best: Double { trace.best }

  /// The run ended because something went wrong.
  public var isFailure: Bool { !status.isByRule }
}
