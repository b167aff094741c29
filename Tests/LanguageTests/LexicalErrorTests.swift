import Language
import Testing

/// Each block is a whole rendering; the text that it is about is its second line.
@Suite struct LexicalErrorTests {
  /// Numbers that run into something else.
  @Test(arguments: blocks(Self.numbersTexts))
  func numbers(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let numbersTexts = #"""
    error: '2x' is neither a number nor a name
      2x
      ^~ write '2*x'

    error: '2sin' is neither a number nor a name
      f(2sin(x))
        ^~~~ write '2*sin'

    error: the exponent of '1e' has no digits
      1e
      ^~ write '1e-3' or '1*e'

    error: the exponent of '1e+' has no digits
      1e+
      ^~~ write '1e-3' or '1*e'

    error: '2exp' is neither a number nor a name
      2exp
      ^~~~ write '2*exp'

    error: digits are not grouped by '_'
      1_000
      ^~~~~ write '1000'

    error: '1.2.3' has more than one decimal point
      1.2.3
      ^~~~~

    error: numbers are decimal
      0x1F
      ^~~~

    error: '1e999' is too large for a number
      1e999
      ^~~~~ write 'inf'
    """#

  /// Strings.
  @Test(arguments: blocks(Self.stringsTexts))
  func strings(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let stringsTexts = #"""
    error: the string is not closed
      f('abc)
        ^~~~~ it needs "'" on the same line

    error: unknown escape '\q'
      'a\q'
        ^~ write '\\' for a backslash

    error: unknown escape '\u'
      'a\u{110000}'
        ^~ write '\\' for a backslash

    error: the string is not closed
      'a\
      ^~~ it needs "'" on the same line
    """#

  /// Holes and recipes.
  @Test(arguments: blocks(Self.holesAndRecipesTexts))
  func holesAndRecipes(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let holesAndRecipesTexts = #"""
    error: '?' needs a name right after it
      ?
      ^ write '?name' for a hole

    error: '?' needs a name right after it
      lr(? lr)
         ^ write '?name' for a hole

    error: expected a number as the default of '?lr', found the end of the text
      ?lr=
          ^

    error: expected a number as the default of '?lr', found 'x'
      ?lr=x
          ^

    error: expected a number as the default of '?lr', found the end of the text
      ?lr=-
           ^

    error: '@' needs a name right after it
      @
      ^ write '@name' for a recipe

    error: '@' needs a name right after it
      @(a)
      ^ write '@name' for a recipe

    error: '@' needs a name right after it
      @-a
      ^ write '@name' for a recipe

    error: '?' needs a name right after it
      ?1
      ^ write '?name' for a hole
    """#

  /// Characters of other languages and of word processors.
  @Test(arguments: blocks(Self.charactersTexts))
  func characters(_ expected: String) {
    #expect(complaint(source(of: expected)) == expected)
  }

  static let charactersTexts = #"""
    error: unexpected character '−' (U+2212)
      x − 1
        ^ write '-'

    error: unexpected character '×' (U+00D7)
      2 × x
        ^ write '*'

    error: unexpected character '≤' (U+2264)
      x ≤ 1
        ^ write '<='

    error: unexpected character '²' (U+00B2)
      x²
       ^ write '^2'

    error: unexpected character '“' (U+201C)
      “a”
      ^ write '"'
    error: unexpected character '”' (U+201D)
      “a”
        ^ write '"'

    error: unexpected character '→' (U+2192)
      a → b
        ^ write '|'

    error: unknown operator '**'
      a ** b
        ^~ write '^'

    error: unknown operator '&&'
      a && b
        ^~ write 'and'

    error: unexpected character '!'
      !a
      ^ write 'not'

    error: unexpected character '&'
      a & b
        ^ write 'and'

    error: unexpected character '%'
      a % b
        ^ there is no remainder operator

    error: unexpected character ':'
      f(lr: 2)
          ^ write '='

    error: unexpected character ';'
      a; b
       ^ write '|'

    error: unexpected character '$'
      $lr
      ^ write '?'

    error: unexpected character '{'
      {a}
      ^ write '('
    error: unexpected character '}'
      {a}
        ^ write ')'

    error: unexpected character '\'
      a \ b
        ^

    error: unexpected character '.'
      a . b
        ^

    error: unexpected character '😀' (U+1F600)
      😀😀 + 1
      ^~~~
    """#
}
