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
