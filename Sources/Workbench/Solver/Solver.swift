import Numerics
import Optimization

/// Runs a chain on a function until a rule says stop, and tells observers.
///
///     let solver = try Solver(chain, function, start: x0)
///     solver.rules.maximalSteps = 100
///     let report = try solver.run()
///
/// `run` may be called again, with other rules: the chain keeps its memory and the counts go on. The solver knows nothing of
/// files and terminals.
public final class Solver {
  public let optimizer: Optimizer
  public var rules = StopRules()
  public var observers: [any RunObserver] = []
  /// Asked between steps and before every evaluation; a step that it ends is not made.
  public var isInterrupted: (() -> Bool)?
  /// Asked between steps alone: whether the caller wants the run to end there.
  public var isOver: (() -> Bool)?
  /// Asked after each step, with the point that it left, whether a criterion of the caller's is met; a sentence says that it is,
  /// and the run has converged.
  public var judgement: ((_ left: Point) -> String?)?
  /// The report has the gradient's norm even where the run did not ask for the gradient.
  public var reportsGradient = true
  /// f at one x is always the same, so that a run can stall.
  public var isDeterministic = true

  /// Whether records tell what every stage of the chain did (`StepRecord.stages`).
  public var isWatching: Bool {
    get { optimizer.chain.watch != nil }
    set { optimizer.chain.watch = newValue ? ChainWatch(count: evaluator.layout.count) : nil }
  }
  /// The last call of `run` ended within a step or before one, not after it: what such a step did to the memory of the chain stays.
  public private(set) var endedInStep = false

  /// Seconds of all calls of `run`.
  public private(set) var seconds = 0.0
  /// The point of lowest value, and the step that reached it.
  private var bestPoint: Point?
  private var bestStep = 0
  private var lastMove: Double?
  private var leavesValueUnknown = false
  private var began = 0.0
  private var secondsBefore = 0.0
  let rows: RowKeeper

  public init(_ chain: Chain, _ function: ObjectiveFunction, start: Vector, seed: UInt64 = 0) throws {
    optimizer = try Optimizer(chain, function, start: start, seed: seed)
    rows = RowKeeper(optimizer: optimizer)
  }

  private var evaluator: Evaluator { optimizer.evaluator }

  /// Steps until the run ends. Throws only what an observer throws.
  public func run() throws -> RunReport {
    began = Evaluator.now()
    secondsBefore = seconds
    evaluator.maximalEvaluations = rules.maximalEvaluations
    evaluator.deadline = rules.seconds.map { began + $0 }
    evaluator.gradientTolerance = rules.gradientTolerance
    evaluator.targetValue = rules.targetValue
    evaluator.isInterrupted = isInterrupted
    rows.begin(observers)

    let ending: Ending
    endedInStep = false
    do {
      rows.capture(step: optimizer.steps, seconds: elapsed)
      try testStart()
      ending = try loop()
    } catch let end as RunEnd {
      endedInStep = true
      ending = Ending(end, optimizer, rules)
    }
    return try finish(ending)
  }

  /// The run between two steps; called there or from an observer's `tick`.
  public func checkpoint() -> SolverCheckpoint {
    SolverCheckpoint(
      run: optimizer.checkpoint(), seconds: elapsed, bestStep: bestStep, lastMove: lastMove, leavesValueUnknown: leavesValueUnknown)
  }

  /// Takes up a run in a solver that has made no step; the chain's memory is the caller's to restore.
  public func resume(at checkpoint: SolverCheckpoint) {
    optimizer.resume(at: checkpoint.run)
    (seconds, secondsBefore, began) = (checkpoint.seconds, checkpoint.seconds, Evaluator.now())
    (bestStep, lastMove, leavesValueUnknown) = (checkpoint.bestStep, checkpoint.lastMove, checkpoint.leavesValueUnknown)
    bestPoint = evaluator.best
    // At the start no row has been written.
    if checkpoint.run.step > 0 { rows.resume(after: checkpoint.run.step) }
  }

  /// The last record and the report.
  private func finish(_ ending: Ending) throws -> RunReport {
    seconds = elapsed
    let values = finalValues(ending.status)
    let judged = judged(ending, values)
    let current = evaluator.current.x
    var best = BestPoint(f: values.f, step: optimizer.steps, x: current.copy())
    if let point = evaluator.best, !(values.f < evaluator.bestValue) {
      if point !== bestPoint { bestStep = optimizer.steps }
      best = BestPoint(f: evaluator.bestValue, step: bestStep, x: point.x.copy())
    }
    if let lowest = evaluator.base.lowest, !(best.f <= lowest.f) {
      best = BestPoint(f: lowest.f, step: lowest.step, x: lowest.x.copy())
    }
    let report = RunReport(
      status: judged.status, reason: judged.reason, steps: optimizer.steps, f: values.f, x: current.copy(),
      gradientNorm: values.gradientNorm, best: best,
      criteria: criteria(values, seconds: elapsed - secondsBefore, lastMove: lastMove), counts: evaluator.counts,
      seconds: seconds)
    try rows.finish(step: optimizer.steps, f: values.f, gradientNorm: values.gradientNorm, seconds: seconds)
    for observer in observers { try observer.finish(report) }
    return report
  }

  /// Seconds of all calls of `run`, the present one included.
  var secondsNow: Double { elapsed }

  private var elapsed: Double { secondsBefore + Evaluator.now() - began }

  /// What is known of the point that the run begins at, and a start that the chain will not step from, are tested first.
  private func testStart() throws {
    let point = evaluator.current
    let canDerive = evaluator.capabilities.contains(.gradient)
    if rules.maximalSteps == 0, optimizer.steps == 0 {
      if rules.gradientTolerance > 0, canDerive {
        _ = try evaluator.gradient(at: point.x, into: point.gradient)
      } else {
        _ = try evaluator.value(at: point.x)
      }
    }
    if let target = rules.targetValue {
      let f = evaluator.reportedValue()
      if f <= target { throw RunEnd.targetReached(measured: f) }
    }
    if rules.gradientTolerance > 0, point.hasGradient {
      let norm = point.gradient.maxAbs
      if norm <= rules.gradientTolerance { throw RunEnd.gradientTolerance(measured: norm) }
    }
  }

  private func loop() throws -> Ending {
    let run = optimizer.run
    let evaluator = optimizer.evaluator
    let paces = rules.seconds != nil || observers.contains { $0.wantsTicks }
    var pacer = Pacer(step: optimizer.steps, now: began)
    var stall = StallDetector(limit: isDeterministic ? rules.stallSteps : 0, optimizer)
    let previous = rules.stepTolerance > 0 ? Vector(count: evaluator.layout.count) : nil
    run.termination = nil
    // f at a point that a step leaves may still be asked for by the target's test and by the test for stalling.
    let canForget = rules.targetValue == nil && evaluator.layout.count >= 4096

    while optimizer.steps < rules.maximalSteps {
      if isInterrupted?() == true || isOver?() == true { return Ending(.interrupted, "after step \(optimizer.steps)") }
      let left = evaluator.current
      previous?.assign(left.x)
      optimizer.forgetsPoints = canForget && optimizer.steps + 1 < rows.nextEvent
      do {
        try optimizer.step()
      } catch {
        try noteStep(from: left)
        throw error as? RunEnd ?? .failed("\(error)")
      }
      try noteStep(from: left)
      if let previous {
        let move = distance(previous, evaluator.current.x)
        lastMove = move
        if move <= rules.stepTolerance, run.termination == nil {
          return Ending(.converged, "max |step| \(shortText(move)) <= \(shortText(rules.stepTolerance)) (--xtol)")
        }
      }
      if let judgement, let reason = judgement(left) { return Ending(.converged, reason) }
      if let reason = run.termination { return Ending(.terminated, reason) }
      if stall.hasStalled(from: left, optimizer) {
        return Ending(.stalled, "\(stall.count) steps in a row evaluated and left x as it was, bit for bit")
      }
      if leavesValueUnknown, let target = rules.targetValue {
        let f = evaluator.reportedValue()
        if f <= target { return Ending.targetReached(f, target) }
      }
      if paces, optimizer.steps >= pacer.nextStep { try keepPace(&pacer) }
    }
    return Ending(.stepLimit, "\(rules.maximalSteps) steps (--steps)")
  }

  /// After a step, finished or not: rows that waited for what this step learnt of the point it left, and the best point.
  @inline(__always)
  private func noteStep(from left: Point) throws {
    let steps = optimizer.steps
    if let best = evaluator.best, best !== bestPoint {
      bestPoint = best
      bestStep = best === evaluator.current ? steps : max(0, steps - 1)
    }
    if left.value == nil { leavesValueUnknown = true }
    if steps >= rows.nextEvent { try rows.stepped(to: steps, from: left, seconds: elapsed) }
  }

  private func keepPace(_ pacer: inout Pacer) throws {
    let now = pacer.read(at: optimizer.steps)
    if let limit = rules.seconds, now - began >= limit { throw RunEnd.timeLimit }
    let progress = RunProgress(
      steps: optimizer.steps, maximalSteps: rules.maximalSteps, f: evaluator.current.value, best: evaluator.bestValue,
      seconds: secondsBefore + now - began)
    for observer in observers where observer.wantsTicks { try observer.tick(progress) }
  }
}

/// A run of a solver between two steps, to be taken up by another one.
public struct SolverCheckpoint {
  public let run: Checkpoint
  fileprivate let seconds: Double
  fileprivate let bestStep: Int
  fileprivate let lastMove: Double?
  fileprivate let leavesValueUnknown: Bool
}

/// ‖a − b‖∞
private func distance(_ a: Vector, _ b: Vector) -> Double {
  var largest = 0.0
  for i in 0..<a.count { largest = max(largest, abs(a.base[i] - b.base[i])) }
  return largest
}
