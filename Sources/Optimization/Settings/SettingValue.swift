import Language

/// Why an argument is not what a setting takes.
public struct SettingError: Error {
  public let message: String
  public let hint: String?
  /// The part of the argument at fault; the whole where nil.
  public let range: SourceRange?

  public init(_ message: String, hint: String? = nil, range: SourceRange? = nil) {
    self.message = message
    self.hint = hint
    self.range = range
  }
}

/// A type that settings can have: it reads itself from a syntax tree, so the declared type decides what the text means.
public protocol SettingValue {
  /// The value that the text means. Sub-chains are made by the reader.
  static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Self
  /// The list that variadic arguments make; nil if the type is no list.
  static func readList(_ syntaxes: [Syntax], _ reader: ChainReader) throws -> Self?
  /// What it is called in messages: `a number`, `a chain`.
  static var typeName: String { get }
  /// Canonical text.
  var text: String { get }
  /// Chains inside.
  var chains: [Chain] { get }
}

extension SettingValue {
  public var chains: [Chain] { [] }
  public static func readList(_ syntaxes: [Syntax], _ reader: ChainReader) throws -> Self? { nil }
}

extension Double: SettingValue {
  public static var typeName: String { "a number" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Double { try reader.number(syntax) }
  public var text: String {
    if self == .infinity { return "inf" }
    if self == -.infinity { return "-inf" }
    if isNaN { return "nan" }
    if self == rounded(), Swift.abs(self) < 1e15 { return String(Int(self)) }
    return "\(self)"
  }
}

extension Int: SettingValue {
  public static var typeName: String { "an integer" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Int {
    let value = try reader.number(syntax)
    guard let integer = Int(exactly: value) else {
      throw SettingError("expected an integer, found \(syntax.description)")
    }
    return integer
  }
  public var text: String { "\(self)" }
}

extension Bool: SettingValue {
  public static var typeName: String { "true or false" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Bool {
    switch reader.word(syntax)?.lowercased() {
    case "true": return true
    case "false": return false
    default: throw SettingError("expected true or false, found \(syntax.description)")
    }
  }
  public var text: String { self ? "true" : "false" }
}

extension String: SettingValue {
  public static var typeName: String { "a text" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> String {
    guard let word = reader.word(syntax) else { throw SettingError("expected a text in quotes, found \(syntax.description)") }
    return word
  }
  public var text: String { "\"\(self)\"" }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  public static var typeName: String { "\(Wrapped.typeName) or none" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Wrapped? {
    if case .name(let name) = syntax.kind, name.lowercased() == "none" { return nil }
    return try Wrapped.read(syntax, reader)
  }
  public var text: String { map(\.text) ?? "none" }
  public var chains: [Chain] { map(\.chains) ?? [] }
}

extension Array: SettingValue where Element: SettingValue {
  public static var typeName: String { "a list, each \(Element.typeName)" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> [Element] {
    if case .list(let items) = syntax.kind { return try items.map { try Element.read($0, reader) } }
    return [try Element.read(syntax, reader)]
  }
  public static func readList(_ syntaxes: [Syntax], _ reader: ChainReader) throws -> [Element]? {
    try syntaxes.map { try Element.read($0, reader) }
  }
  public var text: String { "[" + map(\.text).joined(separator: ", ") + "]" }
  public var chains: [Chain] { flatMap(\.chains) }
}

/// One of a fixed set of words: an enumeration of strings.
public protocol WordSetting: SettingValue, CaseIterable, RawRepresentable where RawValue == String {}

extension WordSetting {
  public static var typeName: String {
    let words = allCases.map(\.rawValue)
    return words.count == 1 ? words[0] : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
  }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Self {
    guard let word = reader.word(syntax) else {
      throw SettingError("expected \(typeName), found \(syntax.description)")
    }
    func key(_ s: String) -> String { s.lowercased().filter { $0 != "-" && $0 != "_" } }
    if let exact = allCases.first(where: { $0.rawValue == word }) ?? allCases.first(where: { key($0.rawValue) == key(word) }) {
      return exact
    }
    let near = nearestNames(to: word, in: allCases.map(\.rawValue))
    throw SettingError(
      "expected \(typeName), found '\(word)'", hint: near.first.map { "did you mean '\($0)'?" })
  }
  public var text: String { "\"\(rawValue)\"" }
}

extension Chain: SettingValue {
  public static var typeName: String { "a chain" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> Self {
    guard let chain = try reader.chain(syntax) as? Self else { throw SettingError("expected a chain") }
    return chain
  }
  public var chains: [Chain] { [self] }
}
