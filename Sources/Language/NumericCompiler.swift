/// Turns a tree into a program, collecting what is wrong with it.
struct NumericCompiler {
  let variables: [String]
  let allowsSchedules: Bool
  private(set) var program = NumericProgram()
  private(set) var diagnostics: [Diagnostic] = []

  init(variables: [String], allowsSchedules: Bool) {
    self.variables = variables
    self.allowsSchedules = allowsSchedules
  }

  mutating func report(_ message: String, _ range: SourceRange, hint: String? = nil) {
    if diagnostics.count < Limits.diagnostics { diagnostics.append(Diagnostic(message: message, range: range, hint: hint)) }
    program.push(constant: .nan)  // so that the operands of what follows are there
  }

  mutating func compile(_ syntax: Syntax) {
    switch syntax.kind {
    case .number(let value, _): program.push(constant: value)
    case .name(let name): compileName(name, syntax)
    case .hole(_, default: .some(let value)): program.push(constant: value)
    case .hole(let name, default: nil):
      report("the hole '?\(name)' has no value", syntax.range, hint: "give it a default: '?\(name)=1'")
    case .unary(let operation, let operand):
      compile(operand)
      program.apply(operation == .not ? .not : .negate)
    case .binary: compileOperators(syntax)
    case .call(let name, let nameRange, let arguments): compileCall(name, nameRange, arguments, syntax.range)
    case .string: report("expected a number, found a string", syntax.range)
    case .list: report("expected a number, found a list", syntax.range)
    case .pipe: report("expected a number, found a chain", syntax.range, hint: "here '|' joins nothing")
    case .recipe: report("expected a number, found a recipe", syntax.range)
    case .formula: report("expected an expression, found a formula", syntax.range, hint: "leave out what stands before '~'")
    }
  }

  /// Goes down the left operands in a loop: sums are as deep as they are long.
  private mutating func compileOperators(_ syntax: Syntax) {
    var pending: [(BinaryOperator, Syntax)] = []
    var first = syntax
    while case .binary(let operation, let left, let right) = first.kind {
      pending.append((operation, right))
      first = left
    }
    compile(first)
    for (operation, right) in pending.reversed() {
      compile(right)
      program.apply(operation.numeric)
    }
  }

  private mutating func compileName(_ name: String, _ syntax: Syntax) {
    if let index = variables.firstIndex(of: name) { return program.push(variable: index) }
    if let word = syntax.word {
      if let value = word.number { return program.push(constant: value) }
      return report("'none' is not a number", syntax.range)
    }
    if let function = function(name) {
      return report("the function '\(name)' needs its arguments", syntax.range, hint: "write '\(function.usage)'")
    }
    let known = variables.isEmpty ? "only numbers can stand here" : "known here: " + variables.prefix(8).joined(separator: ", ")
    let near = didYouMean(name, in: variables + Word.allCases.map(\.rawValue))
    report("unknown name \(quoted(name))", syntax.range, hint: near ?? known)
  }

  func function(_ name: String) -> NumericFunction? {
    NumericFunction.arithmetic[name] ?? (allowsSchedules ? NumericFunction.schedules[name] : nil)
  }

  private mutating func compileCall(
    _ name: String, _ nameRange: SourceRange, _ arguments: [Argument], _ range: SourceRange
  ) {
    guard let function = function(name) else { return reportUnknownFunction(name, nameRange) }
    switch function.form {
    case .vectorsOnly(let instead):
      report("'\(name)' is a function of vectors, and this is arithmetic of numbers", range, hint: "write '\(instead)'")
    case .folded(let operation, let least, let isMean):
      for argument in arguments {
        if let argumentName = argument.name {
          return report("'\(name)' takes no arguments by name", argument.nameRange ?? range, hint: "leave out '\(argumentName)='")
        }
      }
      guard arguments.count >= least else {
        let number = least == 1 ? "one argument" : "two arguments"
        return report("'\(name)' takes \(number) or more, found \(arguments.count)", range, hint: "write '\(function.usage)'")
      }
      for (index, argument) in arguments.enumerated() {
        compile(argument.value)
        if index > 0 { program.apply(operation) }
      }
      if isMean {
        program.push(constant: Double(arguments.count))
        program.apply(.divide)
      }
    case .fixed(let operation, let parameters):
      guard let values = bind(arguments, to: parameters, of: function, range) else { return program.push(constant: .nan) }
      if function.takesStep { program.push(variable: variables.firstIndex(of: "t") ?? 0) }
      for (parameter, value) in zip(parameters, values) { compile(value, for: parameter, of: function, range) }
      program.apply(operation)
    }
  }

  private mutating func reportUnknownFunction(_ name: String, _ range: SourceRange) {
    if variables.contains(name) || Word(name) != nil {
      return report("\(quoted(name)) is not a function", range, hint: "to multiply, write '*'")
    }
    let isShape = NumericFunction.schedules[name] != nil
    let names = NumericExpression.functionNames + (allowsSchedules ? NumericExpression.scheduleNames : [])
    report(
      "unknown function \(quoted(name))", range,
      hint: isShape ? "it is the shape of a schedule, and this is not one" : didYouMean(name, in: names))
  }

  /// The argument for each parameter, nil where the parameter has a value of its own; or nil, with a report.
  private mutating func bind(
    _ arguments: [Argument], to parameters: [NumericFunction.Parameter], of function: NumericFunction, _ range: SourceRange
  ) -> [Syntax?]? {
    let before = diagnostics.count
    var values = [Syntax?](repeating: nil, count: parameters.count)
    for (position, argument) in arguments.enumerated() {
      var index = position
      if let name = argument.name {
        let place = argument.nameRange ?? range
        guard let found = parameters.firstIndex(where: { $0.name == name }) else {
          note(
            "'\(function.name)' has no parameter \(quoted(name))", place,
            hint: didYouMean(name, in: parameters.map(\.name)) ?? "write '\(function.usage)'")
          continue
        }
        index = found
        if values[found] != nil { note("the argument '\(name)' is given twice", place) }
      } else if index >= parameters.count {
        let least = parameters.count { $0.value == nil }
        let number = least == parameters.count ? "\(least)" : "\(least) to \(parameters.count)"
        note(
          "'\(function.name)' takes \(number) argument\(number == "1" ? "" : "s"), found \(arguments.count)", range,
          hint: "write '\(function.usage)'")
        break
      }
      values[index] = argument.value
    }
    if diagnostics.count == before {
      for (parameter, value) in zip(parameters, values) where value == nil && parameter.value == nil {
        note("missing argument '\(parameter.name)' of '\(function.name)'", range, hint: "write '\(function.usage)'")
        break
      }
    }
    return diagnostics.count == before ? values : nil
  }

  /// Reports without standing in for a value.
  private mutating func note(_ message: String, _ range: SourceRange, hint: String? = nil) {
    if diagnostics.count < Limits.diagnostics { diagnostics.append(Diagnostic(message: message, range: range, hint: hint)) }
  }

  private mutating func compile(
    _ value: Syntax?, for parameter: NumericFunction.Parameter, of function: NumericFunction, _ range: SourceRange
  ) {
    guard let value else { return program.push(constant: parameter.value ?? .nan) }
    if value.word == .absent, let absent = parameter.absent { return program.push(constant: absent) }
    let before = diagnostics.count
    compile(value)
    guard diagnostics.count == before, let constant = program.lastConstant else { return }
    let name = "'\(parameter.name)' of '\(function.name)'"
    switch parameter.range {
    case .any: break
    case .positive:
      if !(constant > 0) { note("\(name) must be greater than 0, found \(canonicalText(of: constant))", value.range) }
    case .unit:
      if !(0...1).contains(constant) {
        note("\(name) must be from 0 to 1, found \(canonicalText(of: constant))", value.range)
      }
    }
  }
}

extension BinaryOperator {
  fileprivate var numeric: NumericOperation {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .power: .power
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .and: .and
    case .or: .or
    }
  }
}
