/// Low-rank updates of a full matrix in one pass over its memory, which at n = 1000 (8 MB) is what they cost.
///
/// The entries (i, j) and (j, i) are computed from the same products by operations that commute, so a matrix that is symmetric to
/// the last bit stays so.
extension Matrix {
  /// H ← H + α·a·bᵀ; H is `a.count` × `b.count`.
  public func rank1Update(alpha: Double = 1, _ a: Vector, _ b: Vector) {
    precondition(rows == a.count && columns == b.count)
    let right = b.base
    let whole = columns & ~7
    for i in 0..<rows {
      let entries = row(i)
      let factor = alpha * a[i]
      for j in stride(from: 0, to: whole, by: 8) {
        storeLanes(loadLanes(entries + j) + loadLanes(right + j) * factor, entries + j)
      }
      for j in whole..<columns { entries[j] += right[j] * factor }
    }
  }

  /// H ← H + α·s·sᵀ; H square.
  public func symmetricRank1Update(alpha: Double = 1, _ s: Vector) {
    precondition(isSquare && rows == s.count)
    let vector = s.base
    let whole = columns & ~7
    for i in 0..<rows {
      let entries = row(i)
      let factor = s[i]
      for j in stride(from: 0, to: whole, by: 8) {
        storeLanes(loadLanes(entries + j) + loadLanes(vector + j) * factor * alpha, entries + j)
      }
      for j in whole..<columns { entries[j] += vector[j] * factor * alpha }
    }
  }

  /// H ← H + α·(s·wᵀ + w·sᵀ); H square.
  public func symmetricRank2Update(alpha: Double = 1, _ s: Vector, _ w: Vector) {
    precondition(isSquare && rows == s.count && rows == w.count)
    var i = 0
    while i + 4 <= rows {
      updateFourRows(i, alpha, s.base, w.base)
      i += 4
    }
    while i < rows {
      updateRow(i, alpha, s.base, w.base)
      i += 1
    }
  }

  /// H ← H + α·(s·wᵀ + w·sᵀ), then out ← H·v, in the same pass. H square; `out` is none of s, w and v.
  public func symmetricRank2Update(
    alpha: Double = 1, _ s: Vector, _ w: Vector, thenMultiply v: Vector, into out: Vector
  ) {
    precondition(isSquare && rows == s.count && rows == w.count && rows == v.count && rows == out.count)
    precondition(out !== s && out !== w && out !== v)
    var i = 0
    while i + 4 <= rows {
      updateFourRows(i, alpha, s.base, w.base, v.base, out.base)
      i += 4
    }
    while i < rows {
      updateRow(i, alpha, s.base, w.base)
      out[i] = dotProduct(row(i), v.base, count: columns)
      i += 1
    }
  }

  /// Four rows share the loads of s, w and v. The products are ordered as in `updateRow`.
  @inline(__always)
  private func updateFourRows(
    _ i: Int, _ alpha: Double, _ s: UnsafePointer<Double>, _ w: UnsafePointer<Double>,
    _ v: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>
  ) {
    let r0 = row(i), r1 = row(i + 1), r2 = row(i + 2), r3 = row(i + 3)
    let s0 = s[i], s1 = s[i + 1], s2 = s[i + 2], s3 = s[i + 3]
    let w0 = alpha * w[i], w1 = alpha * w[i + 1], w2 = alpha * w[i + 2], w3 = alpha * w[i + 3]
    var sum0 = Lanes(repeating: 0), sum1 = sum0, sum2 = sum0, sum3 = sum0
    let whole = columns & ~7
    var j = 0
    while j < whole {
      let sj = loadLanes(s + j), wj = loadLanes(w + j) * alpha, vj = loadLanes(v + j)
      let h0 = loadLanes(r0 + j) + (wj * s0 + sj * w0)
      let h1 = loadLanes(r1 + j) + (wj * s1 + sj * w1)
      let h2 = loadLanes(r2 + j) + (wj * s2 + sj * w2)
      let h3 = loadLanes(r3 + j) + (wj * s3 + sj * w3)
      storeLanes(h0, r0 + j)
      storeLanes(h1, r1 + j)
      storeLanes(h2, r2 + j)
      storeLanes(h3, r3 + j)
      sum0 += h0 * vj
      sum1 += h1 * vj
      sum2 += h2 * vj
      sum3 += h3 * vj
      j += 8
    }
    out[i] = sum0.sum()
    out[i + 1] = sum1.sum()
    out[i + 2] = sum2.sum()
    out[i + 3] = sum3.sum()
    while j < columns {
      let sj = s[j], wj = alpha * w[j], vj = v[j]
      r0[j] += wj * s0 + sj * w0
      r1[j] += wj * s1 + sj * w1
      r2[j] += wj * s2 + sj * w2
      r3[j] += wj * s3 + sj * w3
      out[i] += r0[j] * vj
      out[i + 1] += r1[j] * vj
      out[i + 2] += r2[j] * vj
      out[i + 3] += r3[j] * vj
      j += 1
    }
  }

  @inline(__always)
  private func updateFourRows(_ i: Int, _ alpha: Double, _ s: UnsafePointer<Double>, _ w: UnsafePointer<Double>) {
    let r0 = row(i), r1 = row(i + 1), r2 = row(i + 2), r3 = row(i + 3)
    let s0 = s[i], s1 = s[i + 1], s2 = s[i + 2], s3 = s[i + 3]
    let w0 = alpha * w[i], w1 = alpha * w[i + 1], w2 = alpha * w[i + 2], w3 = alpha * w[i + 3]
    let whole = columns & ~7
    var j = 0
    while j < whole {
      let sj = loadLanes(s + j), wj = loadLanes(w + j) * alpha
      storeLanes(loadLanes(r0 + j) + (wj * s0 + sj * w0), r0 + j)
      storeLanes(loadLanes(r1 + j) + (wj * s1 + sj * w1), r1 + j)
      storeLanes(loadLanes(r2 + j) + (wj * s2 + sj * w2), r2 + j)
      storeLanes(loadLanes(r3 + j) + (wj * s3 + sj * w3), r3 + j)
      j += 8
    }
    while j < columns {
      let sj = s[j], wj = alpha * w[j]
      r0[j] += wj * s0 + sj * w0
      r1[j] += wj * s1 + sj * w1
      r2[j] += wj * s2 + sj * w2
      r3[j] += wj * s3 + sj * w3
      j += 1
    }
  }

  @inline(__always)
  private func updateRow(_ i: Int, _ alpha: Double, _ s: UnsafePointer<Double>, _ w: UnsafePointer<Double>) {
    let entries = row(i)
    let si = s[i], wi = alpha * w[i]
    let whole = columns & ~7
    var j = 0
    while j < whole {
      storeLanes(loadLanes(entries + j) + (loadLanes(w + j) * alpha * si + loadLanes(s + j) * wi), entries + j)
      j += 8
    }
    while j < columns {
      entries[j] += alpha * w[j] * si + s[j] * wi
      j += 1
    }
  }
}
