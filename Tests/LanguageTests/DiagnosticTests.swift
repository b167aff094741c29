import Language
import Testing

@Suite struct DiagnosticTests {
  private func shown(_ range: SourceRange, in source: String, hint: String? = nil) -> String {
    Diagnostic(message: "m", range: range, hint: hint).rendered(in: source)
  }

  /// The shape that the design document gives.
  @Test func shape() {
    let source = "lbfgs | strongwolf(c2=0.9)"
    let diagnostic = Diagnostic(message: "unknown module 'strongwolf'", range: 8..<18, hint: "did you mean 'strongwolfe'?")
    #expect(
      diagnostic.rendered(in: source) == """
        error: unknown module 'strongwolf'
          lbfgs | strongwolf(c2=0.9)
                  ^~~~~~~~~~ did you mean 'strongwolfe'?
        """)
  }

  /// In a text of several lines the right one is shown, with its number, whatever ends the lines.
  @Test(arguments: ["\n", "\r\n", "\r"])
  func lines(_ lineBreak: String) {
    let source = ["adam", "  | sgn", "| lr(1)"].joined(separator: lineBreak)
    let start = 4 + lineBreak.utf8.count + 4
    #expect(shown(start..<start + 3, in: source) == "error: m\n  2:   | sgn\n         ^~~")
    #expect(shown(0..<4, in: source) == "error: m\n  1: adam\n     ^~~~")
    // A range over several lines is marked to the end of the first.
    #expect(shown(start..<source.utf8.count, in: source) == "error: m\n  2:   | sgn\n         ^~~")
    #expect(shown(source.utf8.count..<source.utf8.count, in: source) == "error: m\n  3: | lr(1)\n            ^")
  }

  /// A text of one line has no line number, even if blank lines are around it.
  @Test func oneLine() {
    #expect(shown(2..<3, in: "\n\na\n") == "error: m\n  a\n  ^")
  }

  /// Carets stand under what is marked: tabs are two columns, wide characters two, accents none.
  @Test func columns() {
    #expect(shown(3..<4, in: "\ta x") == "error: m\n    a x\n      ^")
    #expect(shown(8..<9, in: "'日本'x") == "error: m\n  '日本'x\n        ^")
    #expect(shown(6..<7, in: "'e\u{301}' x") == "error: m\n  'e\u{301}' x\n      ^")
    #expect(shown(1..<7, in: "'日本'") == "error: m\n  '日本'\n   ^~~~")
    #expect(shown(1..<2, in: "a\0b\u{202E}c") == "error: m\n  a␀b\u{FFFD}c\n   ^")
    #expect(shown(0..<25, in: "👨‍👩‍👧‍👦 x") == "error: m\n  👨‍👩‍👧‍👦 x\n  ^~")
  }

  /// A range outside the text, or inside a character, is no reason to crash.
  @Test(arguments: [-5..<(-2), 3..<100, 100..<200, -5..<100, 1..<2, 2..<2, 0..<0])
  func anyRange(_ range: SourceRange) {
    #expect(shown(range, in: "aéb").hasPrefix("error: m\n  aéb\n"))
    #expect(shown(range, in: "") == "error: m")
    #expect(shown(range, in: "\n") == "error: m")
  }

  /// Long lines are cut around the place, to 100 columns, with the caret under its character.
  @Test func windows() {
    let line = (0..<200).map { "f\($0 % 10)(\($0))" }.joined(separator: " | ")
    for start in stride(from: 0, to: line.utf8.count, by: 7) {
      let rows = shown(start..<start + 3, in: line, hint: "a hint").split(separator: "\n").map(Array.init)
      #expect(rows[1].count <= 100)
      #expect(rows[2].count <= 100)
      let column = rows[2].firstIndex(of: "^") ?? 0
      let expected = Array(line)[start..<min(start + 3, line.count)]
      #expect(Array(rows[1][column..<min(column + 3, rows[1].count)]) == Array(expected))
    }
    // A mark that goes on beyond the window is cut with it.
    let rows = shown(700..<900, in: line).split(separator: "\n")
    #expect(rows[2].count < 100 && rows[2].hasSuffix("~") && rows[1].hasSuffix("…"))
  }

  /// Wide characters in a long line do not push it over the edge.
  @Test func wideWindows() {
    let line = String(repeating: "日", count: 500)
    let rows = shown(900..<903, in: line).split(separator: "\n")
    #expect(rows[1].reduce(0) { $0 + ($1 == "日" ? 2 : 1) } <= 100)
    #expect(rows[1].hasPrefix("  …日") && rows[1].hasSuffix("日…"))
    #expect(rows[2].hasSuffix("^~"))
  }

  /// A hint that does not fit beside the marks stands below them.
  @Test func longHints() {
    let hint = String(repeating: "h", count: 90)
    #expect(shown(0..<4, in: "adam", hint: hint) == "error: m\n  adam\n  ^~~~ \(hint)")
    #expect(shown(0..<10, in: "adam | sgn", hint: hint) == "error: m\n  adam | sgn\n  ^~~~~~~~~~\n  \(hint)")
  }
}
