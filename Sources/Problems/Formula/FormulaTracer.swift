import Autograd
import Language

/// Traces the arithmetic of the language into a graph: names are tensors given beforehand, lists are vectors, arithmetic and
/// functions work entry by entry.
///
/// Everything that is wrong is collected; what could not be traced stands as NaN meanwhile.
struct FormulaTracer {
  let graph: Graph
  let variables: [String: Expression]
  /// What to do about a name that is not known; the names known are appended where one is near.
  let unknownHint: String
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var used: Set<String> = []

  init(graph: Graph, variables: [String: Expression], unknownHint: String) {
    self.graph = graph
    self.variables = variables
    self.unknownHint = unknownHint
  }

  @discardableResult
  mutating func report(_ message: String, _ range: SourceRange, hint: String? = nil) -> Expression {
    if diagnostics.count < 20 { diagnostics.append(Diagnostic(message: message, range: range, hint: hint)) }
    return graph.constant(.nan)
  }

  mutating func trace(_ syntax: Syntax) -> Expression {
    switch syntax.kind {
    case .number(let value, _): return graph.constant(value)
    case .name(let name): return traceName(name, syntax)
    case .hole(_, default: let value?): return graph.constant(value)
    case .hole(let name, default: nil):
      return report("the hole '?\(name)' has no value", syntax.range, hint: "give it a default: ?\(name)=1")
    case .unary(.negate, let operand): return -trace(operand)
    case .unary(.not, let operand): return trace(operand) .== 0
    case .binary: return traceOperators(syntax)
    case .call(let name, let place, let arguments): return traceCall(name, place, arguments, syntax.range)
    case .list(let elements): return traceList(elements, syntax.range)
    case .string: return report("expected a number, found a string", syntax.range)
    case .pipe: return report("expected a number, found a chain", syntax.range, hint: "here | joins nothing")
    case .recipe: return report("expected a number, found a recipe", syntax.range)
    case .formula:
      return report("expected an expression, found a formula", syntax.range, hint: "leave out what stands before ~")
    }
  }

  private mutating func traceName(_ name: String, _ syntax: Syntax) -> Expression {
    if let known = variables[name] {
      used.insert(name)
      return known
    }
    if let word = syntax.word {
      return word.number.map { graph.constant($0) } ?? report("'none' is not a number", syntax.range)
    }
    if let function = FormulaFunction.all[name] {
      return report("the function '\(name)' needs its arguments", syntax.range, hint: "write \(function.usage(name))")
    }
    return report("unknown variable '\(name)'", syntax.range, hint: unknownHint)
  }

  private mutating func traceList(_ elements: [Syntax], _ range: SourceRange) -> Expression {
    let entries = elements.map { trace($0) }
    if entries.isEmpty { return report("a list without entries", range, hint: "write numbers between the brackets") }
    if let i = entries.firstIndex(where: { $0.shape != [] }) {
      return report("a list holds numbers, not lists", elements[i].range, hint: "write all entries into one list")
    }
    return stack(entries)
  }

  /// Goes down the left operands in a loop: sums are as deep as they are long.
  private mutating func traceOperators(_ syntax: Syntax) -> Expression {
    var pending: [(operation: BinaryOperator, right: Syntax, range: SourceRange)] = []
    var first = syntax
    while case .binary(let operation, let left, let right) = first.kind {
      pending.append((operation, right, first.range))
      first = left
    }
    var result = trace(first)
    for (operation, rightSyntax, range) in pending.reversed() {
      let right = trace(rightSyntax)
      guard fit([result, right], range) else { continue }
      result = apply(operation, result, right)
    }
    return result
  }

  private func apply(_ operation: BinaryOperator, _ a: Expression, _ b: Expression) -> Expression {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .less: a .< b
    case .lessOrEqual: a .<= b
    case .greater: a .> b
    case .greaterOrEqual: a .>= b
    case .equal: a .== b
    case .notEqual: a .!= b
    case .and: (a .!= 0) * (b .!= 0)
    case .or: ((a .!= 0) + (b .!= 0)) .> 0
    }
  }

  /// Whether the operands have one length, numbers aside; reports it where not.
  private mutating func fit(_ operands: [Expression], _ range: SourceRange) -> Bool {
    let lengths = operands.filter { $0.shape != [] }.map(\.count)
    guard let first = lengths.first, let other = lengths.first(where: { $0 != first }) else { return true }
    report("vectors of \(first) and \(other) entries do not go together", range, hint: "their lengths must agree")
    return false
  }

  private mutating func traceCall(
    _ name: String, _ place: SourceRange, _ arguments: [Argument], _ range: SourceRange
  ) -> Expression {
    guard let function = FormulaFunction.all[name] else {
      for argument in arguments { _ = trace(argument.value) }
      let hint = variables[name] != nil ? "'\(name)' is a variable: write \(name) * (…)" : didYouMean(name, in: FormulaFunction.names)
      return report("unknown function '\(name)'", place, hint: hint ?? "functions: \(FormulaFunction.names.joined(separator: " "))")
    }
    if let named = arguments.first(where: { $0.name != nil }) {
      return report(
        "\(name) takes no argument by name", named.nameRange ?? named.value.range, hint: "write \(function.usage(name))")
    }
    let syntaxes = arguments.map(\.value)
    func isNone(_ syntax: Syntax) -> Bool { syntax.word == .absent }
    if case .clip = function, syntaxes.count == 3 {
      let x = trace(syntaxes[0])
      let lower = isNone(syntaxes[1]) ? graph.constant(-.infinity) : trace(syntaxes[1])
      let upper = isNone(syntaxes[2]) ? graph.constant(.infinity) : trace(syntaxes[2])
      return fit([x, lower, upper], range) ? clip(x, lower, upper) : graph.constant(.nan)
    }
    let values = syntaxes.map { trace($0) }
    func wrongCount() -> Expression {
      report("\(name) does not take \(counted(values.count, "argument"))", range, hint: "write \(function.usage(name))")
    }
    guard fit(values, range) else { return graph.constant(.nan) }
    switch (function, values.count) {
    case (.unary(let f), 1): return f(values[0])
    case (.binary(let f, _), 2): return f(values[0], values[1])
    case (.select, 3): return Autograd.select(values[0], values[1], values[2])
    case (.fold(_, let reduce, _), 1) where values[0].shape != []: return reduce(values[0])
    case (.fold(let least, _, let join), let count) where count >= least: return join(values)
    case (.norm, 1):
      if values[0].shape != [] { return Autograd.norm(values[0]) }
      return report("norm takes a vector, not a number", syntaxes[0].range, hint: "write abs(x), or norm([x, y])")
    case (.dot, 2):
      if let i = values.firstIndex(where: { $0.shape == [] }) {
        return report("dot takes two vectors, not a number", syntaxes[i].range, hint: "write x * y, or dot([…], […])")
      }
      return Autograd.dot(values[0], values[1])
    default: return wrongCount()
    }
  }
}
