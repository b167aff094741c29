import Language
import Testing

/// Each block is a whole rendering; the text that it is about is its second line.
@Suite struct SequenceErrorTests {
  /// What cannot follow a value: the usual slips of the pen, with their mend.
  @Test(arguments: blocks(Self.afterValuesTexts))
  func afterValues(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let afterValuesTexts = #"""
    error: expected an operator or the end of the text, found 'b'
      a b
        ^ stages are separated by '|'

    error: expected an operator or the end of the text, found 'lr'
      adam lr(1)
           ^~ stages are separated by '|'

    error: expected ',' or ')', found '2'
      f(1 2)
          ^ arguments are separated by ','

    error: expected an operator or the end of the text, found 'x'
      2 x
        ^ to multiply, write '*'

    error: expected an operator or the end of the text, found '('
      2(x)
       ^ only names take arguments; to multiply, write '*'

    error: expected an operator or the end of the text, found '('
      f(a)(b)
          ^ only names take arguments; to multiply, write '*'

    error: expected an operator or the end of the text, found '['
      x[0]
       ^ there is no indexing

    error: expected an operator or the end of the text, found '='
      a = 1
        ^ to compare, write '=='

    error: expected ',' or ')', found '='
      f(x = y = 2)
              ^ an argument is written 'name=value'; to compare, write '=='

    error: expected ',' or ')', found '='
      f("a" = 1)
            ^ an argument is written 'name=value'; to compare, write '=='

    error: expected an operator or the end of the text, found '~'
      a ~ b
        ^ '~' stands once, in a formula

    error: expected an operator or the end of the text, found the string 'b'
      'a' 'b'
          ^~~

    error: unexpected ','
      a, b
       ^ stages are separated by '|'

    error: expected an operator or the end of the text, found 'not'
      a not b
        ^~~

    error: comparisons do not chain
      a < b < c
            ^ write 'a < b and b < c'

    error: comparisons do not chain
      a == b != c
             ^~ write 'a < b and b < c'

    error: 'not' before '<' needs brackets
      not a < b
      ^~~~~~~ write 'not (a < b)' or '(not a) < b'

    error: 'not' before '+' needs brackets
      not a + b
      ^~~~~~~ write 'not (a + b)' or '(not a) + b'

    error: 'or' before 'and' needs brackets
      a or b and c
      ^~~~~~~~~~ write '(a or b) and c' or 'a or (b and c)'
    """#

  /// Arguments in the wrong order or given twice; several errors of one text at once.
  @Test(arguments: blocks(Self.argumentsTexts))
  func arguments(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let argumentsTexts = #"""
    error: an argument without a name after one with a name
      f(x=1, 2)
             ^ write 'name=value', or move it to the front

    error: the argument 'x' is given twice
      f(x=1, y=2, x=3)
                  ^

    error: an argument without a name after one with a name
      f(x=1, 2, x=3) | g(1 2, 3 4) | | h(
             ^ write 'name=value', or move it to the front
    error: the argument 'x' is given twice
      f(x=1, 2, x=3) | g(1 2, 3 4) | | h(
                ^
    error: expected ',' or ')', found '2'
      f(x=1, 2, x=3) | g(1 2, 3 4) | | h(
                           ^ arguments are separated by ','
    error: expected ',' or ')', found '4'
      f(x=1, 2, x=3) | g(1 2, 3 4) | | h(
                                ^ arguments are separated by ','
    error: a stage is missing
      f(x=1, 2, x=3) | g(1 2, 3 4) | | h(
                                     ^ nothing stands between '|' and '|'
    error: '(' is not closed
      f(x=1, 2, x=3) | g(1 2, 3 4) | | h(
                                        ^ the text ends without ')'
    """#
}
