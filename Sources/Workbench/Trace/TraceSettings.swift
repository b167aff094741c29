import Numerics

/// What all trace writers are told.
public struct TraceSettings {
  /// A row every so many steps (the last always); nil leaves it to the writer.
  public var every: Int?
  public var vectors: RecordedVectors
  /// The end of the run alone.
  public var isQuiet: Bool
  /// Rows tell what the stages of the chain did.
  public var isWatching: Bool
  /// Qualities of the solution, computed once at the end.
  public var metrics: (Vector) -> [Metric]
  /// Qualities that rows show during the run; nil: none.
  public var epochs: EpochMetrics?

  public init(
    every: Int? = nil, vectors: RecordedVectors = [], isQuiet: Bool = false, isWatching: Bool = false,
    metrics: @escaping (Vector) -> [Metric] = { _ in [] }
  ) {
    self.every = every
    self.vectors = vectors
    self.isQuiet = isQuiet
    self.isWatching = isWatching
    self.metrics = metrics
  }

  /// What a trace that shows rows asks of their records: metrics are computed from x.
  var recordedVectors: RecordedVectors { isQuiet ? [] : epochs == nil ? vectors : vectors.union(.x) }

  /// The first multiple of `every` from a step on.
  func nextMultiple(from step: Int) -> Int? {
    if isQuiet { return nil }
    let every = every ?? 1
    let rest = step % every
    if rest == 0 { return step }
    let (next, isBeyond) = (step - rest).addingReportingOverflow(every)
    return isBeyond ? nil : next
  }
}

/// Qualities of the parameters at the ends of epochs. They are computed for the record alone and are not counted.
public struct EpochMetrics {
  public var names: [String]
  /// Steps of an epoch.
  public var length: Int
  public var measure: (Vector) -> [Metric]

  public init(names: [String], length: Int, measure: @escaping (Vector) -> [Metric]) {
    self.names = names
    self.length = max(1, length)
    self.measure = measure
  }

  /// At the start, at the end of each epoch and of the run; nil elsewhere.
  func values(_ record: StepRecord) -> [Metric]? {
    record.step % length == 0 || record.isLast ? measure(record.x) : nil
  }
}

/// Lets a reader of a long run see rows soon, without a system call for each.
struct FlushClock {
  private var last = 0.0

  /// Whether a tenth of a second has passed since the last time.
  mutating func isDue(_ seconds: Double) -> Bool {
    if seconds - last < 0.1 { return false }
    last = seconds
    return true
  }
}
