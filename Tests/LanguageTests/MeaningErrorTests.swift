import Language
import Testing

/// Each block is a whole rendering; the text that it is about is its second line.
@Suite struct MeaningErrorTests {
  /// Formulas have one `~`, at the top.
  @Test(arguments: blocks(Self.formulasTexts))
  func formulas(_ expected: String) {
    #expect(complaint(source(of: expected), formula: true) == expected)
  }

  static let formulasTexts = #"""
    error: expected a value, found '~'
      ~ x
      ^

    error: expected a value after '~', found the end of the text
      y ~
         ^

    error: expected an operator or the end of the text, found '~'
      y ~ x ~ z
            ^ '~' stands once, in a formula

    error: ')' closes nothing
      y ~ x )
            ^ remove it, or open a bracket before

    error: expected ',' or ')', found '~'
      f(y ~ x)
          ^ '~' stands once, in a formula

    error: expected an operator or the end of the text, found 'x'
      y x ~ z
        ^ stages are separated by '|'
    """#

  /// Arithmetic in the variable x: unknown names, wrong arguments, things that are no numbers.
  @Test(arguments: blocks(Self.numericTexts))
  func numeric(_ expected: String) {
    #expect(numericComplaint(source(of: expected), variables: ["x"]) == expected)
  }

  static let numericTexts = #"""
    error: unknown name 'y'
      y
      ^ known here: x

    error: unknown name 'xx'
      xx + 1
      ^~ known here: x

    error: unknown function 'sn'
      sn(x)
      ^~ did you mean 'sin'?

    error: the function 'exp' needs its arguments
      exp
      ^~~ write 'exp(x)'

    error: the function 'exp' needs its arguments
      exp + 1
      ^~~ write 'exp(x)'

    error: missing argument 'x' of 'exp'
      exp()
      ^~~~~ write 'exp(x)'

    error: 'exp' takes 1 argument, found 2
      exp(1, 2)
      ^~~~~~~~~ write 'exp(x)'

    error: missing argument 'lo' of 'clip'
      clip(1)
      ^~~~~~~ write 'clip(x, lo, hi)'

    error: 'clip' has no parameter 'low'
      clip(x, low=1, hi=2)
              ^~~ did you mean 'lo'?

    error: the argument 'x' is given twice
      clip(x, 1, x=2)
                 ^

    error: 'where' takes 3 arguments, found 4
      where(x, 1, 2, 3)
      ^~~~~~~~~~~~~~~~~ write 'where(condition, a, b)'

    error: 'max' takes two arguments or more, found 1
      max(1)
      ^~~~~~ write 'max(a, b, …)'

    error: 'sum' takes one argument or more, found 0
      sum()
      ^~~~~ write 'sum(a, …)'

    error: 'max' takes no arguments by name
      max(x, b=1)
             ^ leave out 'b='

    error: 'x' is not a function
      x(3)
      ^ to multiply, write '*'

    error: 'pi' is not a function
      pi(3)
      ^~ to multiply, write '*'

    error: 'none' is not a number
      none
      ^~~~

    error: 'none' is not a number
      clip(none, 0, 1)
           ^~~~

    error: expected a number, found a string
      'a' + 1
      ^~~

    error: expected a number, found a list
      [1]
      ^~~

    error: expected a number, found a chain
      x | 2
      ^~~~~ here '|' joins nothing

    error: the hole '?a' has no value
      ?a
      ^~ give it a default: '?a=1'

    error: expected a number, found a recipe
      @a
      ^~

    error: 'norm' is a function of vectors, and this is arithmetic of numbers
      norm(x)
      ^~~~~~~ write 'abs(x)'

    error: 'dot' is a function of vectors, and this is arithmetic of numbers
      dot(x, x)
      ^~~~~~~~~ write 'x * y'

    error: unknown function 'cosine'
      cosine(1, 0, 10)
      ^~~~~~ it is the shape of a schedule, and this is not one

    error: unknown function 'foo'
      foo(x) + y*bar(z)
      ^~~
    error: unknown name 'y'
      foo(x) + y*bar(z)
               ^ known here: x
    error: unknown function 'bar'
      foo(x) + y*bar(z)
                 ^~~

    error: unknown function 'f'
      f(x)
      ^
    """#

  /// Schedules.
  @Test(arguments: blocks(Self.schedulesTexts))
  func schedules(_ expected: String) {
    #expect(numericComplaint(source(of: expected), variables: ["t"], schedules: true) == expected)
  }

  static let schedulesTexts = #"""
    error: missing argument 'steps' of 'linear'
      linear(1, 2)
      ^~~~~~~~~~~~ write 'linear(from, to, steps)'

    error: 'steps' of 'linear' must be greater than 0, found 0
      linear(1, 2, 0)
                   ^

    error: 'to' of 'exponential' must be greater than 0, found 0
      exponential(1, 0, 10)
                     ^

    error: 'warm' of 'onecycle' must be from 0 to 1, found 2
      onecycle(1, 10, warm=2)
                           ^

    error: missing argument 'steps' of 'onecycle'
      onecycle(1)
      ^~~~~~~~~~~ write 'onecycle(peak, steps, warm=0.3, start_div=25, end_div=10000)'

    error: 'onecycle' has no parameter 'start'
      onecycle(1, 10, start=3)
                      ^~~~~ did you mean 'start_div'?

    error: unknown function 'cosin'
      cosin(1, 0, 10)
      ^~~~~ did you mean 'cosine'?

    error: 'every' of 'step' must be greater than 0, found -5
      step(1, 0.1, every=-5)
                         ^~

    error: unknown name 'lr'
      lr
      ^~ known here: t

    error: 'warmup' takes 2 to 3 arguments, found 4
      warmup(1, 10, 0, 4)
      ^~~~~~~~~~~~~~~~~~~ write 'warmup(to, steps, from=0)'

    error: unknown name 'y'
      linear(1, 2, steps=y)
                         ^ known here: t
    """#
}
