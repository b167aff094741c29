#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads decimal numbers from bytes, correctly rounded: `-12.5e3`, `.5`, `7.`; not `inf`, `nan` or hexadecimal.
///
/// Up to 19 significant digits with exponents to ±27 are computed exactly in 128-bit integers; what is left, rare in tables, goes
/// through the system's `strtod`.
enum Decimal {
  /// The number at `start`, and the first byte behind it; nil where no number starts. The bytes must end in something that no
  /// number contains, such as a line feed.
  @inline(__always)
  static func scan(_ start: UnsafePointer<UInt8>) -> (value: Double, end: UnsafePointer<UInt8>)? {
    var p = start
    let isNegative = p.pointee == 0x2D
    if isNegative || p.pointee == 0x2B { p += 1 }

    var digits: UInt64 = 0
    let first = p
    while case let digit = p.pointee &- 0x30, digit < 10 {
      digits = digits &* 10 &+ UInt64(digit)
      p += 1
    }
    var count = p - first
    var exponent = 0
    if p.pointee == 0x2E {
      p += 1
      let fraction = p
      while case let digit = p.pointee &- 0x30, digit < 10 {
        digits = digits &* 10 &+ UInt64(digit)
        p += 1
      }
      exponent = fraction - p
      count += p - fraction
    }
    if count == 0 { return nil }
    if p.pointee | 0x20 == 0x65, let (written, end) = scanExponent(p + 1) {
      exponent += written
      p = end
    }
    let size: Double
    if count <= 19, let exact = nearest(digits, exponent) {
      size = exact
    } else {
      size = standard(first, p)
    }
    return (isNegative ? -size : size, p)
  }

  /// The number that the bytes spell from the first to the last; nil for anything else.
  static func value(of bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    // A copy with an end that no number contains.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { copy in
      guard let base = copy.baseAddress else { return nil }
      if let source = bytes.baseAddress { base.update(from: source, count: bytes.count) }
      base[bytes.count] = 0x0A
      guard let (value, end) = scan(base), end == base + bytes.count else { return nil }
      return value
    }
  }

  private static func scanExponent(_ start: UnsafePointer<UInt8>) -> (Int, UnsafePointer<UInt8>)? {
    var p = start
    let isNegative = p.pointee == 0x2D
    if isNegative || p.pointee == 0x2B { p += 1 }
    let first = p
    var exponent = 0
    while case let digit = p.pointee &- 0x30, digit < 10 {
      exponent = min(exponent * 10 + Int(digit), 100_000)
      p += 1
    }
    return p == first ? nil : (isNegative ? -exponent : exponent, p)
  }

  /// The double nearest to digits · 10^exponent; nil outside the range that is computed here.
  @inline(__always)
  private static func nearest(_ digits: UInt64, _ exponent: Int) -> Double? {
    if digits < 1 << 53, exponent >= -22, exponent <= 22 {
      // Both are exact doubles, and the operation rounds once (W. D. Clinger, PLDI 1990).
      return exponent < 0 ? Double(digits) / tens[-exponent] : Double(digits) * tens[exponent]
    }
    guard exponent >= -27, exponent <= 27 else { return digits == 0 ? 0 : nil }
    return exact(digits, exponent)
  }

  /// The same for up to 27 decimal places either way, where 5^|exponent| fits a word: a product of 128 bits, or a quotient of 64
  /// bits and a remainder, is rounded to 53 bits, ties to even.
  private static func exact(_ digits: UInt64, _ exponent: Int) -> Double {
    if digits == 0 { return 0 }
    if exponent >= 0 {
      let (high, low) = digits.multipliedFullWidth(by: fives[exponent])
      if high == 0 { return rounded(low, sticky: false, power: exponent) }
      let shift = high.leadingZeroBitCount
      let top = shift == 0 ? high : high << UInt64(shift) | low >> UInt64(64 - shift)
      return rounded(top, sticky: low << UInt64(shift) != 0, power: exponent + 64 - shift)
    }
    // digits / 5^k with both shifted to the top: the quotient has 64 significant bits, or 63.
    let divisor = fives[-exponent]
    let up = digits.leadingZeroBitCount
    let across = divisor.leadingZeroBitCount
    let numerator = digits << UInt64(up)
    let denominator = divisor << UInt64(across)
    // Half of the numerator is below the denominator, so that the quotient fits a word.
    let (quotient, remainder) = denominator.dividingFullWidth((numerator >> 1, numerator << 63))
    return rounded(quotient, sticky: remainder != 0, power: exponent - up + across - 63)
  }

  /// m · 2^power rounded to a double, `sticky` telling of bits below m; no under- or overflow occurs in this range.
  private static func rounded(_ m: UInt64, sticky: Bool, power: Int) -> Double {
    let excess = 11 - m.leadingZeroBitCount
    if excess <= 0 { return Double(m) * powerOfTwo(power) }
    let half = UInt64(1) << UInt64(excess - 1)
    let rest = m & ((half << 1) - 1)
    var kept = m >> UInt64(excess)
    if rest > half || rest == half && (sticky || kept & 1 == 1) { kept += 1 }
    return Double(kept) * powerOfTwo(power + excess)
  }

  /// 2^exponent for exponents of normal numbers.
  @inline(__always)
  private static func powerOfTwo(_ exponent: Int) -> Double { Double(bitPattern: UInt64(bitPattern: Int64(exponent + 1023)) << 52) }

  /// By the C library, which is exact for every length; much slower.
  private static func standard(_ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Double {
    let count = end - first
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { text in
      for i in 0..<count { text[i] = CChar(bitPattern: first[i]) }
      text[count] = 0
      return text.baseAddress.map { strtod($0, nil) } ?? .nan
    }
  }

  private static let tens: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { power, _ in power * 10 } }
  private static let fives: [UInt64] = (0...27).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 5 } }
}
