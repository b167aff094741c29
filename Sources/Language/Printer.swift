extension Syntax: CustomStringConvertible {
  /// The canonical text: one line, as few brackets as the grammar allows, numbers as they were written, strings in double
  /// quotes. Reading it gives the same meaning again.
  public var description: String {
    var printer = Printer()
    printer.write(self, atLeast: .pipe)
    return printer.text
  }
}

/// Writes a tree as text, with brackets only where the reader would otherwise build another tree.
struct Printer {
  var text = ""

  /// `level`: the loosest form that may stand here without brackets.
  mutating func write(_ syntax: Syntax, atLeast level: Precedence) {
    let needsBrackets = syntax.precedence < level
    if needsBrackets { text += "(" }
    writeBare(syntax)
    if needsBrackets { text += ")" }
  }

  private mutating func writeBare(_ syntax: Syntax) {
    switch syntax.kind {
    case .number(_, let written): text += written
    case .string(let value): text += quotedLiteral(value)
    case .name(let name): text += syntax.word?.rawValue ?? name
    case .call(let name, _, let arguments):
      text += name
      writeArguments(arguments)
    case .recipe(let name, _, let arguments):
      text += "@" + name
      if !arguments.isEmpty { writeArguments(arguments) }
    case .hole(let name, let value):
      text += "?" + name
      if let value { text += "=" + canonicalText(of: value) }
    case .list(let elements):
      text += "["
      writeSeparated(elements, by: ", ", atLeast: .pipe)
      text += "]"
    case .pipe(let stages): writeSeparated(stages, by: " | ", atLeast: .logic)
    case .formula(let response, let expression): writeSeparated([response, expression], by: " ~ ", atLeast: .pipe)
    case .unary(let operation, let operand):
      text += operation == .not ? "not " : "-"
      write(operand, atLeast: .unary)
    case .binary(let operation, let left, let right): writeBinary(operation, left, right)
    }
  }

  private mutating func writeBinary(_ operation: BinaryOperator, _ left: Syntax, _ right: Syntax) {
    if operation == .power {
      write(left, atLeast: .atom)
      text += "^"
      write(right, atLeast: .unary)
      return
    }
    let level = operation.precedence
    let leftLevel = left.isRefused(asLeftOperandOf: operation) ? .atom : level == .comparison ? level.next : level
    write(left, atLeast: leftLevel)
    text += " " + operation.rawValue + " "
    write(right, atLeast: level.next)
  }

  private mutating func writeSeparated(_ elements: [Syntax], by separator: String, atLeast level: Precedence) {
    for (index, element) in elements.enumerated() {
      if index > 0 { text += separator }
      write(element, atLeast: level)
    }
  }

  private mutating func writeArguments(_ arguments: [Argument]) {
    text += "("
    for (index, argument) in arguments.enumerated() {
      if index > 0 { text += ", " }
      if let name = argument.name { text += name + "=" }
      write(argument.value, atLeast: .pipe)
    }
    text += ")"
  }
}

extension Syntax {
  var precedence: Precedence {
    switch kind {
    case .number, .string, .name, .call, .list, .hole, .recipe: .atom
    case .unary: .unary
    case .binary(let operation, _, _): operation.precedence
    case .pipe, .formula: .pipe
    }
  }

  /// Whether the parser wants brackets around this left operand although the grammar does not: `not a < b` and
  /// `a or b and c` mean one thing here and another in most languages, so neither is read without brackets.
  func isRefused(asLeftOperandOf operation: BinaryOperator) -> Bool {
    switch kind {
    case .unary(.not, _): operation.precedence > .logic
    case .binary(.or, _, _): operation == .and
    default: false
    }
  }
}

/// A string as the lexer reads it, in double quotes.
func quotedLiteral(_ value: String) -> String {
  var literal = "\""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\"": literal += "\\\""
    case "\\": literal += "\\\\"
    case "\n": literal += "\\n"
    case "\r": literal += "\\r"
    case "\t": literal += "\\t"
    case _ where scalar.isControl: literal += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: literal.unicodeScalars.append(scalar)
    }
  }
  return literal + "\""
}
