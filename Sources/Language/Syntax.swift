/// UTF-8 offsets into the source text.
public typealias SourceRange = Range<Int>

/// An argument of a call or a recipe: `0.9` or `c2=0.9`.
public struct Argument: Sendable {
  public var name: String?
  public var nameRange: SourceRange?
  public var value: Syntax

  public init(name: String? = nil, nameRange: SourceRange? = nil, value: Syntax) {
    self.name = name
    self.nameRange = nameRange
    self.value = value
  }
}

/// What a text says: a tree with the places that its parts came from.
///
/// A tree that the parser made is at most `Limits.height` high, so recursion over it is safe.
public struct Syntax: Sendable {
  public indirect enum Kind: Sendable {
    /// A number, never negative, with its text as written: `1e-3`.
    case number(Double, text: String)
    case string(String)
    /// A name without brackets, as written; `Syntax.word` tells whether it is one of the words `true false none inf nan pi`.
    case name(String)
    case call(String, nameRange: SourceRange, [Argument])
    case list([Syntax])
    case unary(UnaryOperator, Syntax)
    case binary(BinaryOperator, Syntax, Syntax)
    /// Two or more stages: `a | b | c`.
    case pipe([Syntax])
    /// `?lr` or `?lr=1e-2`.
    case hole(String, default: Double?)
    /// `@muon` or `@muon(lr=0.02)`.
    case recipe(String, nameRange: SourceRange, [Argument])
    /// `response ~ expression`; only `Parser.parseFormula` makes it, and only at the top.
    case formula(response: Syntax, Syntax)
  }

  public var kind: Kind
  /// The place of the whole expression, brackets around it included.
  public var range: SourceRange

  public init(kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

public enum UnaryOperator: String, Sendable, CaseIterable {
  case negate = "-"
  case not
}

public enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "^"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case and
  case or
}

/// How tightly a form holds together; a higher level binds tighter. One table for the parser and the printer.
enum Precedence: Int, Comparable {
  case pipe, logic, comparison, sum, product, unary, power, atom

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }

  /// The level that the right operand of a left-associative operator must have.
  var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .atom }
}

extension BinaryOperator {
  var precedence: Precedence {
    switch self {
    case .and, .or: .logic
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: .comparison
    case .add, .subtract: .sum
    case .multiply, .divide: .product
    case .power: .power
    }
  }
}

/// Bounds that the parser keeps, so that no text exhausts the stack of whoever walks its tree.
public enum Limits {
  /// Longest text, in UTF-8 bytes.
  public static let length = 1_000_000
  /// Brackets, signs and exponents that may be open at one place. Reading a call takes about 3 KB of stack, so that this
  /// many fit into the 512 KB that secondary threads have on some systems.
  public static let nesting = 128
  /// Height of the tree: nesting, and the terms of long sums and products.
  public static let height = 1000
  /// Errors reported before the parser gives up.
  static let diagnostics = 20
}
