import Numerics

/// The Hessian of L-BFGS in compact form, for trust regions and damping:
///
///     B = b₀I − W M⁻¹ Wᵀ,   W = [b₀Sᵀ  Yᵀ],   M = [[b₀ S Sᵀ, L], [Lᵀ, −D]],
///
/// where the rows of S and Y are the pairs, oldest first, b₀ = ⟨y, y⟩/⟨s, y⟩ of the newest, L the strictly lower triangle of S Yᵀ
/// and D its diagonal (Nocedal & Wright, 2006, theorem 7.4). Without pairs B = I. Where M is singular B counts as b₀I.
final class CompactBFGS: PairCurvature {
  private let history: PairHistory
  private var twoLoop = TwoLoop()
  private var version = -1
  private var b0 = 1.0
  /// M; nil where it is singular.
  private var middle = Matrix(rows: 0, columns: 0)
  private var factors: LUFactorization?
  private var isRegular = false
  private var small = Vector(count: 0)
  private var padded = Vector(count: 0), product = Vector(count: 0)
  private let shifted = DiagonalMinusLowRank()

  init(_ history: PairHistory) { self.history = history }

  /// Number of columns of W.
  private var width: Int { 2 * history.count }

  private func refresh() {
    if version == history.version { return }
    version = history.version
    b0 = history.count == 0 ? 1 : 1 / history.scale
    let m = history.count, lanes = history.lanes
    if padded.count != history.lanes * 8 {
      padded = Vector(count: history.lanes * 8)
      product = Vector(count: history.lanes * 8)
    }
    if m == 0 { return }
    if middle.rows != 2 * m {
      middle = Matrix(rows: 2 * m, columns: 2 * m)
      factors = LUFactorization(order: 2 * m)
      small = Vector(count: 2 * m)
    }
    for i in 0..<m {
      let row = slot(i)
      for j in 0...i {
        let ss = b0 * dot(history.s(row), history.s(slot(j)), lanes)
        middle[i, j] = ss
        middle[j, i] = ss
        let sy = j < i ? dot(history.s(row), history.y(slot(j)), lanes) : 0
        middle[i, m + j] = sy
        middle[m + j, i] = sy
        if j < i {
          middle[j, m + i] = 0
          middle[m + i, j] = 0
        }
        middle[m + i, m + j] = i == j ? -1 / history.reciprocal(row) : 0
        middle[m + j, m + i] = middle[m + i, m + j]
      }
    }
    isRegular = factors?.factor(middle) ?? false
  }

  /// The slot of pair i, oldest first.
  private func slot(_ i: Int) -> Int { history.slot(history.count - 1 - i) }

  /// Column k of W without its factor, and the factor.
  private func column(_ k: Int) -> (PairHistory.Pointer, Double) {
    let m = history.count
    return k < m ? (history.s(slot(k)), b0) : (history.y(slot(k - m)), 1)
  }

  /// v with zero padding.
  private func pad(_ v: Vector) -> PairHistory.Pointer {
    padded.base.update(from: v.base, count: history.entries)
    return UnsafeMutableRawPointer(padded.base).assumingMemoryBound(to: Lanes.self)
  }

  /// out ← B v for vectors of whole lanes with zero padding.
  private func multiply(_ v: PairHistory.Pointer, _ out: PairHistory.Pointer) {
    let lanes = history.lanes
    for i in 0..<lanes { out[i] = b0 * v[i] }
    guard history.count > 0, isRegular, let factors else { return }
    for k in 0..<width {
      let (w, factor) = column(k)
      small[k] = factor * dot(w, v, lanes)
    }
    guard factors.solve(small) else { return }
    subtractColumns(small, out)
  }

  /// out ← out − W z
  private func subtractColumns(_ z: Vector, _ out: PairHistory.Pointer) {
    for k in 0..<width {
      let (w, factor) = column(k)
      let c = Lanes(repeating: -factor * z[k])
      for i in 0..<history.lanes { out[i] = fma(c, w[i], out[i]) }
    }
  }

  func productWithStagedStep() -> PairHistory.Pointer {
    refresh()
    let out = UnsafeMutableRawPointer(product.base).assumingMemoryBound(to: Lanes.self)
    multiply(history.s(history.stagedSlot), out)
    return out
  }

  func inverseProductWithStagedChange() -> PairHistory.Pointer {
    refresh()
    let out = UnsafeMutableRawPointer(product.base).assumingMemoryBound(to: Lanes.self)
    out.update(from: history.y(history.stagedSlot), count: history.lanes)
    twoLoop.apply(history, to: product)
    return out
  }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    refresh()
    let result = UnsafeMutableRawPointer(product.base).assumingMemoryBound(to: Lanes.self)
    multiply(pad(v), result)
    out.base.update(from: product.base, count: history.entries)
    return true
  }

  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    out.assign(b)
    twoLoop.apply(history, to: out)
    return true
  }

  func diagonal(into out: Vector) throws -> Bool {
    refresh()
    out.fill(b0)
    guard history.count > 0, isRegular, let factors else { return true }
    for i in 0..<history.entries {
      for k in 0..<width {
        let (w, factor) = column(k)
        small[k] = factor * w[i >> 3][i & 7]
      }
      let z = small.copy()
      guard factors.solve(z) else { continue }
      for k in 0..<width { out[i] -= small[k] * z[k] }
    }
    return true
  }

  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    refresh()
    let v = pad(b)
    let rank = history.count > 0 && isRegular ? width : 0
    guard shifted.solve(v, b0, lambda, d, history, middle, rank, column) else { return false }
    out.base.update(from: padded.base, count: history.entries)
    return true
  }
}
