import CVectorMath
import Numerics

/// The last pairs s = Δx, y = Δ∇f of a limited-memory method, in contiguous storage made once.
///
/// A new pair is staged in a free slot, and takes the place of the oldest only when it is committed. The padding of all pairs is
/// zero, so sums over whole lanes need no mask as long as the other factor's padding is a number.
final class PairHistory: AnyState {
  typealias Pointer = UnsafeMutablePointer<Lanes>

  /// Pairs kept at most; to be set before `prepare`.
  var capacity = 1
  private(set) var count = 0
  /// Grows with every change.
  private(set) var version = 0
  /// Entries of a vector, and lanes with padding.
  private(set) var entries = 0, lanes = 0
  private var newest = 0
  private var storage = Vector(count: 0)
  private var reciprocals: [Double] = []
  /// ⟨s, y⟩ / ⟨y, y⟩ of the newest pair.
  private(set) var scale = 1.0

  // MARK: memory of the module

  func prepare(_ layout: Layout) {
    entries = layout.count
    lanes = max(1, (layout.count + 7) / 8)
    let needed = 2 * (capacity + 1) * lanes * 8
    if storage.count != needed { storage = Vector(count: needed) }
    reciprocals = [Double](repeating: 0, count: capacity + 1)
    reset()
  }

  func reset() {
    count = 0
    newest = 0
    scale = 1
    version += 1
  }

  private struct Snapshot {
    let count, newest: Int
    let scale: Double
    let storage: Vector
    let reciprocals: [Double]
  }

  func snapshot() -> Any {
    Snapshot(count: count, newest: newest, scale: scale, storage: storage.copy(), reciprocals: reciprocals)
  }

  func restore(_ snapshot: Any) {
    guard let snapshot = snapshot as? Snapshot else { return }
    version += 1
    guard snapshot.storage.count == storage.count else { return takeOver(snapshot) }
    (count, newest, scale, reciprocals) = (snapshot.count, snapshot.newest, snapshot.scale, snapshot.reciprocals)
    storage.assign(snapshot.storage)
  }

  /// The newest pairs of a history of another capacity.
  private func takeOver(_ other: Snapshot) {
    let slots = other.reciprocals.count, size = 2 * lanes * 8
    guard slots * size == other.storage.count else { return }
    count = min(other.count, capacity)
    newest = count
    scale = other.scale
    for age in 0..<count {
      let from = (other.newest - age + slots) % slots, to = count - age
      (storage.base + to * size).update(from: other.storage.base + from * size, count: size)
      reciprocals[to] = other.reciprocals[from]
    }
  }

  var text: String { "\(count) of \(capacity) pairs" }

  // MARK: pairs

  /// The slot of the pair that is `age` pairs older than the newest.
  @inline(__always) func slot(_ age: Int) -> Int {
    let i = newest - age
    return i < 0 ? i + capacity + 1 : i
  }
  @inline(__always) func s(_ slot: Int) -> Pointer { pointer(2 * slot) }
  @inline(__always) func y(_ slot: Int) -> Pointer { pointer(2 * slot + 1) }
  /// ρ = 1/⟨s, y⟩
  @inline(__always) func reciprocal(_ slot: Int) -> Double { reciprocals[slot] }

  @inline(__always) private func pointer(_ i: Int) -> Pointer {
    UnsafeMutableRawPointer(storage.base).assumingMemoryBound(to: Lanes.self) + i * lanes
  }

  /// The free slot, for the pair under examination.
  var stagedSlot: Int { newest == capacity ? 0 : newest + 1 }

  /// What decides whether a pair is kept.
  struct Measures {
    var largestS = 0.0, largestY = 0.0, sy = 0.0, yy = 0.0
  }

  /// Stages s = x − previousX, y = u − previousU.
  func stage(_ x: Vector, minus previousX: Vector, _ u: Vector, minus previousU: Vector) -> Measures {
    let s = s(stagedSlot), y = y(stagedSlot)
    for i in 0..<lanes {
      s[i] = x.lane(i) - previousX.lane(i)
      y[i] = u.lane(i) - previousU.lane(i)
    }
    if entries & 7 != 0 {
      s[lanes - 1] = tz_first8(s[lanes - 1], Int64(entries & 7), 0)
      y[lanes - 1] = tz_first8(y[lanes - 1], Int64(entries & 7), 0)
    }
    return measureStaged()
  }

  /// The measures of the staged pair.
  func measureStaged() -> Measures {
    let s = s(stagedSlot), y = y(stagedSlot)
    var largestS = Lanes.zero, largestY = Lanes.zero, sy = Lanes.zero, yy = Lanes.zero
    for i in 0..<lanes {
      let si = s[i], yi = y[i]
      largestS = tz_max_magnitude8(largestS, si)
      largestY = tz_max_magnitude8(largestY, yi)
      sy = fma(si, yi, sy)
      yy = fma(yi, yi, yy)
    }
    return Measures(
      largestS: tz_max_magnitude_of8(largestS), largestY: tz_max_magnitude_of8(largestY), sy: tz_sum8(sy), yy: tz_sum8(yy))
  }

  /// Keeps the staged pair; the oldest goes if there are too many.
  func commit(_ measures: Measures) {
    let slot = stagedSlot
    reciprocals[slot] = 1 / measures.sy
    scale = measures.sy / measures.yy
    newest = slot
    if count < capacity { count += 1 }
    version += 1
  }
}

/// ⟨a, b⟩ over whole lanes.
@inline(__always)
func dot(_ a: UnsafeMutablePointer<Lanes>, _ b: UnsafeMutablePointer<Lanes>, _ lanes: Int) -> Double {
  var s0 = Lanes.zero, s1 = Lanes.zero, s2 = Lanes.zero, s3 = Lanes.zero
  var i = 0
  while i + 4 <= lanes {
    s0 = fma(a[i], b[i], s0)
    s1 = fma(a[i + 1], b[i + 1], s1)
    s2 = fma(a[i + 2], b[i + 2], s2)
    s3 = fma(a[i + 3], b[i + 3], s3)
    i += 4
  }
  while i < lanes {
    s0 = fma(a[i], b[i], s0)
    i += 1
  }
  return tz_sum8((s0 + s1) + (s2 + s3))
}

/// q ← factor·(q + c·a), giving ⟨q, b⟩ of the new q: one pass where two loops would be three.
@inline(__always)
func addAndDot(
  _ q: UnsafeMutablePointer<Lanes>, _ c: Double, _ a: UnsafeMutablePointer<Lanes>, _ factor: Double,
  _ b: UnsafeMutablePointer<Lanes>, _ lanes: Int
) -> Double {
  let c = Lanes(repeating: c * factor), factor = Lanes(repeating: factor)
  var s0 = Lanes.zero, s1 = Lanes.zero, s2 = Lanes.zero, s3 = Lanes.zero
  var i = 0
  while i + 4 <= lanes {
    let q0 = fma(c, a[i], q[i] * factor), q1 = fma(c, a[i + 1], q[i + 1] * factor)
    let q2 = fma(c, a[i + 2], q[i + 2] * factor), q3 = fma(c, a[i + 3], q[i + 3] * factor)
    q[i] = q0
    q[i + 1] = q1
    q[i + 2] = q2
    q[i + 3] = q3
    s0 = fma(q0, b[i], s0)
    s1 = fma(q1, b[i + 1], s1)
    s2 = fma(q2, b[i + 2], s2)
    s3 = fma(q3, b[i + 3], s3)
    i += 4
  }
  while i < lanes {
    let q0 = fma(c, a[i], q[i] * factor)
    q[i] = q0
    s0 = fma(q0, b[i], s0)
    i += 1
  }
  return tz_sum8((s0 + s1) + (s2 + s3))
}
