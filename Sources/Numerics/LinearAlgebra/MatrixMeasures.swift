import CVectorMath

@inline(__always) func loadLanes(_ pointer: UnsafePointer<Double>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

@inline(__always) func storeLanes(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
}

/// Norms and elementwise operations. Rows lie without gaps, so lanes go over all entries at once; the last few come singly,
/// because the memory behind them may belong to the next tensor of a parameter vector.
extension Matrix {
  /// self ← factor · self
  public func scale(by factor: Double) {
    let whole = count & ~7
    for k in stride(from: 0, to: whole, by: 8) { storeLanes(loadLanes(base + k) * factor, base + k) }
    for k in whole..<count { base[k] *= factor }
  }

  /// self ← factor · self + scale · other, in one pass
  public func scale(by factor: Double, adding other: Matrix, times scale: Double) {
    precondition(rows == other.rows && columns == other.columns)
    let source = other.base
    let whole = count & ~7
    for k in stride(from: 0, to: whole, by: 8) {
      storeLanes(loadLanes(base + k) * factor + loadLanes(source + k) * scale, base + k)
    }
    for k in whole..<count { base[k] = base[k] * factor + source[k] * scale }
  }

  /// Σ aᵢᵢ
  public var trace: Double {
    var sum = 0.0
    for i in 0..<min(rows, columns) { sum += base[i * columns + i] }
    return sum
  }

  /// Whether no entry is infinite or NaN.
  public var isFinite: Bool { areFinite(base, count: count) }

  /// √Σ aᵢⱼ², without overflow or underflow on the way.
  public var frobeniusNorm: Double {
    let squares = sumOfSquares(base, count: count, scale: 1)
    // Far from both ends of the range no square that counts was lost.
    if squares > 1e-280 && squares < 1e290 { return squares.squareRoot() }
    let largest = largestMagnitude
    guard largest > 0 && largest.isFinite else { return largest }
    // A power of two is an exact scale, and its reciprocal is finite even for subnormal entries when it is taken in two halves.
    let half = largest.exponent / 2
    let first = Double(sign: .plus, exponent: -half, significand: 1)
    let second = Double(sign: .plus, exponent: half - largest.exponent, significand: 1)
    return sumOfSquares(base, count: count, scale: first, second).squareRoot() / first / second
  }

  /// max |aᵢⱼ|; NaN if there is one.
  public var largestMagnitude: Double {
    var largest = 0.0
    for k in 0..<count {
      let magnitude = abs(base[k])
      if !(magnitude <= largest) {
        if magnitude.isNaN { return magnitude }
        largest = magnitude
      }
    }
    return largest
  }

  /// ‖A‖_∞ = maxᵢ Σⱼ |aᵢⱼ|, the largest absolute row sum.
  public var maximumRowSum: Double {
    var largest = 0.0
    for i in 0..<rows {
      let entries = row(i)
      let whole = columns & ~7
      var lanes = Lanes(repeating: 0)
      for j in stride(from: 0, to: whole, by: 8) { lanes += tz_abs8(loadLanes(entries + j)) }
      var sum = lanes.sum()
      for j in whole..<columns { sum += abs(entries[j]) }
      if sum.isNaN { return sum }
      largest = max(largest, sum)
    }
    return largest
  }

  /// ‖A‖₁ = maxⱼ Σᵢ |aᵢⱼ|, the largest absolute column sum.
  public var maximumColumnSum: Double {
    var largest = 0.0
    let whole = columns & ~7
    for j in stride(from: 0, to: whole, by: 8) {
      var sums = Lanes(repeating: 0)
      for i in 0..<rows { sums += tz_abs8(loadLanes(base + i * columns + j)) }
      for k in 0..<8 {
        if sums[k].isNaN { return sums[k] }
        largest = max(largest, sums[k])
      }
    }
    for j in whole..<columns {
      var sum = 0.0
      for i in 0..<rows { sum += abs(base[i * columns + j]) }
      if sum.isNaN { return sum }
      largest = max(largest, sum)
    }
    return largest
  }
}

/// Whether `count` doubles are all finite. Zero times an infinity or a NaN is NaN and stays so in a sum, so that one test at the
/// end suffices.
func areFinite(_ entries: UnsafePointer<Double>, count: Int) -> Bool {
  let whole = count & ~7
  var lanes = Lanes(repeating: 0)
  for k in stride(from: 0, to: whole, by: 8) { lanes += loadLanes(entries + k) * 0 }
  var sum = lanes.sum()
  for k in whole..<count { sum += entries[k] * 0 }
  return sum == 0
}

/// Σ (scale · second · entry)², on four accumulators so that the additions do not wait for each other.
private func sumOfSquares(
  _ entries: UnsafePointer<Double>, count: Int, scale: Double, _ second: Double = 1
) -> Double {
  let whole = count & ~31
  var a = Lanes(repeating: 0), b = a, c = a, d = a
  for k in stride(from: 0, to: whole, by: 32) {
    let x = loadLanes(entries + k) * scale * second, y = loadLanes(entries + k + 8) * scale * second
    let z = loadLanes(entries + k + 16) * scale * second, w = loadLanes(entries + k + 24) * scale * second
    a += x * x
    b += y * y
    c += z * z
    d += w * w
  }
  var sum = ((a + b) + (c + d)).sum()
  for k in whole..<count {
    let x = entries[k] * scale * second
    sum += x * x
  }
  return sum
}
