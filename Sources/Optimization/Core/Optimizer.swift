import Numerics

/// A chain at work on a function: one `step` at a time.
///
///     let optimizer = try Optimizer(chain, function, start: x0, seed: 0)
///     for _ in 0..<100 { try optimizer.step() }
///
/// A step that cannot be finished throws a `RunEnd` and leaves `x` where the step began.
public final class Optimizer {
  public let chain: Chain
  public let run: Run
  public let evaluator: Evaluator
  private let objective: Objective
  private let function: ObjectiveFunction

  public init(_ chain: Chain, _ function: ObjectiveFunction, start: Vector, seed: UInt64 = 0) throws {
    let point = Point(count: function.layout.count)
    point.x.assign(start)
    self.chain = chain
    self.function = function
    evaluator = Evaluator(function, start: point)
    run = Run(evaluator: evaluator, seed: seed)
    run.chain = chain
    objective = Objective(run: run, layout: function.layout, function: evaluator, point: point)
    try chain.prepare(Preparation(layout: function.layout, isLast: true, path: ""))
  }

  /// The current parameters.
  public var x: Vector { evaluator.current.x }
  /// Steps completed.
  public var steps: Int { run.step }

  /// Keep the update of the step (`--record update`).
  public var recordsUpdate: Bool {
    get { objective.keepsUpdate }
    set { objective.keepsUpdate = newValue }
  }
  /// The update of the last step where it was kept and subtracted.
  public var lastUpdate: Vector? { objective.hasUpdate ? objective.update : nil }

  /// x ← x − update, by one pass through the chain.
  public func step() throws {
    let start = evaluator.current
    run.clearStep()
    if function.beginStep(run.step) { start.invalidate() }
    objective.begin(function: evaluator, point: start)
    let next = run.takePoint()
    var arrived = next
    do {
      let moved = try chain.step(objective, movingInto: next)
      if objective.skipUpdate {
        run.recycle(next)
        arrived = objective.takeCandidate() ?? start
      } else if !moved {
        next.x.assign(start.x, minus: try objective.currentUpdate(), times: 1)
        adoptCandidate(into: next)
      }
    } catch {
      run.recycle(next)
      _ = evaluator.endChanges(undo: true)
      throw error
    }
    if evaluator.endChanges(undo: false), arrived === start { start.invalidate() }
    if let module = run.firstNonFinite, !arrived.x.isFinite {
      if arrived !== start { run.recycle(arrived) }
      throw RunEnd.diverged("the update of '\(module)' is not finite")
    }
    run.step += 1
    if arrived !== start {
      let left = start
      defer { run.recycle(left) }
      try evaluator.move(to: arrived)
    }
    run.runHooks()
  }

  /// A step that ended just where a line search had been keeps what it found there.
  private func adoptCandidate(into next: Point) {
    guard let candidate = objective.takeCandidate(), candidate !== next else { return }
    if let value = candidate.value, candidate.x.hasSameBits(as: next.x) {
      next.value = value
      if candidate.hasGradient {
        next.gradient.assign(candidate.gradient)
        next.hasGradient = true
      }
    }
    run.recycle(candidate)
  }
}
