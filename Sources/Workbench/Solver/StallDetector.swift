import Numerics
import Optimization

/// Sees when a chain evaluates but x no longer changes, by a rule that does not cut short what would still move.
///
/// A step counts as unmoved if it evaluated and left every bit of x as it was. After `limit` of them in a row the run has
/// stalled if all were rejections (the update was zero, or a line search or trust region stayed where it was), or if the
/// chain's memory did not change either, so that the next step must do the same. An update that is merely too small for now
/// does not stall a run while averages still decay. Passed over are steps without an evaluation (gradients are being
/// accumulated); not judged are chains that draw random numbers or follow schedules.
struct StallDetector {
  private let limit: Int
  private let chain: Chain
  /// Unmoved steps in a row.
  private(set) var count = 0
  private var rejections = 0
  private var nextCheck: Int
  private var pointsBefore = 0
  private var randomBefore: RandomSource
  private var memory: [Any] = []
  /// x at the first of the unmoved steps: a module may move x in place.
  private var held: Vector?

  init(limit: Int, _ optimizer: Optimizer) {
    chain = optimizer.chain
    var isScheduled = false
    chain.forEachModule { module in isScheduled = isScheduled || module.members.settings.contains { $0.isScheduled } }
    self.limit = isScheduled ? 0 : limit
    nextCheck = limit
    randomBefore = optimizer.run.random
  }

  /// After a step from one point to another (or the same); true when the run has stalled.
  @inline(__always)
  mutating func hasStalled(from left: Point, _ optimizer: Optimizer) -> Bool {
    let arrived = optimizer.evaluator.current
    if left !== arrived, arrived.x.count > 0, left.x.base[0] != arrived.x.base[0] {
      if count > 0 { begin(optimizer) }
      return false
    }
    return limit > 0 && isStalled(from: left, to: arrived, optimizer)
  }

  private mutating func begin(_ optimizer: Optimizer) {
    count = 0
    rejections = 0
    nextCheck = limit
    memory = []
    pointsBefore = optimizer.evaluator.counts.points
    randomBefore = optimizer.run.random
  }

  @inline(never)
  private mutating func isStalled(from left: Point, to arrived: Point, _ optimizer: Optimizer) -> Bool {
    let isMoved: Bool
    if left !== arrived {
      isMoved = !left.x.hasSameBits(as: arrived.x)
    } else {
      isMoved = count > 0 && held.map { !$0.hasSameBits(as: arrived.x) } ?? false
      if count == 0 || isMoved || held == nil { held = arrived.x.copy() }
    }
    if isMoved {
      begin(optimizer)
      return false
    }
    if count == 0 { begin(optimizer) }
    let points = optimizer.evaluator.counts.points
    if count > 0 && points == pointsBefore { return false }
    pointsBefore = points
    count += 1
    if left === arrived || optimizer.lastUpdate?.maxAbs == 0 { rejections += 1 }
    if count == nextCheck - 1 { memory = declaredMemory() }
    guard count >= nextCheck else { return false }
    nextCheck *= 2
    if optimizer.run.random != randomBefore {
      begin(optimizer)
      return false
    }
    return rejections == count || zip(memory, declaredMemory()).allSatisfy(isSameMemory)
  }

  private func declaredMemory() -> [Any] {
    var memory: [Any] = []
    chain.forEachModule { module in memory += module.members.states.map { $0.snapshot() } }
    return memory
  }
}

/// Bitwise equality of two snapshots of one piece of memory. Integers count steps and may differ.
private func isSameMemory(_ a: Any, _ b: Any) -> Bool {
  switch (a, b) {
  case is (Int, Int): true
  case let (a as Double, b as Double): a.bitPattern == b.bitPattern
  case let (a as Bool, b as Bool): a == b
  case let (a as String, b as String): a == b
  case let (a as Vector, b as Vector): a.hasSameBits(as: b)
  case let (a as Matrix, b as Matrix): a.rows == b.rows && a.values == b.values
  case let (a as [Any], b as [Any]): a.count == b.count && zip(a, b).allSatisfy(isSameMemory)
  default: isNone(a) && isNone(b)
  }
}

private func isNone(_ value: Any) -> Bool {
  if case Optional<Any>.none = value { return true }
  let mirror = Mirror(reflecting: value)
  return mirror.displayStyle == .optional && mirror.children.isEmpty
}
