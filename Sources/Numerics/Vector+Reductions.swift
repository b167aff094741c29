import CVectorMath

// Reductions mask the padding of the last lane. Long vectors go through four accumulators, which hides the latency of an
// addition; the order of additions depends on the count alone, so that equal vectors give equal bits.

extension Vector {
  /// The sum of `term(lane number)` over all lanes, the padding's terms left out; the terms of a lane beyond the last entry
  /// may be anything.
  @inlinable @inline(__always) public func sumOfLanes(_ term: (Int) -> Lanes) -> Double {
    if count <= 8 { return tz_sum8(tz_first8(term(0), Int64(count), 0)) }
    let whole = count >> 3
    var s0 = Lanes.zero, s1 = Lanes.zero, s2 = Lanes.zero, s3 = Lanes.zero
    var i = 0
    while i + 4 <= whole {
      s0 += term(i)
      s1 += term(i + 1)
      s2 += term(i + 2)
      s3 += term(i + 3)
      i += 4
    }
    while i < whole {
      s0 += term(i)
      i += 1
    }
    if count & 7 != 0 { s1 += tz_first8(term(whole), Int64(count & 7), 0) }
    return tz_sum8((s0 + s1) + (s2 + s3))
  }

  @inlinable @inline(__always) public func dot(_ other: Vector) -> Double {
    precondition(other.count == count)
    return sumOfLanes { i in lane(i) * other.lane(i) }
  }

  @inlinable public var sum: Double { sumOfLanes { i in lane(i) } }

  @inlinable public var sumOfSquares: Double { dot(self) }

  /// The Euclidean norm √Σx². Overflows only where it must: where the sum of squares leaves the range, entries are scaled.
  @inlinable public var norm2: Double {
    let squares = sumOfSquares
    return squares < .infinity && squares > 1e-290 ? squares.squareRoot() : scaledNorm2()
  }

  @usableFromInline @inline(never) func scaledNorm2() -> Double {
    let largest = maxAbs
    guard largest > 0, largest < .infinity else { return largest }
    let exponent = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    return sumOfLanes { i in
      let x = lane(i) / exponent
      return x * x
    }.squareRoot() * exponent
  }

  /// The 1-norm Σ|x|.
  @inlinable public var norm1: Double { sumOfLanes { i in tz_abs8(lane(i)) } }

  /// The maximum norm; NaN if an entry is NaN.
  @inlinable public var maxAbs: Double {
    if count <= 8 {
      return tz_max_magnitude_of8(tz_max_magnitude8(Lanes.zero, tz_first8(lane(0), Int64(count), 0)))
    }
    let whole = count >> 3
    var m0 = Lanes.zero, m1 = Lanes.zero
    var i = 0
    while i + 2 <= whole {
      m0 = tz_max_magnitude8(m0, lane(i))
      m1 = tz_max_magnitude8(m1, lane(i + 1))
      i += 2
    }
    if i < whole { m0 = tz_max_magnitude8(m0, lane(i)) }
    if count & 7 != 0 { m1 = tz_max_magnitude8(m1, tz_first8(lane(whole), Int64(count & 7), 0)) }
    return tz_max_magnitude_of8(tz_max_magnitude8(m0, m1))
  }

  /// Whether every entry is finite.
  @inlinable public var isFinite: Bool { maxAbs < .infinity }
}
