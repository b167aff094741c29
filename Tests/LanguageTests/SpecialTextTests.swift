import Testing

/// Errors of texts that cannot be shown as they are: of several lines, empty, with characters that cannot be seen.
@Suite struct SpecialTextTests {
  @Test func emptyTexts() {
    for text in ["", " ", "\n\t\r\n"] {
      #expect(complaint(text) == "error: the text is empty\n  expected an expression")
    }
    #expect(
      complaint("  # only a comment\n") == """
        error: the text has nothing but comments
            # only a comment
          ^ expected an expression
        """)
  }

  /// Messages about several lines name the line.
  @Test func severalLines() {
    #expect(
      complaint("f(a\n  b]") == """
        error: expected ',' or ')', found 'b'
          2:   b]
               ^ stages are separated by '|', arguments by ','
        error: expected ')', found ']'
          2:   b]
                ^ '(' was opened at line 1, column 2
        """)
    #expect(
      complaint("adam # first\n| | lr(1)\n| mul(") == """
        error: a stage is missing
          2: | | lr(1)
               ^ nothing stands between '|' and '|'
        error: '(' is not closed
          3: | mul(
                  ^ the text ends without ')'
        """)
  }

  /// A string ends with its line; that the lines after it look odd is not said again.
  @Test func stringOverLines() {
    #expect(
      complaint("f(\"abc\ndef\")") == """
        error: the string is not closed
          1: f("abc
               ^~~~ it needs '"' on the same line
        """)
  }

  @Test func invisibleCharacters() {
    #expect(complaint("a\0b") == "error: unexpected control character U+0000\n  a␀b\n   ^ remove it")
    #expect(complaint("\0\0\0") == "error: unexpected control character U+0000\n  ␀␀␀\n  ^~~ remove it")
    #expect(complaint("'a\u{1}b'") == "error: unexpected control character U+0001\n  'a␁b'\n    ^ remove it")
    #expect(complaint("a\u{200B}b") == "error: unexpected invisible character U+200B\n  a\u{FFFD}b\n   ^ remove it")
    #expect(complaint("\u{202E}a") == "error: unexpected invisible character U+202E\n  \u{FFFD}a\n  ^ remove it")
  }

  /// One mistake made many times is said as often as helps.
  @Test func manyErrors() {
    let text = (0..<100).map { "f(\($0) 1)" }.joined(separator: " | ")
    #expect(complaint(text)?.split(separator: "\n").count { $0.hasPrefix("error:") } == 20)
  }
}
