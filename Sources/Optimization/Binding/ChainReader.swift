import Language

/// Reads a syntax tree as a chain of modules.
///
/// What a piece of text means is decided by the declared type of the setting that it is bound to. All errors of a text are
/// collected and thrown together.
public final class ChainReader {
  public let registry: Registry
  public let source: String
  private var found: [Diagnostic] = []

  public init(registry: Registry = .standard, source: String) {
    self.registry = registry
    self.source = source
  }

  /// The chain that a text means. `holes` fills `?name`; `recipes` gives the text of `@name`.
  public static func chain(
    _ text: String, registry: Registry = .standard, holes: [String: Double] = [:], recipes: RecipeSource? = nil
  ) throws(Diagnostics) -> Chain {
    let syntax = try Expansion.expand(try Parser.parse(text), source: text, holes: holes, recipes: recipes)
    let reader = ChainReader(registry: registry, source: text)
    let chain: Chain
    do {
      chain = try reader.chain(syntax)
    } catch {
      reader.note(error, at: syntax)
      throw Diagnostics(all: reader.found, source: text)
    }
    if !reader.found.isEmpty { throw Diagnostics(all: reader.found, source: text) }
    return chain
  }

  // MARK: numbers and words

  /// Whether the text can be read as a number or a schedule in `t`.
  public func isNumeric(_ syntax: Syntax) -> Bool {
    (try? NumericExpression(syntax, variables: ["t"], schedules: true, source: source)) != nil
  }

  public func number(_ syntax: Syntax) throws -> Double {
    try refuseModule(syntax)
    let expression = try expression(syntax, variables: [])
    guard let value = expression.constantValue else { throw SettingError("expected a number, found \(syntax.description)") }
    return value
  }

  /// A module's name where a number belongs: said as such, not as a fault of arithmetic.
  private func refuseModule(_ syntax: Syntax) throws {
    switch syntax.kind {
    case .name(let name) where registry[name] != nil, .call(let name, _, _) where registry[name] != nil && !isNumeric(syntax):
      throw SettingError("expected a number, found the module \(syntax.description)")
    case .pipe: throw SettingError("expected a number, found a chain")
    default: break
    }
  }

  public func schedule(_ syntax: Syntax) throws -> NumericExpression {
    try numeric { try NumericExpression(syntax, variables: ["t"], schedules: true, source: source) }
  }

  public func expression(_ syntax: Syntax, variables: [String]) throws -> NumericExpression {
    try numeric { try NumericExpression(syntax, variables: variables, source: source) }
  }

  private func numeric(_ make: () throws -> NumericExpression) throws -> NumericExpression {
    do {
      return try make()
    } catch let diagnostics as Diagnostics {
      guard let first = diagnostics.all.first else { throw SettingError("not a number") }
      throw SettingError(first.message, hint: first.hint, range: first.range)
    }
  }

  /// A word: a bare name or a text in quotes.
  public func word(_ syntax: Syntax) -> String? {
    switch syntax.kind {
    case .name(let name): name
    case .string(let text): text
    default: nil
    }
  }

  // MARK: chains

  public func chain(_ syntax: Syntax) throws -> Chain {
    switch syntax.kind {
    case .pipe(let stages):
      var modules: [Module] = []
      for stage in stages {
        // A stage at fault is noted, and the others are read all the same.
        do { modules += try chain(stage).modules } catch { note(error, at: stage) }
      }
      return Chain(modules)
    case .name(let name):
      return Chain([try module(name, nameRange: syntax.range, [])])
    case .call(let name, let nameRange, let arguments):
      return Chain([try module(name, nameRange: nameRange, arguments)])
    case .binary(let op, let left, let right) where ChainReader.chainArithmetic[op] != nil && !isNumeric(syntax):
      let name = ChainReader.chainArithmetic[op] ?? ""
      let call = [Argument(name: nil, nameRange: nil, value: left), Argument(name: nil, nameRange: nil, value: right)]
      let module = try module(name, nameRange: syntax.range, call)
      module.text = arithmeticText(op, module) ?? module.text
      return Chain([module])
    case .unary(.negate, let operand) where !isNumeric(operand):
      let negation = try module("negate", nameRange: syntax.range, [])
      return Chain(try chain(operand).modules + [negation])
    default:
      throw SettingError("expected a chain of modules, found \(syntax.description)", range: syntax.range)
    }
  }

  /// Arithmetic on chains is written as operators and means these modules.
  private static let chainArithmetic: [BinaryOperator: String] = [
    .add: "sum", .subtract: "submodules", .multiply: "prod", .divide: "divmodules", .power: "powmodules",
  ]

  /// `a + b` instead of `sum(a, b)`, with the brackets that the operators need.
  private func arithmeticText(_ op: BinaryOperator, _ module: Module) -> String? {
    let symbols: [BinaryOperator: (text: String, precedence: Int)] = [
      .add: (" + ", 1), .subtract: (" - ", 1), .multiply: (" * ", 2), .divide: (" / ", 2), .power: ("^", 3),
    ]
    guard let symbol = symbols[op] else { return nil }
    var operands: [Operand] = []
    for setting in module.members.settings {
      if let list = (setting as? Setting<[Operand]>)?.wrappedValue { operands += list }
      if let one = (setting as? Setting<Operand>)?.wrappedValue { operands.append(one) }
    }
    guard operands.count == 2 else { return nil }
    module.textPrecedence = symbol.precedence
    // Equal operators group from the left; a power takes atoms alone.
    let left = text(operands[0], binding: op == .power ? Module.atomPrecedence : symbol.precedence)
    return left + symbol.text + text(operands[1], binding: symbol.precedence + 1)
  }

  /// The text of an operand, in brackets where it binds less tightly than asked.
  private func text(_ operand: Operand, binding precedence: Int) -> String {
    let own: Int
    switch operand {
    case .number(let value): own = value >= 0 ? Module.atomPrecedence : 0
    case .schedule: own = 0
    case .chain(let chain): own = chain.modules.count == 1 ? chain.modules[0].textPrecedence : 0
    }
    return own >= precedence ? operand.text : "(\(operand.text))"
  }

  // MARK: modules

  private func module(_ name: String, nameRange: SourceRange, _ arguments: [Argument]) throws -> Module {
    guard let type = registry[name] else {
      let near = nearestNames(to: name, in: registry.names)
      throw SettingError("unknown module '\(name)'", hint: near.first.map { "did you mean '\($0)'?" }, range: nameRange)
    }
    let module = type.init()
    let binder = ArgumentBinder(module: module, name: type.declaration.name, nameRange: nameRange, reader: self)
    module.text = binder.bind(arguments)
    do { try module.validate() } catch { note(error, at: nameRange, prefix: "\(module.name): ") }
    return module
  }

  func note(_ error: any Error, at syntax: Syntax, prefix: String = "") { note(error, at: syntax.range, prefix: prefix) }

  func note(_ error: any Error, at range: SourceRange, prefix: String = "") {
    switch error {
    case let error as SettingError:
      // A message about a part of the text names it itself.
      let lead = error.range == nil ? prefix : ""
      found.append(Diagnostic(message: lead + error.message, range: error.range ?? range, hint: error.hint))
    case let error as Diagnostics: found += error.all
    case let error as Diagnostic: found.append(error)
    default: found.append(Diagnostic(message: "\(error)", range: range, hint: nil))
    }
  }
}
