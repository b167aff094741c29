extension Lexer {
  /// `1`, `1.5`, `.5`, `1e-3`.
  mutating func readNumber() {
    let start = position
    skipDigits()
    if byte(at: position) == UInt8(ascii: ".") {
      position += 1
      skipDigits()
    }
    let mantissa = start..<position
    if byte(at: position) | 0x20 == UInt8(ascii: "e") {
      let sign = byte(at: position + 1)
      let digits = position + (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? 2 : 1)
      if isDigit(byte(at: digits)) {
        position = digits
        skipDigits()
      } else if !isNameByte(byte(at: digits)) {
        position = digits
        report(
          "the exponent of \(quoted(text(start..<position))) has no digits", start..<position,
          hint: "write '\(beginning(mantissa))e-3' or '\(beginning(mantissa))*e'")
        append(.invalid, from: start)
        return
      }
    }
    finishNumber(start..<position)
  }

  /// Appends a number, and reports if it runs into something else.
  private mutating func finishNumber(_ number: SourceRange) {
    let next = byte(at: position)
    let start = number.lowerBound
    if next == UInt8(ascii: ".") {
      while isDigit(byte(at: position)) || byte(at: position) == UInt8(ascii: ".") { position += 1 }
      report("\(quoted(text(start..<position))) has more than one decimal point", start..<position)
      append(.number, from: start)
    } else if next == UInt8(ascii: "_"), isDigit(byte(at: position + 1)) {
      while isDigit(byte(at: position)) || byte(at: position) == UInt8(ascii: "_") { position += 1 }
      let digits = text(start..<position).filter { $0 != "_" }
      report("digits are not grouped by '_'", start..<position, hint: "write '\(digits.prefix(40))'")
      append(.number, from: start)
    } else if number.count == 1, bytes[start] == UInt8(ascii: "0"), [0x78, 0x62, 0x6F].contains(next | 0x20),
      isDigit(byte(at: position + 1)) {
      _ = skipName()
      report("numbers are decimal", start..<position)
      append(.number, from: start)
    } else {
      let nameStart = position
      guard skipName() else { return append(.number, from: start) }
      report(
        "\(quoted(text(start..<position))) is neither a number nor a name", start..<position,
        hint: "write '\(beginning(number))*\(beginning(nameStart..<position))'")
      // Goes on as if the sign were there: before the name, which is then read by itself.
      position = nameStart
      append(.number, from: start)
      append(.star, from: nameStart)
    }
  }

  private func beginning(_ range: SourceRange) -> Substring { text(range).prefix(40) }

  private mutating func skipDigits() {
    while isDigit(byte(at: position)) { position += 1 }
  }

  private func isNameByte(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte >= 0x80 }

  /// Text in single or double quotes on one line. `\\ \" \' \n \r \t` and `\u{…}` stand for characters.
  mutating func readString() {
    let start = position
    let quote = bytes[start]
    position += 1
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        append(.string, from: start)
        return
      }
      if byte == UInt8(ascii: "\\") {
        readEscape()
      } else if byte != 0x09, byte < 0x20 || byte == 0x7F {
        reportControl(at: position, 1)
      } else {
        position += 1
      }
    }
    let mark = quote == UInt8(ascii: "'") ? "\"'\"" : "'\"'"
    // Where one quotation mark is missing, all later ones are taken for their opposites: once is enough.
    if !hasUnclosedString { report("the string is not closed", start..<position, hint: "it needs \(mark) on the same line") }
    hasUnclosedString = true
    append(.invalid, from: start)
  }

  private mutating func readEscape() {
    let start = position
    position += 1
    guard let (_, length) = escape(at: start) else {
      guard byte(at: position) >= 0x20 else { return }  // the line ends here, which is reported
      let shown = position + scalar(at: position).length
      report("unknown escape \(quoted(text(start..<shown)))", start..<shown, hint: "write '\\\\' for a backslash")
      return
    }
    position = start + length
  }

  /// The character that an escape stands for, and the length of the escape in bytes.
  private func escape(at start: Int) -> (Unicode.Scalar, length: Int)? {
    switch byte(at: start + 1) {
    case UInt8(ascii: "\\"): return ("\\", 2)
    case UInt8(ascii: "\""): return ("\"", 2)
    case UInt8(ascii: "'"): return ("'", 2)
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "r"): return ("\r", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    case UInt8(ascii: "u") where byte(at: start + 2) == UInt8(ascii: "{"):
      let digits = bytes[(start + 3)...].prefix(7)
      guard let end = digits.firstIndex(of: UInt8(ascii: "}")),
        let code = UInt32(text(start + 3..<end), radix: 16), let scalar = Unicode.Scalar(code)
      else { return nil }
      return (scalar, end + 1 - start)
    default: return nil
    }
  }

  /// What a string token says.
  func stringValue(_ token: Token) -> String {
    let inside = token.range.lowerBound + 1..<token.range.upperBound - 1
    guard bytes[inside].contains(UInt8(ascii: "\\")) else { return text(inside) }
    var result: [UInt8] = []
    var index = inside.lowerBound
    while index < inside.upperBound {
      if bytes[index] == UInt8(ascii: "\\"), let (scalar, length) = escape(at: index) {
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
        index += length
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
