import Numerics

/// FNV-1a of 64 bits: the same for the same bytes on every machine and in every version of Swift, unlike `Hasher`.
///
/// Constants: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, The FNV Non-Cryptographic Hash Algorithm (IETF draft).
public struct StableHash {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

  public mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

  /// The text and an end mark, so that `ab`, `c` and `a`, `bc` differ.
  public mutating func add(_ text: String) {
    add(text.utf8)
    add(UInt8(0xFF))
  }

  public mutating func add(_ number: Double) {
    let bits = number.bitPattern
    for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
  }

  public static func of(_ text: String) -> UInt64 {
    var hash = StableHash()
    hash.add(text.utf8)
    return hash.value
  }

  /// Of the bits of the entries.
  public static func of(_ x: Vector) -> UInt64 {
    var hash = StableHash()
    for i in 0..<x.count { hash.add(x[i]) }
    return hash.value
  }
}

/// Sixteen hexadecimal digits.
func hexText(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
