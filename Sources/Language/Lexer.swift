/// Cuts a text into tokens. What it cannot read it reports, and goes on after it.
struct Lexer {
  let bytes: [UInt8]
  private(set) var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []
  var position = 0
  /// Whether a string was left open: what follows it is then not what it seems.
  var hasUnclosedString = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 4 + 8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // the byte order mark that some editors write
    while position < bytes.count, diagnostics.count < Limits.diagnostics { readToken() }
    // The end stands after the last token, not after the comments and blanks that may follow it.
    let end = tokens.last?.range.upperBound ?? 0
    tokens.append(Token(kind: .end, range: end..<end))
  }

  func text(_ range: SourceRange) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  mutating func report(_ message: String, _ range: SourceRange, hint: String? = nil) {
    diagnostics.append(Diagnostic(message: message, range: range, hint: hint))
  }

  mutating func append(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, range: start..<position))
  }

  private mutating func readToken() {
    let start = position
    let byte = bytes[start]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
    case UInt8(ascii: "#"):
      while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
    case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
    case UInt8(ascii: ".") where isDigit(self.byte(at: start + 1)): readNumber()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): readString()
    case UInt8(ascii: "?"): readMarkedName(.hole, "hole")
    case UInt8(ascii: "@"): readMarkedName(.recipe, "recipe")
    default:
      if skipName() {
        append(keyword(start..<position) ?? .name, from: start)
      } else if let (kind, length) = symbol(at: start) {
        position += length
        append(kind, from: start)
      } else {
        readUnknown()
      }
    }
  }

  private func symbol(at start: Int) -> (Token.Kind, length: Int)? {
    let followsEquals = byte(at: start + 1) == UInt8(ascii: "=")
    switch bytes[start] {
    case UInt8(ascii: "("): return (.leftParenthesis, 1)
    case UInt8(ascii: ")"): return (.rightParenthesis, 1)
    case UInt8(ascii: "["): return (.leftBracket, 1)
    case UInt8(ascii: "]"): return (.rightBracket, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: "~"): return (.tilde, 1)
    case UInt8(ascii: "+"): return (.plus, 1)
    case UInt8(ascii: "-"): return (.minus, 1)
    case UInt8(ascii: "/"): return (.slash, 1)
    case UInt8(ascii: "^"): return (.caret, 1)
    case UInt8(ascii: "|") where byte(at: start + 1) != UInt8(ascii: "|"): return (.bar, 1)
    case UInt8(ascii: "*") where byte(at: start + 1) != UInt8(ascii: "*"): return (.star, 1)
    case UInt8(ascii: "<"): return followsEquals ? (.lessOrEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"): return followsEquals ? (.greaterOrEqual, 2) : (.greater, 1)
    case UInt8(ascii: "="): return followsEquals ? (.equal, 2) : (.assign, 1)
    case UInt8(ascii: "!") where followsEquals: return (.notEqual, 2)
    default: return nil
    }
  }

  private func keyword(_ range: SourceRange) -> Token.Kind? {
    guard range.count <= 3 else { return nil }
    switch text(range) {
    case "and": return .and
    case "or": return .or
    case "not": return .not
    default: return nil
    }
  }

  /// A sign and the name that follows at once. In the name of a recipe, which is the name of a file, `-` before a letter
  /// belongs to the name: `@sam-adam`.
  private mutating func readMarkedName(_ kind: Token.Kind, _ what: String) {
    let start = position
    position += 1
    guard skipName() else {
      let sign = text(start..<position)
      report("'\(sign)' needs a name right after it", start..<position, hint: "write '\(sign)name' for a \(what)")
      append(.invalid, from: start)
      return
    }
    while kind == .recipe, byte(at: position) == UInt8(ascii: "-") {
      position += 1
      if !skipName() {
        position -= 1
        break
      }
    }
    append(kind, from: start)
  }

  /// Moves past a name if one begins here. Names are letters of any script, digits and `_`, and do not begin with a digit.
  mutating func skipName() -> Bool {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x80 {
        guard isLetter(byte) || (isDigit(byte) && position > start) else { break }
        position += 1
      } else {
        let (scalar, length) = scalar(at: position)
        guard scalar.properties.isAlphabetic || (position > start && scalar.continuesName) else { break }
        position += length
      }
    }
    return position > start
  }

  func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  /// The character that begins at an offset, and its length in bytes. The bytes come from a `String` and are valid UTF-8.
  func scalar(at start: Int) -> (Unicode.Scalar, length: Int) {
    let length = bytes[start] < 0x80 ? 1 : bytes[start] < 0xE0 ? 2 : bytes[start] < 0xF0 ? 3 : 4
    let text = String(decoding: bytes[start..<min(start + length, bytes.count)], as: UTF8.self)
    return (text.unicodeScalars.first ?? "\u{FFFD}", length)
  }
}

extension Unicode.Scalar {
  /// Accents written as characters of their own, and subscript digits: `x₁`.
  fileprivate var continuesName: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber: true
    default: (0x2080...0x2089).contains(value)
    }
  }
}
