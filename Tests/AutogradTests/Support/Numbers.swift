/// A seeded generator (SplitMix64), so that every run tests the same points.
struct Points {
  private var state: UInt64

  init(seed: String) {
    state = seed.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }

  mutating func numbers(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Double] {
    (0..<count).map { _ in range.lowerBound + next() * (range.upperBound - range.lowerBound) }
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// The largest difference, relative to the largest entry or 1. NaN and infinities must agree exactly.
func difference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let scale = b.filter(\.isFinite).reduce(1) { max($0, abs($1)) }
  return zip(a, b).reduce(0) { worst, pair in
    let (x, y) = pair
    if x == y || x.isNaN && y.isNaN { return worst }
    let distance = abs(x - y) / scale
    return distance.isNaN ? .infinity : max(worst, distance)
  }
}

/// d/dt of a function at 0 by central differences and Richardson's extrapolation: an error of order h⁶.
func derivative(step h: Double, _ f: (Double) -> [Double]) -> [Double] {
  func central(_ h: Double) -> [Double] { zip(f(h), f(-h)).map { ($0 - $1) / (2 * h) } }
  let (a, b, c) = (central(h), central(h / 2), central(h / 4))
  return a.indices.map { i in
    let (p, q) = ((4 * b[i] - a[i]) / 3, (4 * c[i] - b[i]) / 3)
    return (16 * q - p) / 15
  }
}
