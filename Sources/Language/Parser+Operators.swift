extension ExpressionParser {
  /// pipe = logic { "|" logic }. Reads up to `,`, a closing bracket or the end, whatever stands there.
  mutating func pipe() -> Parsed {
    var stages: [Parsed] = []
    repeat {
      if let stage = stage() { stages.append(stage) }
    } while take(.bar) != nil
    guard stages.count > 1, let first = stages.first, let last = stages.last else { return stages.first ?? missing }
    let range = Self.span(first.syntax, last.syntax)
    let height = 1 + (stages.map(\.height).max() ?? 0)
    return Parsed(syntax: Syntax(kind: .pipe(stages.map(\.syntax)), range: range), height: height)
  }

  /// One stage and whatever wrongly follows it; nil if it could not be read.
  private mutating func stage() -> Parsed? {
    let bar = previous.flatMap { $0.kind == .bar ? $0 : nil }
    if current.kind == .bar {
      let place = bar == nil ? "before '|'" : "between '|' and '|'"
      report("a stage is missing", current.range, hint: "nothing stands \(place)")
      return nil
    }
    if let bar, current.kind.isStop {
      report("a stage is missing", bar.range, hint: "nothing stands after '|'")
      return nil
    }
    do {
      let stage = try binary(.logic)
      if current.kind.isStop || (awaitsTilde && open.isEmpty && current.kind == .tilde) { return stage }
      reportUnexpectedAfterValue()
    } catch {}
    synchronize()
    return nil
  }

  /// logic, comparison, sum and product: left-associative operators of at least the given level.
  private mutating func binary(_ level: Precedence) throws(Failure) -> Parsed {
    var left = try unary()
    while let operation = current.kind.binaryOperator, operation.precedence >= level {
      checkLeft(left, of: operation)
      let token = advance()
      let right = try binary(operation.precedence.next)
      left = Parsed(
        syntax: Syntax(kind: .binary(operation, left.syntax, right.syntax), range: Self.span(left.syntax, right.syntax)),
        height: try height(above: left.height, right.height, at: token))
    }
    return left
  }

  /// Comparisons do not chain, and what would mean another thing in most languages needs brackets.
  private mutating func checkLeft(_ left: Parsed, of operation: BinaryOperator) {
    guard !left.isBracketed else { return }
    let symbol = operation.rawValue
    if left.syntax.isRefused(asLeftOperandOf: operation) {
      let range = left.syntax.range.lowerBound..<current.range.upperBound
      if operation == .and {
        report("'or' before 'and' needs brackets", range, hint: "write '(a or b) and c' or 'a or (b and c)'")
      } else {
        report("'not' before '\(symbol)' needs brackets", range, hint: "write 'not (a \(symbol) b)' or '(not a) \(symbol) b'")
      }
    } else if operation.precedence == .comparison, left.syntax.precedence == .comparison {
      report("comparisons do not chain", current.range, hint: "write 'a < b and b < c'")
    }
  }

  /// unary = ("-" | "not") unary | power
  private mutating func unary() throws(Failure) -> Parsed {
    let token = current
    switch token.kind {
    case .minus, .not:
      advance()
      let operand = try nested(at: token) { (parser) throws(Failure) in try parser.unary() }
      let operation: UnaryOperator = token.kind == .not ? .not : .negate
      let range = token.range.lowerBound..<max(token.range.upperBound, operand.syntax.range.upperBound)
      return Parsed(
        syntax: Syntax(kind: .unary(operation, operand.syntax), range: range),
        height: try height(above: operand.height, at: token))
    case .plus:
      report("a value does not begin with '+'", token.range, hint: "leave it out")
      advance()
      return try nested(at: token) { (parser) throws(Failure) in try parser.unary() }
    default: return try power()
    }
  }

  /// power = atom [ "^" unary ]
  private mutating func power() throws(Failure) -> Parsed {
    let base = try atom()
    guard let token = take(.caret) else { return base }
    let exponent = try nested(at: token) { (parser) throws(Failure) in try parser.unary() }
    return Parsed(
      syntax: Syntax(kind: .binary(.power, base.syntax, exponent.syntax), range: Self.span(base.syntax, exponent.syntax)),
      height: try height(above: base.height, exponent.height, at: token))
  }
}
