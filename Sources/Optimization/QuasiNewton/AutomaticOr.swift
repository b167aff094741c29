import Language

/// A value, or the word `auto` for one that the module finds itself.
public enum AutomaticOr<Value: SettingValue>: SettingValue {
  case automatic
  case value(Value)

  public static var typeName: String { "\(Value.typeName) or auto" }

  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> AutomaticOr {
    if reader.word(syntax)?.lowercased() == "auto" { return .automatic }
    return .value(try Value.read(syntax, reader))
  }

  public var text: String {
    if case .value(let value) = self { return value.text }
    return "\"auto\""
  }

  func value(auto: Value) -> Value {
    if case .value(let value) = self { return value }
    return auto
  }
}
