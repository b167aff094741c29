/// Characters that other languages, word processors and keyboards write where this language has another.
private struct LookAlike {
  let replacement: String
  /// Reading goes on as if this had been written.
  let kind: Token.Kind

  var hint: String { "write \(quoted(replacement))" }

  static let table: [Unicode.Scalar: LookAlike] = {
    let rows: [(String, String, Token.Kind)] = [
      ("−–—‐‑﹣－", "-", .minus), ("×·⋅∗∙＊", "*", .star), ("÷∕⁄／", "/", .slash), ("＋", "+", .plus), ("＾", "^", .caret),
      ("≤⩽", "<=", .lessOrEqual), ("≥⩾", ">=", .greaterOrEqual), ("≠", "!=", .notEqual), ("＜", "<", .less),
      ("＞", ">", .greater), ("＝", "=", .assign), ("，、", ",", .comma), ("（{", "(", .leftParenthesis),
      ("）}", ")", .rightParenthesis), ("［", "[", .leftBracket), ("］", "]", .rightBracket), ("｜│∣¦→", "|", .bar),
      ("∼～˜", "~", .tilde), ("∧&", "and", .and), ("∨", "or", .or), ("¬!", "not", .not), (":：", "=", .assign),
      ("“”„‟«»＂`", "\"", .invalid), ("‘’‚‛‹›＇", "'", .invalid), ("²", "^2", .invalid), ("³", "^3", .invalid),
      ("⁻⁰¹⁴⁵⁶⁷⁸⁹", "^", .invalid), ("√", "sqrt(…)", .invalid), ("∛", "cbrt(…)", .invalid), ("∞", "inf", .invalid),
      ("$", "?", .invalid), (";", "|", .invalid),
    ]
    var table: [Unicode.Scalar: LookAlike] = [:]
    for (characters, replacement, kind) in rows {
      for scalar in characters.unicodeScalars { table[scalar] = LookAlike(replacement: replacement, kind: kind) }
    }
    return table
  }()
}

extension Lexer {
  /// A character, or a pair of them, that begins no token.
  mutating func readUnknown() {
    let start = position
    for (pair, replacement, kind) in [("**", "^", Token.Kind.caret), ("&&", "and", .and), ("||", "or", .or)]
    where bytes[start...].starts(with: pair.utf8) {
      position += 2
      let more = pair == "||" ? ", or '|' between stages" : ""
      report("unknown operator '\(pair)'", start..<position, hint: "write '\(replacement)'\(more)")
      append(kind, from: start)
      return
    }
    let (scalar, length) = scalar(at: start)
    if scalar.properties.isWhitespace && !scalar.isControl || scalar == "\u{FEFF}" {  // such as the no-break space
      position += length
      return
    }
    if scalar.isControl || scalar.isInvisible {
      reportControl(at: start, length)
      append(.invalid, from: start)
      return
    }
    position += length
    let shown = quoted(text(start..<position)) + (scalar.isASCII ? "" : " (\(codePoint(scalar)))")
    if let lookAlike = LookAlike.table[scalar] {
      report("unexpected character \(shown)", start..<position, hint: lookAlike.hint)
      append(lookAlike.kind, from: start)
    } else {
      // One message for a run of them.
      while position < bytes.count, self.scalar(at: position).0 == scalar { position += length }
      report("unexpected character \(shown)", start..<position, hint: scalar == "%" ? "there is no remainder operator" : nil)
      append(.invalid, from: start)
    }
  }

  /// Reports a run of the same character that cannot be seen, and moves past it.
  mutating func reportControl(at start: Int, _ length: Int) {
    let (scalar, _) = scalar(at: start)
    position = start + length
    while position < bytes.count, self.scalar(at: position).0 == scalar { position += length }
    let what = scalar.isControl ? "control" : "invisible"
    report("unexpected \(what) character \(codePoint(scalar))", start..<position, hint: "remove it")
  }

  private func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
