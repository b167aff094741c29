import Language

/// A value of a TOML document.
indirect enum TOMLValue {
  case string(String)
  case number(Double)
  case boolean(Bool)
  case array([(value: TOMLValue, range: SourceRange)])
  case table(TOMLTable)

  var kindName: String {
    switch self {
    case .string: "a text"
    case .number: "a number"
    case .boolean: "true or false"
    case .array: "a list"
    case .table: "a table"
    }
  }
}

/// Keys with their values, in the order of the document.
struct TOMLTable {
  var entries: [(key: String, value: TOMLValue, range: SourceRange)] = []
}

/// Reads TOML 1.0 (toml.io) except dates, arrays of tables and dotted keys, which are refused by name.
///
/// An own reader, because the package that reads TOML for Swift brings Foundation and the C++ library into a tool that starts in
/// milliseconds.
struct TOMLReader {
  private let bytes: [UInt8]
  private let source: String
  private var position = 0
  private var depth = 0

  private init(_ source: String) {
    self.source = source
    bytes = Array(source.utf8)
  }

  static func read(_ source: String) throws(Diagnostics) -> TOMLTable {
    var reader = TOMLReader(source)
    return try reader.document()
  }

  // MARK: structure

  private mutating func document() throws(Diagnostics) -> TOMLTable {
    var root = TOMLTable()
    /// Of the table that keys go into; nil: the root.
    var current: Int?
    while true {
      skip(newlines: true)
      guard let byte = peek else { return root }
      if byte == UInt8(ascii: "[") {
        current = try header(&root)
      } else if let table = current {
        guard case .table(var inner) = root.entries[table].value else { continue }
        try pair(into: &inner)
        root.entries[table].value = .table(inner)
      } else {
        try pair(into: &root)
      }
      skip(newlines: false)
      if let next = peek, next != 0x0A { throw error("expected the end of the line", at: position, hint: "one key = value a line") }
    }
  }

  /// `[name]`: the index of the new table.
  private mutating func header(_ root: inout TOMLTable) throws(Diagnostics) -> Int {
    let start = position
    position += 1
    if peek == UInt8(ascii: "[") { throw error("a plan has no arrays of tables", at: start, hint: "write [name]") }
    skip(newlines: false)
    let name = try key()
    skip(newlines: false)
    guard peek == UInt8(ascii: "]") else { throw error("the [ of a table is not closed", at: start, hint: "write [\(name)]") }
    position += 1
    if root.entries.contains(where: { $0.key == name }) { throw error("'\(name)' stands here twice", at: start) }
    root.entries.append((name, .table(TOMLTable()), start..<position))
    return root.entries.count - 1
  }

  private mutating func pair(into table: inout TOMLTable) throws(Diagnostics) {
    let start = position
    let name = try key()
    let range = start..<position
    skip(newlines: false)
    guard peek == UInt8(ascii: "=") else {
      let hint = peek == UInt8(ascii: ".") ? "plans have no dotted keys" : "write \(name) = value"
      throw error("expected = after '\(name)'", at: position, hint: hint)
    }
    position += 1
    skip(newlines: false)
    let value = try value()
    if table.entries.contains(where: { $0.key == name }) { throw error("'\(name)' stands here twice", at: start) }
    table.entries.append((name, value, range))
  }

  private mutating func key() throws(Diagnostics) -> String {
    let start = position
    if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try string() }
    while let byte = peek, isBare(byte) { position += 1 }
    guard position > start else { throw error("expected a key", at: start, hint: "write key = value") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func value() throws(Diagnostics) -> TOMLValue {
    guard let byte = peek else { throw error("expected a value", at: position) }
    depth += 1
    defer { depth -= 1 }
    if depth > 32 { throw error("values are nested too deeply", at: position) }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "{"): return try inlineTable()
    default: return try word()
    }
  }

  private mutating func array() throws(Diagnostics) -> TOMLValue {
    let start = position
    position += 1
    var values: [(value: TOMLValue, range: SourceRange)] = []
    while true {
      skip(newlines: true)
      if peek == UInt8(ascii: "]") { break }
      let first = position
      let value = try value()
      values.append((value, first..<position))
      skip(newlines: true)
      if peek == UInt8(ascii: ",") {
        position += 1
      } else if peek != UInt8(ascii: "]") {
        throw error("the [ of a list is not closed", at: peek == nil ? start : position, hint: "values are separated by commas")
      }
    }
    position += 1
    return .array(values)
  }

  private mutating func inlineTable() throws(Diagnostics) -> TOMLValue {
    let start = position
    position += 1
    var table = TOMLTable()
    skip(newlines: false)
    while peek != UInt8(ascii: "}") {
      try pair(into: &table)
      skip(newlines: false)
      if peek == UInt8(ascii: ",") {
        position += 1
        skip(newlines: false)
      } else if peek != UInt8(ascii: "}") {
        throw error("the { of a table is not closed", at: start, hint: "keys are separated by commas, on one line")
      }
    }
    position += 1
    return .table(table)
  }

  /// A number, true or false.
  private mutating func word() throws(Diagnostics) -> TOMLValue {
    let start = position
    while let byte = peek, isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if text == "true" || text == "false" { return .boolean(text == "true") }
    let isNumeric = text.utf8.first.map { $0 < 0x3A } ?? false
    if isNumeric, !text.hasSuffix("_"), let value = Double(text.filter { $0 != "_" }) { return .number(value) }
    let end = max(position, start + 1)
    throw error("expected a value", at: start, to: min(end, bytes.count), hint: "texts stand in quotes: \"\(text)\"")
  }

  // MARK: texts

  private mutating func string() throws(Diagnostics) -> String {
    let start = position
    let quote = bytes[position]
    let isLong = bytes[position...].starts(with: [quote, quote, quote])
    let isLiteral = quote == UInt8(ascii: "'")
    position += isLong ? 3 : 1
    // A line break right behind the opening quotes is not part of the text.
    if isLong, peek == 0x0A { position += 1 }
    var text: [UInt8] = []
    while let byte = peek, isLong || byte != 0x0A {
      if byte == quote, !isLong || bytes[position...].starts(with: [quote, quote, quote]) {
        position += isLong ? 3 : 1
        return String(decoding: text, as: UTF8.self)
      }
      position += 1
      if byte == UInt8(ascii: "\\"), !isLiteral { try escape(&text) } else { text.append(byte) }
    }
    throw error("the quote is not closed", at: start)
  }

  private mutating func escape(_ text: inout [UInt8]) throws(Diagnostics) {
    let plain: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C,
    ]
    guard let byte = peek else { return }
    position += 1
    if let meant = plain[byte] { return text.append(meant) }
    if byte == 0x0A {
      while let next = peek, next <= 0x20 { position += 1 }
      return
    }
    let digits = byte == UInt8(ascii: "u") ? 4 : byte == UInt8(ascii: "U") ? 8 : 0
    let end = min(position + digits, bytes.count)
    if digits > 0, let code = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(code)
    {
      position = end
      return text.append(contentsOf: String(scalar).utf8)
    }
    throw error("unknown escape", at: position - 2, to: position, hint: "texts in single quotes have no escapes")
  }

  // MARK: bytes

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
  }

  /// Passes blanks, comments and, where wanted, line breaks.
  private mutating func skip(newlines: Bool) {
    while let byte = peek {
      if byte == UInt8(ascii: "#") {
        while let next = peek, next != 0x0A { _ = next; position += 1 }
      } else if byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A && newlines {
        position += 1
      } else {
        return
      }
    }
  }

  private func error(_ message: String, at start: Int, to end: Int? = nil, hint: String? = nil) -> Diagnostics {
    let first = min(start, bytes.count)
    let range = first..<max(first, min(end ?? first + 1, bytes.count))
    return Diagnostics(all: [Diagnostic(message: message, range: range, hint: hint)], source: source)
  }
}
