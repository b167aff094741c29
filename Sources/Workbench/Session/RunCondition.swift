import Language
import Optimization

/// When a run ends, as an expression: `f < 1e-6 or evals > 500`. Tested before and after every step.
struct RunCondition {
  let text: String
  private let expression: NumericExpression
  private let names: Set<String>

  /// What it may speak of, and what that is.
  static let variables: [(name: String, meaning: String)] = [
    ("f", "the value"), ("grad", "the largest entry of the gradient"), ("steps", "steps since the start"),
    ("evals", "points evaluated since the start"), ("seconds", "seconds since the start"), ("best", "the lowest value so far"),
  ]

  init(reading source: String) throws {
    let syntax = try Parser.parse(source)
    expression = try NumericExpression(syntax, variables: RunCondition.variables.map(\.name), source: source)
    text = syntax.description
    var names = Set<String>()
    RunCondition.collect(syntax, into: &names)
    self.names = names
  }

  func mentions(_ name: String) -> Bool { names.contains(name) }

  /// Whether it holds where the run stands. What the run has not evaluated itself is evaluated uncounted.
  func holds(_ solver: Solver) -> Bool {
    let evaluator = solver.optimizer.evaluator
    var values = [0.0, 0, Double(solver.optimizer.steps), Double(evaluator.counts.points), solver.secondsNow, evaluator.bestValue]
    if mentions("f") { values[0] = evaluator.reportedValue() }
    if mentions("grad") { values[1] = solver.gradientNormNow ?? .nan }
    return values.withUnsafeBufferPointer { $0.baseAddress.map { expression($0) != 0 } ?? false }
  }

  private static func collect(_ syntax: Syntax, into names: inout Set<String>) {
    switch syntax.kind {
    case .name(let name): names.insert(name)
    case .call(_, _, let arguments): for argument in arguments { collect(argument.value, into: &names) }
    case .unary(_, let operand): collect(operand, into: &names)
    case .binary(_, let left, let right):
      collect(left, into: &names)
      collect(right, into: &names)
    default: break
    }
  }
}
