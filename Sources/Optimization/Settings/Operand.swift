import Language

/// Where the reference takes "module or number": a number, a number that follows a schedule, or a chain.
public enum Operand: SettingValue {
  case number(Double)
  case schedule(NumericExpression, text: String)
  case chain(Chain)

  public static var typeName: String { "a number or a chain" }

  /// The numeric reading is tried first.
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Operand {
    if reader.isNumeric(syntax) {
      let expression = try reader.schedule(syntax)
      if let constant = expression.constantValue { return .number(constant) }
      return .schedule(expression, text: syntax.description)
    }
    return .chain(try reader.chain(syntax))
  }

  public var text: String {
    switch self {
    case .number(let value): value.text
    case .schedule(_, let text): text
    case .chain(let chain): chain.text
    }
  }

  public var chains: [Chain] {
    if case .chain(let chain) = self { [chain] } else { [] }
  }
}

/// An elementwise function of one variable named `x`, such as `max(abs(x), 1e-4)`.
public struct ElementFunction: SettingValue, Sendable {
  public let expression: NumericExpression
  public let text: String

  public static var typeName: String { "an expression in x" }

  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> ElementFunction {
    ElementFunction(expression: try reader.expression(syntax, variables: ["x"]), text: syntax.description)
  }

  @inlinable public func callAsFunction(_ x: Double) -> Double { expression(x) }
}

/// A condition on a tensor: an expression in `ndim`, `numel`, `size` (an alias) and `name`, or a list of conditions, any of them.
///
/// A name or a text in the place of a number names tensors: `split("bias", …)`; `name == "w"` compares.
public struct TensorFilter: SettingValue {
  private enum Condition {
    case expression(NumericExpression)
    case named(String)
    case notNamed(String)
  }
  private let conditions: [Condition]
  public let text: String

  /// Passes nothing; what a required filter is before it is bound.
  init() {
    conditions = []
    text = ""
  }

  private init(conditions: [Condition], text: String) {
    self.conditions = conditions
    self.text = text
  }

  public static var typeName: String { "a condition on ndim, numel and name" }

  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> TensorFilter {
    var items = [syntax]
    if case .list(let list) = syntax.kind { items = list }
    return TensorFilter(conditions: try items.map { try condition($0, reader) }, text: syntax.description)
  }

  private static func condition(_ syntax: Syntax, _ reader: ChainReader) throws -> Condition {
    if case .string(let name) = syntax.kind { return .named(name) }
    if case .binary(let op, let left, let right) = syntax.kind, op == .equal || op == .notEqual,
      case .name("name") = left.kind, let name = reader.word(right)
    {
      return op == .equal ? .named(name) : .notNamed(name)
    }
    return .expression(try reader.expression(syntax, variables: ["ndim", "numel", "size"]))
  }

  /// Whether the tensor passes.
  public func callAsFunction(_ segment: Segment) -> Bool {
    conditions.contains { condition in
      switch condition {
      case .named(let name): return segment.name == name
      case .notNamed(let name): return segment.name != name
      case .expression(let expression):
        let values = [Double(segment.axes), Double(segment.count), Double(segment.count)]
        return values.withUnsafeBufferPointer { $0.baseAddress.map { expression($0) != 0 } ?? false }
      }
    }
  }
}
