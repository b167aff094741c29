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

  /// Nobody looks at the point that the next step leaves: long vectors are then moved where they lie, and gradients share one
  /// buffer, which keeps a step's memory in the cache.
  public var forgetsPoints = false

  /// The point that a plain step will arrive at: the one it starts from where that may be overwritten.
  private func destination(from start: Point) -> Point {
    let isLong = start.x.count >= 4096
    return forgetsPoints && isLong && chain.endsElementwise && evaluator.best !== start ? start : run.takePoint()
  }

  /// x ← x − update, by one pass through the chain.
  public func step() throws {
    let start = evaluator.current
    run.clearStep()
    if function.beginStep(run.step) { start.invalidate() }
    objective.begin(function: evaluator, point: start)
    let next = destination(from: start)
    var arrived = next
    do {
      let moved = try chain.step(objective, movingInto: next)
      if objective.skipUpdate {
        run.recycle(next)
        arrived = objective.takeCandidate() ?? start
      } else if !moved {
        next.x.assign(start.x, minus: try objective.currentUpdate(), times: 1)
        if next === start { start.invalidate() }
        adoptCandidate(into: next)
      } else if next === start {
        start.invalidate()
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
      if forgetsPoints && !arrived.hasGradient {
        (left.gradient, arrived.gradient) = (arrived.gradient, left.gradient)
        left.hasGradient = false
      }
      defer { run.recycle(left) }
      try evaluator.move(to: arrived)
    }
    run.runHooks()
  }

  /// A step that ended just where a line search had been keeps what it found there.
  private func adoptCandidate(into next: Point) {
    guard let candidate = objective.takeCandidate(), candidate !== next else { return }
    if candidate.x.hasSameBits(as: next.x) { next.adopt(candidate) }
    run.recycle(candidate)
  }
}
