import Numerics

/// The matrices of L-SR1: the SR1 updates of I by all pairs, as I + Σ w wᵀ/⟨w, b⟩ over
///
///     w_k = a_k − b_k − Σ_{j<k} w_j ⟨w_j, b_k⟩/⟨w_j, b_j⟩,
///
/// with (a, b) = (s, y) for H and (y, s) for B. A pair with ⟨w, b⟩ = 0 changes nothing.
final class RecursiveSR1: PairCurvature {
  /// One of the two matrices.
  private struct Side {
    let isInverse: Bool
    var version = -1
    var storage = Vector(count: 0)
    var denominators: [Double] = []
  }

  private let history: PairHistory
  private var inverse = Side(isInverse: true), direct = Side(isInverse: false)
  private var padded = Vector(count: 0), product = Vector(count: 0)
  private let shifted = DiagonalMinusLowRank()
  private var middle = Matrix(rows: 0, columns: 0)
  private var kept: [Int] = []

  init(_ history: PairHistory) { self.history = history }

  private func lanes(_ v: Vector) -> PairHistory.Pointer {
    UnsafeMutableRawPointer(v.base).assumingMemoryBound(to: Lanes.self)
  }

  private func w(_ side: Side, _ k: Int) -> PairHistory.Pointer { lanes(side.storage) + k * history.lanes }

  private func target(_ side: Side, _ slot: Int) -> PairHistory.Pointer { side.isInverse ? history.s(slot) : history.y(slot) }
  private func argument(_ side: Side, _ slot: Int) -> PairHistory.Pointer { side.isInverse ? history.y(slot) : history.s(slot) }

  private func refresh(_ side: inout Side) {
    if padded.count != 8 * history.lanes {
      padded = Vector(count: 8 * history.lanes)
      product = Vector(count: 8 * history.lanes)
    }
    if side.version == history.version { return }
    side.version = history.version
    let n = history.lanes
    if side.storage.count != history.capacity * n * 8 { side.storage = Vector(count: history.capacity * n * 8) }
    side.denominators.removeAll(keepingCapacity: true)
    for k in 0..<history.count {
      let slot = history.slot(history.count - 1 - k)
      let a = target(side, slot), b = argument(side, slot), new = w(side, k)
      for i in 0..<n { new[i] = a[i] - b[i] }
      for j in 0..<k where abs(side.denominators[j]) >= smallestMagnitude {
        let old = w(side, j)
        let c = Lanes(repeating: -dot(old, b, n) / side.denominators[j])
        for i in 0..<n { new[i] = fma(c, old[i], new[i]) }
      }
      side.denominators.append(dot(new, b, n))
    }
  }

  /// v ← v + Σ w ⟨w, v⟩/⟨w, b⟩ for vectors of whole lanes with zero padding; `original` is v as it was.
  private func apply(_ side: Side, _ original: PairHistory.Pointer, _ v: PairHistory.Pointer) {
    let n = history.lanes
    for k in side.denominators.indices where abs(side.denominators[k]) >= smallestMagnitude {
      let w = w(side, k)
      let c = Lanes(repeating: dot(w, original, n) / side.denominators[k])
      for i in 0..<n { v[i] = fma(c, w[i], v[i]) }
    }
  }

  private func multiply(_ side: inout Side, _ v: Vector, _ out: Vector) {
    refresh(&side)
    padded.base.update(from: v.base, count: history.entries)
    let original = lanes(padded), result = lanes(product)
    result.update(from: original, count: history.lanes)
    apply(side, original, result)
    out.base.update(from: product.base, count: history.entries)
  }

  func productWithStagedStep() -> PairHistory.Pointer { staged(&direct, history.s(history.stagedSlot)) }
  func inverseProductWithStagedChange() -> PairHistory.Pointer { staged(&inverse, history.y(history.stagedSlot)) }

  private func staged(_ side: inout Side, _ v: PairHistory.Pointer) -> PairHistory.Pointer {
    refresh(&side)
    let out = lanes(product)
    out.update(from: v, count: history.lanes)
    apply(side, v, out)
    return out
  }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    multiply(&direct, v, out)
    return true
  }

  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    multiply(&inverse, b, out)
    return true
  }

  /// B = I − W M⁻¹ Wᵀ with M = −diag⟨w, b⟩.
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    refresh(&direct)
    let side = direct
    kept.removeAll(keepingCapacity: true)
    for k in side.denominators.indices where abs(side.denominators[k]) >= smallestMagnitude { kept.append(k) }
    if middle.rows != kept.count { middle = Matrix(rows: kept.count, columns: kept.count) }
    for (i, k) in kept.enumerated() { middle[i, i] = -side.denominators[k] }
    padded.base.update(from: b.base, count: history.entries)
    let columns = kept
    guard shifted.solve(lanes(padded), 1, lambda, d, history, middle, columns.count, { (self.w(side, columns[$0]), 1) })
    else { return false }
    out.base.update(from: padded.base, count: history.entries)
    return true
  }

  func diagonal(into out: Vector) throws -> Bool {
    refresh(&direct)
    out.fill(1)
    for k in direct.denominators.indices where abs(direct.denominators[k]) >= smallestMagnitude {
      let w = UnsafeMutableRawPointer(w(direct, k)).assumingMemoryBound(to: Double.self)
      for i in 0..<history.entries { out[i] += w[i] * w[i] / direct.denominators[k] }
    }
    return true
  }
}
