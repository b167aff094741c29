import Numerics
import Optimization
import Problems

/// The runs that make up a fit, one after the other, as one: steps, evaluations and seconds go on, and so do the rows that
/// observers see.
final class FitStages {
  private(set) var steps = 0
  private(set) var counts = EvaluationCounts()
  private(set) var seconds = 0.0
  private let observers: [any RunObserver]
  private let isInterrupted: (() -> Bool)?
  private let seed: UInt64
  private let rules: StopRules
  /// Steps before this start: each has all of `--steps`.
  private var stepsBefore = 0

  init(_ rules: StopRules, _ observers: [any RunObserver], seed: UInt64, isInterrupted: (() -> Bool)?) {
    self.rules = rules
    self.observers = observers
    self.seed = seed
    self.isInterrupted = isInterrupted
  }

  func beginStart() { stepsBefore = steps }

  /// Whether limits that hold for the whole fit leave room for more.
  var isExhausted: Bool {
    if let limit = rules.maximalEvaluations, counts.points >= limit { return true }
    if let limit = rules.seconds, seconds >= limit { return true }
    return isInterrupted?() ?? false
  }

  /// Runs a chain until `judgement` is content or a limit is reached.
  func run(
    _ chain: Chain, on problem: Problem, from start: Vector, steps limit: Int = .max, stall: Int? = nil,
    judgement: @escaping (_ left: Point, _ here: Point) -> String?
  ) throws -> RunReport {
    // The function of the problem is compiled once, whatever the start.
    let function = problem.function(leastSquares: chain.requirements.contains(.residuals))
    try chain.checkRequirements(function.capabilities, problem: problem.name)
    let solver = try Solver(chain, function, start: start, seed: seed)
    solver.rules = rules
    solver.rules.maximalSteps = max(0, min(limit, rules.maximalSteps - (steps - stepsBefore)))
    solver.rules.maximalEvaluations = rules.maximalEvaluations.map { max(1, $0 - counts.points) }
    solver.rules.seconds = rules.seconds.map { max(1e-6, $0 - seconds) }
    if let stall { solver.rules.stallSteps = stall }
    solver.isInterrupted = isInterrupted
    solver.observers = observers.map { StageObserver($0, after: self) }
    solver.reportsGradient = rules.gradientTolerance > 0
    let evaluator = solver.optimizer.evaluator
    solver.judgement = { left in judgement(left, evaluator.current) }
    let report = try solver.run()
    steps += report.steps
    seconds += report.seconds
    counts.add(report.counts)
    return report
  }
}

/// Hands on the rows of a stage with the steps, counts and seconds of the stages before added; the end of a stage is not the end.
private final class StageObserver: RunObserver {
  private let inner: any RunObserver
  private let steps: Int
  private let counts: EvaluationCounts
  private let seconds: Double

  init(_ inner: any RunObserver, after stages: FitStages) {
    self.inner = inner
    steps = stages.steps
    counts = stages.counts
    seconds = stages.seconds
  }

  var vectors: RecordedVectors { inner.vectors }
  var wantsTicks: Bool { inner.wantsTicks }

  func nextStep(from step: Int) -> Int? {
    // The start of a later stage is the end of the one before.
    let first = steps > 0 ? max(1, step) : step
    return inner.nextStep(from: first + steps).map { $0 - steps }
  }

  func observe(_ record: StepRecord) throws {
    if steps > 0, record.step == 0 { return }
    var record = record
    record.step += steps
    record.seconds += seconds
    record.counts.add(counts)
    record.isLast = false
    try inner.observe(record)
  }

  func tick(_ progress: RunProgress) throws { try inner.tick(progress) }
}

extension EvaluationCounts {
  mutating func add(_ other: EvaluationCounts) {
    f += other.f
    g += other.g
    hvp += other.hvp
    jac += other.jac
    points += other.points
  }
}
