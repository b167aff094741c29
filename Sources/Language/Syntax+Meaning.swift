/// The words that are values rather than names.
public enum Word: String, Sendable, CaseIterable {
  case `true`, `false`, inf, nan, pi
  /// `none`. The case has another name because `.none` is also the empty optional.
  case absent = "none"

  /// Reads lower-case and capitalised spellings (`none`, `None`), and `NaN`.
  public init?(_ text: String) {
    guard text.utf8.count <= 5 else { return nil }
    let lower = text.lowercased()
    guard let word = Word(rawValue: lower), text.dropFirst() == lower.dropFirst() || text == "NaN" else { return nil }
    self = word
  }

  /// The value as a double; `none` has no value.
  public var number: Double? {
    switch self {
    case .true: 1
    case .false: 0
    case .absent: nil
    case .inf: .infinity
    case .nan: .nan
    case .pi: .pi
    }
  }
}

extension Syntax {
  /// The word that this name is, if it is one.
  public var word: Word? {
    if case .name(let name) = kind { Word(name) } else { nil }
  }

  /// Equality of what is said: places do not count, nor does the way a number (`1e-3`, `0.001`) or a word (`True`) is written.
  public func hasSameMeaning(as other: Syntax) -> Bool {
    switch (kind, other.kind) {
    case (.number(let a, _), .number(let b, _)): Self.sameNumber(a, b)
    case (.string(let a), .string(let b)): a == b
    case (.name(let a), .name(let b)): a == b || (word != nil && word == other.word)
    case (.call(let a, _, let x), .call(let b, _, let y)): a == b && Self.sameArguments(x, y)
    case (.recipe(let a, _, let x), .recipe(let b, _, let y)): a == b && Self.sameArguments(x, y)
    case (.list(let a), .list(let b)): Self.sameElements(a, b)
    case (.pipe(let a), .pipe(let b)): Self.sameElements(a, b)
    case (.unary(let f, let a), .unary(let g, let b)): f == g && a.hasSameMeaning(as: b)
    case (.binary(let f, let a, let x), .binary(let g, let b, let y)):
      f == g && a.hasSameMeaning(as: b) && x.hasSameMeaning(as: y)
    case (.hole(let a, let x), .hole(let b, let y)): a == b && Self.sameDefault(x, y)
    case (.formula(let a, let x), .formula(let b, let y)): a.hasSameMeaning(as: b) && x.hasSameMeaning(as: y)
    default: false
    }
  }

  private static func sameNumber(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }

  private static func sameDefault(_ a: Double?, _ b: Double?) -> Bool {
    if let a, let b { sameNumber(a, b) } else { a == nil && b == nil }
  }

  private static func sameElements(_ a: [Syntax], _ b: [Syntax]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.hasSameMeaning(as: $1) }
  }

  private static func sameArguments(_ a: [Argument], _ b: [Argument]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && $0.value.hasSameMeaning(as: $1.value) }
  }
}
