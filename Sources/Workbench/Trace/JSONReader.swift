/// A value of JSON.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  /// A whole number that no double has, such as a seed of 64 bits.
  case large(UInt64)
  case string(String)
  case array([JSONValue])
  /// Keys in the order of the text; of equal keys the last counts.
  case object([JSONMember])

  /// The value of a key; nil where this is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  public var number: Double? {
    switch self {
    case .number(let value): value
    case .large(let value): Double(value)
    default: nil
    }
  }
  /// A whole number.
  public var integer: Int? { number.flatMap { Int(exactly: $0) } }
  /// A whole number from 0 on, all 64 bits.
  public var unsigned: UInt64? {
    if case .large(let value) = self { value } else { number.flatMap { UInt64(exactly: $0) } }
  }
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }
  public var array: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }
  /// The numbers of an array; `null` is NaN, as the writers have it. nil where something else is in it.
  public var numbers: [Double]? {
    guard let array else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(array.count)
    for value in array {
      switch value {
      case .null: numbers.append(.nan)
      default:
        guard let number = value.number else { return nil }
        numbers.append(number)
      }
    }
    return numbers
  }
}

public struct JSONMember: Sendable, Hashable {
  public let key: String
  public let value: JSONValue
}

/// Why a text is no JSON, and where.
public struct JSONError: Error, Hashable {
  public let message: String
  /// In bytes from the beginning of the text.
  public let offset: Int
  /// The text ends too early: the line of a run that was cut off.
  public let isIncomplete: Bool
}

/// Reads one JSON value (RFC 8259): numbers as doubles, correctly rounded; nesting is limited, so that no text ends the process.
public struct JSONReader {
  private let bytes: ArraySlice<UInt8>
  private var i: Int
  private static let deepest = 200

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    i = bytes.startIndex
  }

  public static func value(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    if reader.i < bytes.endIndex { throw reader.error("there is more after the value") }
    return value
  }

  public static func value(_ text: String) throws(JSONError) -> JSONValue { try value(Array(text.utf8)[...]) }

  private func error(_ message: String) -> JSONError {
    let isAtEnd = i >= bytes.endIndex
    return JSONError(
      message: isAtEnd ? "it ends in the middle of a value" : message, offset: i - bytes.startIndex, isIncomplete: isAtEnd)
  }

  private var next: UInt8? { i < bytes.endIndex ? bytes[i] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { i += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    guard let next, next == byte.asciiValue else { return false }
    i += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipBlanks()
    if depth > JSONReader.deepest { throw error("it is nested deeper than \(JSONReader.deepest) levels") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for byte in word.utf8 {
      guard next == byte else { throw error("a value is expected") }
      i += 1
    }
    return value
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    i += 1
    var values: [JSONValue] = []
    skipBlanks()
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return .array(values) }
      guard take(",") else { throw error("',' or ']' is expected") }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    i += 1
    var members: [JSONMember] = []
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("a key in double quotes is expected") }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw error("':' is expected") }
      members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
      skipBlanks()
      if take("}") { return .object(members) }
      guard take(",") else { throw error("',' or '}' is expected") }
    }
  }

  /// `-1.5e3`: the grammar is checked here, the value is the standard library's.
  private mutating func number() throws(JSONError) -> JSONValue {
    let start = i
    _ = take("-")
    if take("0") {
      if let next, isDigit(next) { throw error("a number does not begin with 0") }
    } else {
      try skipDigits("a value is expected")
    }
    let whole = i
    if take(".") { try skipDigits("a digit is expected") }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try skipDigits("a digit is expected")
    }
    let text = String(decoding: bytes[start..<i], as: UTF8.self)
    if whole == i, let value = UInt64(text), UInt64(exactly: Double(value)) != value {
      return .large(value)
    }
    return .number(Double(text) ?? .nan)
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// One digit or more.
  private mutating func skipDigits(_ complaint: String) throws(JSONError) {
    guard let first = next, isDigit(first) else { throw error(complaint) }
    while let byte = next, isDigit(byte) { i += 1 }
  }
}

// MARK: Strings

extension JSONReader {
  private mutating func string() throws(JSONError) -> String {
    i += 1
    var text: [UInt8] = []
    while true {
      guard let byte = next else { throw error("") }
      switch byte {
      case UInt8(ascii: "\""):
        i += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        i += 1
        try escape(into: &text)
      case ..<0x20: throw error("a control character is in a string")
      default:
        text.append(byte)
        i += 1
      }
    }
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw error("") }
    i += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar()).utf8)
    default:
      i -= 1
      throw error("'\\' begins no escape")
    }
  }

  /// What follows `\u`: one unit of UTF-16, or two that are a pair. Half a pair is the replacement character.
  private mutating func scalar() throws(JSONError) -> Character {
    let replacement: Character = "\u{FFFD}"
    let first = try unit()
    if !(0xD800...0xDFFF).contains(first) { return UnicodeScalar(first).map(Character.init) ?? replacement }
    let here = i
    guard first < 0xDC00, take("\\"), take("u") else {
      i = here
      return replacement
    }
    let second = try unit()
    guard (0xDC00...0xDFFF).contains(second) else {
      i = here
      return replacement
    }
    return UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)).map(Character.init) ?? replacement
  }

  private mutating func unit() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw error("four hexadecimal digits are expected") }
      value = value << 4 + UInt32(digit)
      i += 1
    }
    return value
  }
}
