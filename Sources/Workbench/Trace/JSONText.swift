import Numerics
import Optimization

/// Writes one JSON value after another into bytes: objects, arrays, numbers that read back as the same bits.
///
/// JSON has no NaN and no infinities; they become `null`.
public struct JSONText {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() { bytes.reserveCapacity(512) }

  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  public mutating func object(_ body: (inout JSONText) throws -> Void) rethrows {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    try body(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  public mutating func array(_ body: (inout JSONText) throws -> Void) rethrows {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    try body(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  public mutating func key(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  public mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    // Swift's shortest text that reads back as the same number; whole numbers end in `.0`, which JSON allows.
    bytes.append(contentsOf: value.description.utf8)
    needsComma = true
  }

  public mutating func number(_ value: Int) {
    separate()
    bytes.append(contentsOf: value.description.utf8)
    needsComma = true
  }

  public mutating func number(_ value: UInt64) {
    separate()
    bytes.append(contentsOf: value.description.utf8)
    needsComma = true
  }

  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
    needsComma = true
  }

  public mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case ..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  public mutating func vector(_ v: Vector) {
    array { json in for i in 0..<v.count { json.number(v[i]) } }
  }

  /// `{"f":…,"g":…,"hvp":…,"jac":…}`
  public mutating func counts(_ counts: EvaluationCounts) {
    object { json in
      json.key("f")
      json.number(counts.f)
      json.key("g")
      json.number(counts.g)
      json.key("hvp")
      json.number(counts.hvp)
      json.key("jac")
      json.number(counts.jac)
    }
  }

  public mutating func newline() {
    bytes.append(0x0A)
    needsComma = false
  }
}
