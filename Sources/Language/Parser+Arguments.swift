extension ExpressionParser {
  /// "(" [ argument { "," argument } ] ")", with a comma at the end if one likes. Returns the arguments, the greatest height
  /// among them, and where the bracket ends.
  mutating func arguments() -> ([Argument], height: Int, end: Int) {
    let opening = advance()
    open.append(opening)
    var arguments: [Argument] = []
    var names: Set<String> = []
    var height = 0
    while !current.kind.isClosing, current.kind != .end {
      if let comma = take(.comma) {
        report("an argument is missing before ','", comma.range)
        continue
      }
      let (argument, argumentHeight) = argument()
      check(argument, among: &names)
      arguments.append(argument)
      height = max(height, argumentHeight)
      if take(.comma) == nil { break }
    }
    return (arguments, height, close())
  }

  /// argument = [ name "=" ] expression
  private mutating func argument() -> (Argument, height: Int) {
    guard current.kind == .name, lexer.tokens[index + 1].kind == .assign else {
      let value = pipe()
      return (Argument(value: value.syntax), value.height)
    }
    let name = advance()
    advance()
    let value = if current.kind.isStop && current.kind != .bar { missingValue() } else { pipe() }
    return (Argument(name: lexer.text(name.range), nameRange: name.range, value: value.syntax), value.height)
  }

  private mutating func missingValue() -> Parsed {
    reportMissingValue()
    return missing
  }

  private mutating func check(_ argument: Argument, among names: inout Set<String>) {
    if let name = argument.name, let range = argument.nameRange {
      if !names.insert(name).inserted { report("the argument \(quoted(name)) is given twice", range) }
    } else if !names.isEmpty {
      report(
        "an argument without a name after one with a name", argument.value.range,
        hint: "write 'name=value', or move it to the front")
    }
  }
}
