/// A seeded stream of random numbers. A value: a copy is a snapshot, and replays exactly.
///
/// Generator xoshiro256++ 1.0 (D. Blackman and S. Vigna, Scrambled Linear Pseudorandom Number Generators, ACM Trans. Math.
/// Softw. 47, 2021), period 2²⁵⁶ − 1; its state is filled from the seed by SplitMix64 (G. Steele, D. Lea and C. Flood, Fast
/// Splittable Pseudorandom Number Generators, OOPSLA 2014), as its authors advise.
///
/// One seed gives the same bits on every machine: everything here is made of integer arithmetic and of the operations that IEEE
/// 754 rounds correctly (+ − × ÷ √); the logarithm of the normal distribution is computed from them too, not by the system's
/// library, whose last bit varies.
public struct RandomSource: Sendable, Hashable, Codable {
  private var s0, s1, s2, s3: UInt64
  /// The second normal number of a pair, waiting for the next call; part of the state.
  private var spareNormal: Double?

  public init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    s0 = mixer.next()
    s1 = mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
  }

  /// The next 64 random bits.
  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    let result = rotated(s0 &+ s3, by: 23) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotated(s3, by: 45)
    return result
  }

  /// Uniform on the multiples of 2⁻⁵³ in [0, 1).
  @inline(__always)
  public mutating func uniform() -> Double { Double(nextUInt64() >> 11) * 0x1p-53 }

  /// Uniform in the range, up to rounding; the upper bound itself is not returned.
  public mutating func uniform(in range: Range<Double>) -> Double {
    let u = uniform()
    // Weighted ends, because the width of the range may overflow where its ends do not.
    let value = (1 - u) * range.lowerBound + u * range.upperBound
    return value < range.upperBound ? max(value, range.lowerBound) : range.upperBound.nextDown
  }

  /// Standard normal, mean 0 and variance 1, by the polar method (G. Marsaglia and T. Bray, SIAM Review 6, 1964): a uniform point
  /// of the unit disc gives two independent numbers, of which the second waits.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * uniform() - 1, y = 2 * uniform() - 1
      let square = x * x + y * y
      if square < 1 && square > 0 {
        let factor = (-2 * portableLogarithm(square) / square).squareRoot()
        spareNormal = factor * y
        return factor * x
      }
    }
  }

  /// −1 or 1, with equal probability.
  @inline(__always)
  public mutating func rademacher() -> Double {
    Double(bitPattern: 0x3FF0_0000_0000_0000 | (nextUInt64() & 0x8000_0000_0000_0000))
  }

  /// Uniform on 0 ..< bound without bias; `bound` is at least 1 (D. Lemire, Fast Random Integer Generation in an Interval, ACM
  /// Trans. Model. Comput. Simul. 29, 2019: the high word of a product, the few words that would be favoured drawn again).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0)
    let range = UInt64(bound)
    var product = range.multipliedFullWidth(by: nextUInt64())
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = range.multipliedFullWidth(by: nextUInt64()) }
    }
    return Int(product.high)
  }

  /// Puts the elements into a random order, all orders alike (Fisher and Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for i in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(i, integer(below: i + 1)) }
  }

  /// The numbers 0 ..< count in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    shuffle(&order)
    return order
  }

  /// A new stream, independent of what this one will still draw; takes one draw from this one.
  public mutating func split() -> RandomSource { RandomSource(seed: nextUInt64()) }

  /// The stream with the given number, derived from the present state without changing it: the same numbers give the same
  /// streams, however many others are used.
  public func stream(_ id: UInt64) -> RandomSource {
    var mixer = SplitMix64(state: id)
    var seed = mixer.next()
    for word in [s0, s1, s2, s3] {
      mixer = SplitMix64(state: seed ^ word)
      seed = mixer.next()
    }
    return RandomSource(seed: seed)
  }

  /// The whole state as words, for checkpoints: four of the generator, then whether a normal number waits, and its bits.
  public var words: [UInt64] { [s0, s1, s2, s3, spareNormal == nil ? 0 : 1, spareNormal?.bitPattern ?? 0] }

  /// The source whose `words` these are; nil for words that no source has.
  public init?(words: [UInt64]) {
    guard words.count == 6, words[0] | words[1] | words[2] | words[3] != 0, words[4] <= 1 else { return nil }
    s0 = words[0]
    s1 = words[1]
    s2 = words[2]
    s3 = words[3]
    spareNormal = words[4] == 1 ? Double(bitPattern: words[5]) : nil
  }
}

/// SplitMix64: a counter through a mixing function. Different states give different first words.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@inline(__always) private func rotated(_ x: UInt64, by count: UInt64) -> UInt64 { (x << count) | (x >> (64 - count)) }
