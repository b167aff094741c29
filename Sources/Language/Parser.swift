/// Reads the grammar of `language.md`.
///
/// The tree has the place of every part. All errors that one reading can find are reported together: the reader recovers at
/// the next `,`, `|` or closing bracket.
public enum Parser {
  /// Reads a chain or an expression.
  public static func parse(_ text: String) throws(Diagnostics) -> Syntax {
    try read(text, allowsFormula: false)
  }

  /// Reads `response ~ expression`, or an expression alone.
  public static func parseFormula(_ text: String) throws(Diagnostics) -> Syntax {
    try read(text, allowsFormula: true)
  }

  private static func read(_ text: String, allowsFormula: Bool) throws(Diagnostics) -> Syntax {
    let length = text.utf8.count
    guard length <= Limits.length else {
      let message = "the text is longer than \(Limits.length) bytes: it has \(length)"
      throw Diagnostics(all: [Diagnostic(message: message, range: 0..<1)], source: text)
    }
    var parser = ExpressionParser(Array(text.utf8), allowsFormula: allowsFormula)
    let syntax = parser.wholeText()
    guard parser.diagnostics.isEmpty else {
      let inOrder = parser.diagnostics.enumerated()
        .sorted { ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset) }
      throw Diagnostics(all: inOrder.map(\.element), source: text)
    }
    return syntax
  }
}

/// The state of one reading: recursive descent, with precedence climbing for the operators.
///
/// A method that finds no value reports why and throws `Failure`. It is caught where reading can go on: in `pipe`.
struct ExpressionParser {
  /// The error has been reported.
  struct Failure: Error {}

  /// An expression and the height of its tree.
  struct Parsed {
    var syntax: Syntax
    var height: Int
    var isBracketed = false
  }

  let lexer: Lexer
  var index = 0
  /// The brackets that are open here, outermost first.
  var open: [Token] = []
  var nesting = 0
  private(set) var diagnostics: [Diagnostic]
  /// Set when a limit was passed: the rest of the text is not read.
  private var isHalted = false
  private var hasReportedUnclosed = false
  /// Whether a `~` may follow what is being read.
  var awaitsTilde: Bool

  init(_ bytes: [UInt8], allowsFormula: Bool) {
    lexer = Lexer(bytes)
    diagnostics = lexer.diagnostics
    awaitsTilde = allowsFormula
  }

  var current: Token { lexer.tokens[index] }
  var previous: Token? { index > 0 ? lexer.tokens[index - 1] : nil }

  @discardableResult
  mutating func advance() -> Token {
    let token = current
    if token.kind != .end { index += 1 }
    return token
  }

  mutating func take(_ kind: Token.Kind) -> Token? { current.kind == kind ? advance() : nil }

  mutating func report(_ message: String, _ range: SourceRange, hint: String? = nil) {
    guard !isHalted else { return }
    diagnostics.append(Diagnostic(message: message, range: range, hint: hint))
    if diagnostics.count >= Limits.diagnostics { halt() }
  }

  /// Gives up: the rest of the text counts as read, and nothing more is reported.
  mutating func halt() {
    isHalted = true
    index = lexer.tokens.count - 1
  }

  /// Runs `body` one level deeper, or gives up at the limit of nesting.
  mutating func nested<Result>(
    at token: Token, _ body: (inout ExpressionParser) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard nesting < Limits.nesting else {
      report("more than \(Limits.nesting) brackets, signs or powers inside one another", token.range)
      halt()
      throw Failure()
    }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  /// The height above parts of the given heights, or gives up at the limit.
  mutating func height(above heights: Int..., at token: Token) throws(Failure) -> Int {
    let height = 1 + (heights.max() ?? 0)
    guard height <= Limits.height else {
      report("more than \(Limits.height) terms in one expression", token.range)
      halt()
      throw Failure()
    }
    return height
  }

  mutating func wholeText() -> Syntax {
    guard current.kind != .end else {
      // Where the lexer found only what it could not read, it has said so.
      if diagnostics.isEmpty {
        let what = lexer.bytes.contains(UInt8(ascii: "#")) ? "the text has nothing but comments" : "the text is empty"
        report(what, 0..<0, hint: "expected an expression")
      }
      return missing.syntax
    }
    var result = pipe().syntax
    if awaitsTilde, take(.tilde) != nil {
      awaitsTilde = false
      let expression = pipe().syntax
      result = Syntax(kind: .formula(response: result, expression), range: Self.span(result, expression))
    }
    while current.kind != .end { skipStray() }
    return result
  }

  /// At the top only a closing bracket or a comma can be left: reports it and reads on after it.
  private mutating func skipStray() {
    let token = advance()
    if token.kind.isClosing {
      var range = token.range
      while current.kind.isClosing { range = range.lowerBound..<advance().range.upperBound }
      report("\(quoted(lexer.text(range))) closes nothing", range, hint: "remove it, or open a bracket before")
    } else {
      report("unexpected \(describe(token))", token.range, hint: "stages are separated by '|'")
    }
    _ = take(.bar)
    if current.kind != .end { _ = pipe() }
  }

  /// Stands for what could not be read; the tree that has it is never returned.
  var missing: Parsed {
    Parsed(syntax: Syntax(kind: .name(""), range: current.range.lowerBound..<current.range.lowerBound), height: 1)
  }

  /// From the beginning of one part to the end of another.
  static func span(_ first: Syntax, _ last: Syntax) -> SourceRange {
    first.range.lowerBound..<max(first.range.lowerBound, last.range.upperBound)
  }

  mutating func reportUnclosed(_ opening: Token, hint: String) {
    if !hasReportedUnclosed, !lexer.hasUnclosedString {
      report("\(describe(opening)) is not closed", opening.range, hint: hint)
    }
    hasReportedUnclosed = true
  }

  /// A token in the words of a message.
  func describe(_ token: Token) -> String {
    switch token.kind {
    case .end: "the end of the text"
    case .string: "the string \(quoted(lexer.stringValue(token)))"
    default: quoted(lexer.text(token.range))
    }
  }
}
