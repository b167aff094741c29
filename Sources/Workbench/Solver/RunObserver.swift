import Numerics
import Optimization

/// What is known of a step when its row is written.
///
/// Vectors belong to the solver and are valid during the call alone.
public struct StepRecord {
  /// 0 is the start.
  public var step: Int
  public var f: Double
  /// ‖∇f‖∞, or nil where neither the chain nor an observer asked for the gradient at this point.
  public var gradientNorm: Double?
  /// Evaluations until the end of the step; in the last row, of the whole run.
  public var counts: EvaluationCounts
  public var seconds: Double
  public var x: Vector
  public var gradient: Vector?
  /// What the step subtracted from x; nil at the start.
  public var update: Vector?
  public var isLast: Bool
  /// What the stages of the chain did in the step, where they are watched (`Solver.isWatching`).
  public var stages: [StageMeasure] = []
}

/// What an observer wants to have in its records; it costs a copy, or an uncounted evaluation, where the run has not got it.
public struct RecordedVectors: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let x = RecordedVectors(rawValue: 1)
  public static let gradient = RecordedVectors(rawValue: 2)
  public static let update = RecordedVectors(rawValue: 4)
}

/// Sees the steps of a run: a trace writer, a progress display, a prompt.
///
/// Observing changes neither the counts nor the trajectory. An error that an observer throws ends the run and is thrown on.
public protocol RunObserver: AnyObject {
  var vectors: RecordedVectors { get }
  /// The first step from `step` on whose record is wanted, or nil for none. The last step of a run is always given.
  func nextStep(from step: Int) -> Int?
  func observe(_ record: StepRecord) throws
  /// True for a call of `tick` about every 10 ms.
  var wantsTicks: Bool { get }
  func tick(_ progress: RunProgress) throws
  func finish(_ report: RunReport) throws
}

extension RunObserver {
  public var vectors: RecordedVectors { [] }
  public var wantsTicks: Bool { false }
  public func nextStep(from step: Int) -> Int? { nil }
  public func observe(_ record: StepRecord) throws {}
  public func tick(_ progress: RunProgress) throws {}
  public func finish(_ report: RunReport) throws {}
}

/// Where a run stands, for displays.
public struct RunProgress {
  public let steps: Int
  public let maximalSteps: Int
  /// The last known value.
  public let f: Double?
  public let best: Double
  public let seconds: Double
}
