extension ExpressionParser {
  /// atom = number | string | name [ "(" arguments ")" ] | "(" expression ")" | "[" list "]" | "?" name [ "=" number ]
  ///   | "@" name [ "(" arguments ")" ]
  mutating func atom() throws(Failure) -> Parsed {
    let token = current
    switch token.kind {
    case .number:
      advance()
      return leaf(.number(numberValue(token), text: lexer.text(token.range)), token.range)
    case .string:
      advance()
      return leaf(.string(lexer.stringValue(token)), token.range)
    case .name: return try named(advance(), nameStart: 0) { .call($0, nameRange: $1, $2) }
    case .recipe: return try named(advance(), nameStart: 1) { .recipe($0, nameRange: $1, $2) }
    case .hole: return try hole()
    case .leftParenthesis: return try nested(at: token) { (parser) throws(Failure) in try parser.bracketed() }
    case .leftBracket: return try nested(at: token) { (parser) throws(Failure) in parser.list() }
    case .invalid:
      advance()
      throw Failure()
    default:
      reportMissingValue()
      throw Failure()
    }
  }

  private func leaf(_ kind: Syntax.Kind, _ range: SourceRange) -> Parsed {
    Parsed(syntax: Syntax(kind: kind, range: range), height: 1)
  }

  mutating func numberValue(_ token: Token) -> Double {
    let text = lexer.text(token.range)
    let value = Double(text) ?? .nan
    if value.isInfinite { report("\(quoted(text)) is too large for a number", token.range, hint: "write 'inf'") }
    return value
  }

  /// A name or a recipe, with its arguments if a bracket follows.
  private mutating func named(
    _ token: Token, nameStart: Int, _ make: (String, SourceRange, [Argument]) -> Syntax.Kind
  ) throws(Failure) -> Parsed {
    let nameRange = token.range.lowerBound + nameStart..<token.range.upperBound
    let name = lexer.text(nameRange)
    let bracket = current
    guard bracket.kind == .leftParenthesis else {
      return leaf(token.kind == .name ? .name(name) : make(name, nameRange, []), token.range)
    }
    let (arguments, height, end) = try nested(at: bracket) { (parser) throws(Failure) in parser.arguments() }
    return Parsed(
      syntax: Syntax(kind: make(name, nameRange, arguments), range: token.range.lowerBound..<end), height: height + 1)
  }

  /// "?" name [ "=" number ]; the number may have a sign, and may be `inf`.
  private mutating func hole() throws(Failure) -> Parsed {
    let token = advance()
    let name = lexer.text(token.range.lowerBound + 1..<token.range.upperBound)
    guard take(.assign) != nil else { return leaf(.hole(name, default: nil), token.range) }
    let sign = take(.minus) ?? take(.plus)
    let value = current
    let number: Double?
    switch value.kind {
    case .number: number = numberValue(value)
    case .name: number = Word(lexer.text(value.range)).flatMap { $0 == .inf || $0 == .nan ? $0.number : nil }
    default: number = nil
    }
    guard let number else {
      if value.kind != .invalid {
        report("expected a number as the default of '?\(name)', found \(describe(value))", value.range)
      }
      throw Failure()
    }
    advance()
    let signed = sign?.kind == .minus ? -number : number
    return leaf(.hole(name, default: signed), token.range.lowerBound..<value.range.upperBound)
  }

  /// "(" expression ")"
  private mutating func bracketed() throws(Failure) -> Parsed {
    let opening = advance()
    open.append(opening)
    if let closing = take(.rightParenthesis) {
      open.removeLast()
      report("nothing stands inside the brackets", opening.range.lowerBound..<closing.range.upperBound)
      throw Failure()
    }
    var result = current.kind == .end ? missing : pipe()
    result.syntax.range = opening.range.lowerBound..<close()
    result.isBracketed = true
    return result
  }

  /// "[" [ expression { "," expression } ] "]", with a comma at the end if one likes.
  private mutating func list() -> Parsed {
    let opening = advance()
    open.append(opening)
    var elements: [Syntax] = []
    var height = 0
    while !current.kind.isClosing, current.kind != .end {
      if let comma = take(.comma) {
        report("an element is missing before ','", comma.range)
        continue
      }
      let element = pipe()
      elements.append(element.syntax)
      height = max(height, element.height)
      if take(.comma) == nil { break }
    }
    let range = opening.range.lowerBound..<close()
    return Parsed(syntax: Syntax(kind: .list(elements), range: range), height: height + 1)
  }
}
