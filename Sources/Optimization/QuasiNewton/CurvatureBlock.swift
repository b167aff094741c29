import Numerics

/// What a quasi-Newton module knows of one block of entries: all parameters together, or one tensor.
///
/// The matrix M is H ≈ (∇²f)⁻¹ or B ≈ ∇²f, as the module says. The memory that goes into a pair is the same for all.
open class CurvatureBlock {
  public let offset: Int
  public let count: Int
  /// The present pair s = Δx, y = Δu.
  public let s: Vector
  public let y: Vector
  /// x and u of the last update; renewed before a formula sees the pair.
  public let x: Vector
  public let u: Vector
  /// ⟨s, y⟩ of the present pair.
  public private(set) var sy = 0.0
  /// f at the last update that was not cut short, where the module asks for values.
  public var previousValue = 0.0
  public var value = 0.0
  /// Updates since the matrix was the identity.
  public private(set) var t = 0
  var hasPrevious = false
  var isScaled = false
  /// The matrix exists; false at the very start and after a reset of the module.
  var isStarted = false

  init(offset: Int, count: Int) {
    self.offset = offset
    self.count = count
    s = Vector(count: count)
    y = Vector(count: count)
    x = Vector(count: count)
    u = Vector(count: count)
  }

  func reset() {
    t = 0
    hasPrevious = false
    isScaled = false
    isStarted = false
  }

  func countUpdate() { t += 1 }

  /// Stores x and u of the step, and where there are earlier ones s and y.
  func take(_ x: Vector, _ u: Vector) {
    let newX = x.base + offset, newU = u.base + offset
    let x = self.x.base, u = self.u.base, s = s.base, y = y.base
    for i in 0..<count {
      s[i] = newX[i] - x[i]
      x[i] = newX[i]
      y[i] = newU[i] - u[i]
      u[i] = newU[i]
    }
    sy = self.s.dot(self.y)
  }

  /// ⟨y, y⟩/⟨y, s⟩, the factor that gives I the curvature of the pair; nil where there is none.
  var curvatureScale: Double? {
    let yy = y.sumOfSquares
    return sy > smallestMagnitude && yy > smallestMagnitude ? yy / sy : nil
  }

  // MARK: the matrix

  /// M ← factor·I
  func setIdentity(_ factor: Double) {}
  /// M ← factor·M
  func scale(by factor: Double) {}
  /// Keeps M for `blend`.
  func keep() {}
  /// M ← b·(the kept M) + (1 − b)·M
  func blend(_ b: Double) {}
  /// v ← M v, or M⁻¹ v; false where M is singular.
  func multiply(_ v: UnsafeMutablePointer<Double>) -> Bool { true }
  func divide(_ v: UnsafeMutablePointer<Double>) -> Bool { true }
  /// v ← (M + λ diag(d))⁻¹ v, and v ← (M⁻¹ + λ diag(d))⁻¹ v.
  func divide(_ v: UnsafeMutablePointer<Double>, shift: Double, _ d: UnsafePointer<Double>?) -> Bool { true }
  func multiplyInverse(_ v: UnsafeMutablePointer<Double>, shift: Double, _ d: UnsafePointer<Double>?) -> Bool { true }
  /// out ← diag(M), and diag(M⁻¹).
  func diagonal(into out: UnsafeMutablePointer<Double>) -> Bool { true }
  func inverseDiagonal(into out: UnsafeMutablePointer<Double>) -> Bool { true }

  // MARK: snapshots

  struct Snapshot {
    let x, u: Vector
    let matrices: [Vector]
    let previousValue: Double
    let t: Int
    let hasPrevious, isScaled, isStarted: Bool
  }

  /// The vectors that hold the matrix and the formula's own memory.
  var storages: [Vector] { [] }

  func snapshot() -> Snapshot {
    Snapshot(
      x: x.copy(), u: u.copy(), matrices: storages.map { $0.copy() }, previousValue: previousValue, t: t,
      hasPrevious: hasPrevious, isScaled: isScaled, isStarted: isStarted)
  }

  func restore(_ snapshot: Snapshot) {
    guard snapshot.x.count == count else { return }
    x.assign(snapshot.x)
    u.assign(snapshot.u)
    for (storage, kept) in zip(storages, snapshot.matrices) { storage.assign(kept) }
    (previousValue, t, hasPrevious) = (snapshot.previousValue, snapshot.t, snapshot.hasPrevious)
    (isScaled, isStarted) = (snapshot.isScaled, snapshot.isStarted)
  }
}

/// The blocks of a module as its memory.
final class CurvatureMemory: AnyState {
  var blocks: [CurvatureBlock] = []

  func prepare(_ layout: Layout) { reset() }
  func reset() { for block in blocks { block.reset() } }
  func snapshot() -> Any { blocks.map { $0.snapshot() } }
  func restore(_ snapshot: Any) {
    guard let kept = snapshot as? [CurvatureBlock.Snapshot], kept.count == blocks.count else { return }
    for (block, state) in zip(blocks, kept) { block.restore(state) }
  }
  var text: String {
    blocks.map { block in
      let n = block.count
      let shape = block.storages.first?.count == n * n ? "\(n) × \(n) matrix" : "\(n) \(n == 1 ? "entry" : "entries")"
      return "\(shape), \(block.t) update\(block.t == 1 ? "" : "s")"
    }.joined(separator: "; ")
  }
}
