import Numerics

/// The inverse Hessian of L-SR1 in compact form,
///
///     H = I + Z N⁻¹ Zᵀ,   Z = S − Y,   N = D + R + Rᵀ − YᵀY,
///
/// the columns of S and Y being the pairs, R the strictly upper triangle of SᵀY and D its diagonal (Byrd, Nocedal & Schnabel,
/// Representations of quasi-Newton matrices, 1994, equation 5.3). Two passes over the pairs where the recursion makes as many as
/// there are pairs; the recursion leaves out a pair that changes nothing, here N is singular then.
final class CompactSR1 {
  private let history: PairHistory
  private var version = -1
  private var isRegular = false
  private var middle = Matrix(rows: 0, columns: 0)
  private var factors = LUFactorization(order: 0)
  private var small = Vector(count: 0)

  init(_ history: PairHistory) { self.history = history }

  /// Pairs, oldest first.
  private func slot(_ i: Int) -> Int { history.slot(history.count - 1 - i) }

  private func refresh() {
    if version == history.version { return }
    version = history.version
    let m = history.count, lanes = history.lanes
    if middle.rows != m {
      middle = Matrix(rows: m, columns: m)
      factors = LUFactorization(order: m)
      small = Vector(count: m)
    }
    for i in 0..<m {
      for j in 0...i {
        // ⟨yᵢ, sⱼ − yⱼ⟩
        let y = history.y(slot(i))
        let entry = dot(y, history.s(slot(j)), lanes) - dot(y, history.y(slot(j)), lanes)
        middle[i, j] = entry
        middle[j, i] = entry
      }
    }
    isRegular = factors.factor(middle)
  }

  /// v ← H v; false, with v as it was, where N is singular. Writes v's padding.
  func apply(to v: Vector) -> Bool {
    refresh()
    let m = history.count, lanes = history.lanes
    if m == 0 { return true }
    guard isRegular else { return false }
    for i in history.entries..<(8 * lanes) { v[i] = 0 }
    let q = UnsafeMutableRawPointer(v.base).assumingMemoryBound(to: Lanes.self)
    for i in 0..<m { small[i] = dot(history.s(slot(i)), q, lanes) - dot(history.y(slot(i)), q, lanes) }
    guard factors.solve(small) else { return false }
    for i in 0..<m {
      let s = history.s(slot(i)), y = history.y(slot(i)), c = Lanes(repeating: small[i])
      for k in 0..<lanes { q[k] = fma(c, s[k] - y[k], q[k]) }
    }
    return true
  }
}
