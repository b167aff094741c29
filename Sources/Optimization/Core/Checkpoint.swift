import Numerics

/// A run between two steps, apart from what follows: where it stands, what is known there, counts, random numbers, memory.
///
/// Restored into a new optimizer of the same chain and function it goes on bit for bit.
public struct Checkpoint {
  public let step: Int
  public let counts: EvaluationCounts
  public let memory: ChainMemory
  /// False where the run also knows what a module's own function gave at this point (a homotopy, SAM): going on from here takes the
  /// same steps but may evaluate once more.
  public let isComplete: Bool

  fileprivate let random: RandomSource
  fileprivate let x: Vector
  fileprivate let value: Double?
  fileprivate let gradient: Vector?
  /// The best point where it is not the current one.
  fileprivate let best: Vector?
  fileprivate let isBest: Bool
  fileprivate let bestValue: Double
  fileprivate let function: ObjectIdentifier
  fileprivate let functionMemory: Any?

  /// About how many bytes it holds.
  public let size: Int
}

extension Optimizer {
  /// The state between two steps; to be called there alone.
  public func checkpoint() -> Checkpoint {
    let point = evaluator.current
    let isBest = evaluator.best === point
    let best = isBest ? nil : evaluator.best?.x.copy()
    let memory = ChainMemory(chain), functionMemory = evaluator.base.snapshot()
    return Checkpoint(
      step: run.step, counts: evaluator.counts, memory: memory, isComplete: point.substitute == nil, random: run.random,
      x: point.x.copy(), value: point.value, gradient: point.hasGradient ? point.gradient.copy() : nil, best: best, isBest: isBest,
      bestValue: evaluator.bestValue, function: ObjectIdentifier(evaluator.base), functionMemory: functionMemory,
      size: memory.size + byteCount(of: functionMemory as Any) + 24 * point.x.count)
  }

  /// Takes up a run at a checkpoint, in an optimizer that has made no step. On another function than the checkpoint's, values that
  /// were known are forgotten; the chain's memory is left to the caller (`ChainMemory.restore`).
  public func resume(at checkpoint: Checkpoint) {
    // The function gives what it gave in the last step, and the next one says whether that is void.
    _ = evaluator.base.beginStep(max(0, checkpoint.step - 1))
    if let memory = checkpoint.functionMemory { evaluator.base.restore(memory) }
    let isSame = checkpoint.function == ObjectIdentifier(evaluator.base)
    let point = evaluator.current
    point.invalidate()
    point.x.assign(checkpoint.x)
    run.step = checkpoint.step
    run.random = checkpoint.random
    evaluator.counts = checkpoint.counts
    evaluator.best = nil
    evaluator.bestValue = .infinity
    guard isSame else { return }
    point.value = checkpoint.value
    if let gradient = checkpoint.gradient {
      point.gradient.assign(gradient)
      point.hasGradient = true
    }
    evaluator.bestValue = checkpoint.bestValue
    if checkpoint.isBest {
      evaluator.best = point
    } else if let x = checkpoint.best {
      let best = Point(count: x.count)
      best.x.assign(x)
      best.value = checkpoint.bestValue
      best.isParked = true
      evaluator.best = best
    }
  }
}
