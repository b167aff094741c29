extension ExpressionParser {
  /// Closes the innermost open bracket, reporting what stands there instead of its partner. Returns where it ends.
  mutating func close() -> Int {
    guard let opening = open.popLast() else { return current.range.upperBound }
    let closing = opening.kind.closing
    if let token = take(closing) { return token.range.upperBound }
    if current.kind == .comma {
      report("expected ')', found ','", current.range, hint: "a list is written '[a, b]'")
      while current.kind == .comma || current.kind == .bar {
        advance()
        synchronize()
      }
      if let token = take(closing) { return token.range.upperBound }
    }
    if current.kind == .end {
      let missing = String((open + [opening]).reversed().map { $0.kind == .leftBracket ? "]" : ")" }.prefix(20))
      reportUnclosed(opening, hint: "the text ends without '\(missing)'")
    } else if open.contains(where: { $0.kind.closing == current.kind }) {
      // The bracket belongs to one further out.
      reportUnclosed(opening, hint: "expected '\(closing == .rightBracket ? "]" : ")")' before \(describe(current))")
    } else {
      let place = describedPlace(opening.range.lowerBound, in: lexer.bytes)
      let token = advance()
      report(
        "expected '\(closing == .rightBracket ? "]" : ")")', found \(describe(token))", token.range,
        hint: "\(describe(opening)) was opened at \(place)")
    }
    return previous?.range.upperBound ?? opening.range.upperBound
  }

  /// Skips to the `,`, `|`, closing bracket or end at which reading can go on; whole brackets are skipped with what is in them.
  mutating func synchronize() {
    var depth = 0
    while current.kind != .end {
      if depth == 0, current.kind.isStop { return }
      if current.kind.isOpening { depth += 1 }
      if current.kind.isClosing { depth -= 1 }
      advance()
    }
  }

  /// Reports that a value should stand here.
  mutating func reportMissingValue() {
    // At the end of the text the open bracket is the thing to say.
    if current.kind == .end, previous?.kind.isOpening == true || previous?.kind == .comma { return }
    // A bracket that closes nothing is reported where it is skipped.
    if current.kind.isClosing, open.isEmpty, previous == nil || previous?.kind.isClosing == true { return }
    let found = describe(current)
    guard let previous, !previous.kind.isClosing, !previous.kind.isValueStart || previous.kind.isOpening else {
      return report("expected a value, found \(found)", current.range)
    }
    report("expected a value after \(describe(previous)), found \(found)", current.range)
  }

  /// Reports a token that cannot follow a complete value.
  mutating func reportUnexpectedAfterValue() {
    let token = current
    guard token.kind != .invalid else { return }
    let isList = open.last?.kind == .leftBracket
    let hasCommas = isList || isInArguments
    let expected = open.isEmpty ? "an operator or the end of the text" : isList ? "',' or ']'" : hasCommas ? "',' or ')'" : "')'"
    report(
      "expected \(expected), found \(describe(token))", token.range, hint: hintAfterValue(token, hasCommas: hasCommas))
  }

  /// Whether the innermost open bracket has arguments in it: a name stands before it.
  private var isInArguments: Bool {
    guard let bracket = open.last, bracket.kind == .leftParenthesis,
      let position = lexer.tokens.firstIndex(where: { $0.range.lowerBound >= bracket.range.lowerBound }), position > 0
    else { return false }
    return [.name, .recipe].contains(lexer.tokens[position - 1].kind)
  }

  private func hintAfterValue(_ token: Token, hasCommas: Bool) -> String? {
    let isAfterNumber = previous?.kind == .number
    switch token.kind {
    case .assign: return open.isEmpty ? "to compare, write '=='" : "an argument is written 'name=value'; to compare, write '=='"
    case .tilde: return "'~' stands once, in a formula"
    case .leftBracket: return "there is no indexing"
    case .leftParenthesis: return "only names take arguments; to multiply, write '*'"
    case .name, .hole, .recipe:
      return isAfterNumber ? "to multiply, write '*'" : "stages are separated by '|'" + (hasCommas ? ", arguments by ','" : "")
    case .number, .string: return !hasCommas ? nil : "arguments are separated by ','"
    default: return nil
    }
  }
}
