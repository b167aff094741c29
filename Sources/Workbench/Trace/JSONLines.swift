/// A file whose content is not what it should be.
public struct ContentError: Error, Hashable {
  public let message: String
  public let hint: String?

  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

/// One line of a file of JSON lines.
public struct JSONLine: Sendable {
  /// Counted from 1, empty lines included.
  public let number: Int
  public let value: JSONValue
}

/// A file of JSON lines as far as it was written.
public struct JSONLines: Sendable {
  public let lines: [JSONLine]
  /// The last line breaks off: the writer was stopped in the middle of it. It is not among `lines`.
  public let isTorn: Bool

  /// - Parameter name: of the file, for messages.
  /// - Throws: the number of the first line that is no JSON. A last line that breaks off is no error.
  public init(_ bytes: [UInt8], name: String) throws(ContentError) {
    var lines: [JSONLine] = []
    isTorn = try JSONLines.forEach(in: bytes, name: name) { (line: JSONLine) throws(ContentError) in lines.append(line) }
    self.lines = lines
  }

  /// Line by line, none of which is kept: a trace may be long.
  ///
  /// - Returns: whether the last line breaks off.
  public static func forEach(
    in bytes: [UInt8], name: String, _ body: (JSONLine) throws(ContentError) -> Void
  ) throws(ContentError) -> Bool {
    var start = 0, number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      defer { start = end + 1 }
      number += 1
      let line = bytes[start..<end]
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let value: JSONValue
      do {
        value = try JSONReader.value(line)
      } catch {
        if error.isIncomplete, end == bytes.count { return true }
        throw ContentError(
          "'\(name)', line \(number): no JSON at byte \(error.offset + 1): \(error.message)",
          hint: "traces are written with tzopt solve … --format jsonl")
      }
      try body(JSONLine(number: number, value: value))
    }
    return false
  }
}
