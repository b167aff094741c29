import Numerics
import Optimization

/// Makes the records that observers asked for, without evaluating what the run is about to evaluate anyway.
///
/// When a step ends, f and ∇f at the new point are often not yet known: the next step will ask for them. So a record waits until
/// the point is left; then what the run never asked for is computed, uncounted.
final class RowKeeper {
  /// The step at which `stepped` must be called.
  private(set) var nextEvent = Int.max

  private let optimizer: Optimizer
  private var observers: [any RunObserver] = []
  private var vectors: RecordedVectors = []
  /// For each observer the step that it waits for.
  private var due: [Int] = []
  private var waiting: Waiting?
  /// x of the step before, kept only where updates are recorded.
  private var previous: Vector?
  private let scratch: Vector
  /// Of the last finished row.
  private var lastRow = -1
  /// Of the last finished step, where stages are watched: an unfinished one leaves its own.
  private var stages: [StageMeasure] = []

  // One row waits at a time, so one buffer for each vector is enough; made when first needed.
  private lazy var heldX = Vector(count: scratch.count)
  private lazy var heldUpdate = Vector(count: scratch.count)

  private struct Waiting {
    var step: Int
    var counts: EvaluationCounts
    var seconds: Double
    var hasUpdate: Bool
    var stages: [StageMeasure]
  }

  init(optimizer: Optimizer) {
    self.optimizer = optimizer
    scratch = Vector(count: optimizer.evaluator.layout.count)
  }

  /// The run is taken up at the end of this step, whose row has been written.
  func resume(after step: Int) { lastRow = step }

  func begin(_ observers: [any RunObserver]) {
    self.observers = observers
    vectors = observers.reduce(into: []) { $0.formUnion($1.vectors) }
    waiting = nil
    if optimizer.chain.watch == nil { stages = [] }
    let first = lastRow + 1
    due = observers.map { $0.nextStep(from: first) ?? .max }
  }

  /// The run stands at the end of a step: starts a record if one is due.
  func capture(step: Int, seconds: Double) {
    let nextDue = due.min() ?? .max
    let x = optimizer.evaluator.current.x
    let watch = optimizer.chain.watch
    if let watch { stages = watch.stages }
    if nextDue == step || vectors.contains(.update) {
      let hasUpdate = vectors.contains(.update) && holdUpdate(to: x, step: step)
      if vectors.contains(.x) { heldX.assign(x) }
      waiting = Waiting(step: step, counts: optimizer.evaluator.counts, seconds: seconds, hasUpdate: hasUpdate, stages: stages)
    }
    nextEvent = waiting != nil || watch != nil ? step + 1 : nextDue
  }

  /// x_{k−1} − x_k: what the step subtracted, whichever module moved the parameters. False at the start, where there is none.
  private func holdUpdate(to x: Vector, step: Int) -> Bool {
    defer {
      if let previous { previous.assign(x) } else { previous = x.copy() }
    }
    guard step > 0, let previous else { return false }
    for i in 0..<x.count { heldUpdate[i] = previous[i] - x[i] }
    return true
  }

  /// A step ended; `left` is the point where it began and holds what became known there.
  func stepped(to step: Int, from left: Point, seconds: Double) throws {
    if let row = waiting, row.step < step {
      waiting = nil
      try deliver(row, at: left, isLast: false)
    }
    capture(step: step, seconds: seconds)
  }

  /// The last record, with the counts and the time of the whole run.
  func finish(step: Int, f: Double, gradientNorm: Double?, seconds: Double) throws {
    let evaluator = optimizer.evaluator
    let current = evaluator.current
    var record = StepRecord(
      step: step, f: f, gradientNorm: gradientNorm, counts: evaluator.counts, seconds: seconds, x: current.x,
      gradient: nil, update: waiting?.step == step && waiting?.hasUpdate == true ? heldUpdate : nil, isLast: true,
      stages: stages)
    if vectors.contains(.gradient), evaluator.capabilities.contains(.gradient) {
      record.gradientNorm = evaluator.reportedGradient(into: scratch)
      record.gradient = scratch
    }
    waiting = nil
    guard step > lastRow else { return }
    lastRow = step
    for observer in observers { try observer.observe(record) }
  }

  private func deliver(_ row: Waiting, at point: Point, isLast: Bool) throws {
    let takers = observers.indices.filter { due[$0] == row.step }
    if takers.isEmpty { return }
    let function = optimizer.evaluator.base
    let x = vectors.contains(.x) ? heldX : point.x
    function.beginReport()
    let f = point.value ?? (try? function.value(at: x)) ?? .nan
    var norm: Double? = nil
    var gradient: Vector? = nil
    if point.hasGradient {
      gradient = point.gradient
    } else if vectors.contains(.gradient), function.capabilities.contains(.gradient) {
      function.beginReport()
      if (try? function.gradient(at: x, into: scratch)) != nil { gradient = scratch }
    }
    if let gradient { norm = gradient.maxAbs }
    let record = StepRecord(
      step: row.step, f: f, gradientNorm: norm, counts: row.counts, seconds: row.seconds, x: x, gradient: gradient,
      update: row.hasUpdate ? heldUpdate : nil, isLast: isLast, stages: row.stages)
    lastRow = row.step
    for i in takers {
      try observers[i].observe(record)
      due[i] = observers[i].nextStep(from: row.step + 1) ?? .max
    }
  }
}
