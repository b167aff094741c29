import Language
import Testing

/// Each block is a whole rendering; the text that it is about is its second line.
@Suite struct StructureErrorTests {
  /// Brackets that do not match, with the place where the open one was opened.
  @Test(arguments: blocks(Self.bracketsTexts))
  func brackets(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let bracketsTexts = #"""
    error: '(' is not closed
      f(a
       ^ the text ends without ')'

    error: '(' is not closed
      f(g(1, 2)
       ^ the text ends without ')'

    error: '[' is not closed
      [1, [2
          ^ the text ends without ']]'

    error: expected ')', found ']'
      f(a]
         ^ '(' was opened at column 2

    error: '(' is not closed
      [f(a, b]
        ^ expected ')' before ']'

    error: ')' closes nothing
      a) | b
       ^ remove it, or open a bracket before

    error: '))' closes nothing
      a))
       ^~ remove it, or open a bracket before

    error: ')' closes nothing
      )
      ^ remove it, or open a bracket before

    error: expected ')', found ','
      (a, b) | c
        ^ a list is written '[a, b]'

    error: nothing stands inside the brackets
      ()
      ^~

    error: '(' is not closed
      (
      ^ the text ends without ')'

    error: expected ')', found 'b'
      f((a b), c d)
           ^ stages are separated by '|'
    error: expected ',' or ')', found 'd'
      f((a b), c d)
                 ^ stages are separated by '|', arguments by ','
    """#

  /// Stages that are missing.
  @Test(arguments: blocks(Self.stagesTexts))
  func stages(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let stagesTexts = #"""
    error: a stage is missing
      a | | b
          ^ nothing stands between '|' and '|'

    error: a stage is missing
      | a
      ^ nothing stands before '|'

    error: a stage is missing
      a |
        ^ nothing stands after '|'

    error: a stage is missing
      a | # the end
        ^ nothing stands after '|'

    error: a stage is missing
      f(| a, b |)
        ^ nothing stands before '|'
    error: a stage is missing
      f(| a, b |)
               ^ nothing stands after '|'

    error: unknown operator '||'
      a || b
        ^~ write 'or', or '|' between stages
    """#

  /// Values that are missing.
  @Test(arguments: blocks(Self.valuesTexts))
  func values(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let valuesTexts = #"""
    error: expected a value after '+', found the end of the text
      a +
         ^

    error: expected a value after '+', found '*'
      a + * b
          ^

    error: expected a value after '*', found ','
      f(a *, b)
           ^

    error: expected a value after '=', found ')'
      f(c2=)
           ^

    error: an argument is missing before ','
      f(a,,b)
          ^

    error: an argument is missing before ','
      f(,)
        ^

    error: an element is missing before ','
      [1,,2]
         ^

    error: a value does not begin with '+'
      +1
      ^ leave it out

    error: expected a value after '^', found the end of the text
      a ^
         ^

    error: expected a value after 'not', found the end of the text
      not
         ^

    error: expected a value after 'and', found the end of the text
      a and
           ^

    error: expected a value after '(', found 'and'
      f(and=1)
        ^~~
    """#
}
