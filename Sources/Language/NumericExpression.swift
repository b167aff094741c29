/// The arithmetic of the language on doubles: compiled once, then evaluated without allocating (as long as at most 128
/// values are pending, which takes 128 brackets inside one another).
///
/// Comparisons, `and`, `or` and `not` give 1 and 0; whatever is not 0 counts as true. Minima and maxima of NaN are NaN.
public struct NumericExpression: Sendable {
  private let program: NumericProgram
  private let variableCount: Int

  /// - Parameters:
  ///   - variables: the names that have values, in the order in which values are given.
  ///   - schedules: whether the shapes of `Schedule` may be used; they read the variable `t`.
  ///   - source: the text that `syntax` was read from, for the messages.
  /// - Throws: everything that is not arithmetic in these variables: unknown names and functions, wrong arguments.
  public init(
    _ syntax: Syntax, variables: [String], schedules: Bool = false, source: String = ""
  ) throws(Diagnostics) {
    var compiler = NumericCompiler(variables: variables, allowsSchedules: schedules)
    compiler.compile(syntax)
    guard compiler.diagnostics.isEmpty else {
      throw Diagnostics(all: compiler.diagnostics, source: source.isEmpty ? syntax.description : source)
    }
    program = compiler.program
    variableCount = variables.count
  }

  /// Reads and compiles a text.
  public init(parsing text: String, variables: [String], schedules: Bool = false) throws(Diagnostics) {
    try self.init(Parser.parse(text), variables: variables, schedules: schedules, source: text)
  }

  /// The value at `values`, which are in the order of the variables.
  public func callAsFunction(_ values: UnsafePointer<Double>) -> Double { program.run(values) }

  /// The value of an expression in one variable, or in none.
  public func callAsFunction(_ value: Double) -> Double {
    precondition(variableCount <= 1, "an expression in several variables takes a pointer to their values")
    return withUnsafePointer(to: value) { program.run($0) }
  }

  /// The value of an expression in which no variable occurs.
  public var constantValue: Double? {
    // Constants are folded as they are compiled, so a program without variables is one push.
    program.instructions.count == 1 ? program.lastConstant : nil
  }

  /// The functions of arithmetic, for completion and messages.
  public static var functionNames: [String] { NumericFunction.arithmetic.keys.sorted() }

  /// The shapes of schedules.
  public static var scheduleNames: [String] { NumericFunction.schedules.keys.sorted() }
}
