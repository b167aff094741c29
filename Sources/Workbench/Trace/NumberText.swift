#if canImport(Glibc)
  import Glibc
#endif

/// A number through a printf format with one floating-point conversion; no NaN has a sign.
func formatted(_ format: String, _ value: Double) -> String {
  let value = value.isNaN ? .nan : value
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
    let length = withVaList([value]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
    let bytes = buffer[0..<max(0, min(Int(length), buffer.count - 1))]
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension String {
  /// Blanks on the left up to a width in characters.
  func leftPadded(to width: Int) -> String {
    let missing = width - count
    return missing > 0 ? String(repeating: " ", count: missing) + self : self
  }

  /// Blanks on the right up to a width in characters.
  func rightPadded(to width: Int) -> String {
    let missing = width - count
    return missing > 0 ? self + String(repeating: " ", count: missing) : self
  }
}

/// Seconds for people: `850 µs`, `12.3 ms`, `4.56 s`, `2 min 5 s`, `1e+12 s`.
public func durationText(_ seconds: Double) -> String {
  switch seconds {
  case ..<0.001: formatted("%.0f µs", seconds * 1e6)
  case ..<1: formatted("%.3g ms", seconds * 1e3)
  case ..<120: formatted("%.3g s", seconds)
  case ..<1e9: "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  default: formatted("%.3g s", seconds)
  }
}
