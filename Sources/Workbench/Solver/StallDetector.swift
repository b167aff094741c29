import Numerics
import Optimization

/// Counts steps in a row that evaluate but leave x as it was, bit for bit.
///
/// Steps without an evaluation are passed over (a chain that accumulates gradients waits), and so are those in which the chain
/// drew random numbers (a random search may reject many times before it moves).
struct StallDetector {
  private let limit: Int
  private(set) var count = 0
  private var pointsBefore = 0
  private var randomBefore: RandomSource
  /// x at the first of the unmoved steps: a module may move x in place.
  private var held: Vector?

  init(limit: Int, run: Run) {
    self.limit = limit
    randomBefore = run.random
  }

  /// After a step from one point to another (or the same); true when the run has stalled.
  @inline(__always)
  mutating func hasStalled(from left: Point, to arrived: Point, _ run: Run) -> Bool {
    if left !== arrived, arrived.x.count > 0, left.x.base[0] != arrived.x.base[0] {
      count = 0
      return false
    }
    return isUnmoved(from: left, to: arrived, run)
  }

  @inline(never)
  private mutating func isUnmoved(from left: Point, to arrived: Point, _ run: Run) -> Bool {
    guard limit > 0 else { return false }
    if left === arrived {
      if count == 0 || held == nil {
        held = arrived.x.copy()
      } else if let held, !held.hasSameBits(as: arrived.x) {
        count = 0
        return false
      }
    } else if !left.x.hasSameBits(as: arrived.x) {
      count = 0
      return false
    }
    let points = run.evaluator.counts.points
    if count == 0 {
      pointsBefore = points
      randomBefore = run.random
      count = 1
      return false
    }
    if points == pointsBefore { return false }
    pointsBefore = points
    count += 1
    guard count >= limit else { return false }
    if run.random != randomBefore {
      count = 0
      return false
    }
    return true
  }
}
