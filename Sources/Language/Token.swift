/// A piece of the text: what it is and where it stands.
struct Token {
  enum Kind: UInt8 {
    case number, string, name
    /// `?name`, `@name`; the range has the sign in it.
    case hole, recipe
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket
    case bar, comma, assign, tilde
    case plus, minus, star, slash, caret
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    case and, or, not
    /// Something that the lexer has reported already.
    case invalid
    case end
  }

  var kind: Kind
  var range: SourceRange
}

extension Token.Kind {
  var binaryOperator: BinaryOperator? {
    switch self {
    case .plus: .add
    case .minus: .subtract
    case .star: .multiply
    case .slash: .divide
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .and: .and
    case .or: .or
    default: nil
    }
  }

  var isOpening: Bool { self == .leftParenthesis || self == .leftBracket }
  var isClosing: Bool { self == .rightParenthesis || self == .rightBracket }

  /// The bracket that closes this one.
  var closing: Token.Kind { self == .leftBracket ? .rightBracket : .rightParenthesis }

  /// Ends an argument, an element or a stage.
  var isStop: Bool { self == .bar || self == .comma || self == .end || isClosing }

  /// Begins a value.
  var isValueStart: Bool {
    switch self {
    case .number, .string, .name, .hole, .recipe, .leftParenthesis, .leftBracket: true
    default: false
    }
  }
}
