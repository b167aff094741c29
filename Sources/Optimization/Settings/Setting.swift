import Language

/// A declared setting of a module, whatever its type.
public protocol AnySetting: AnyObject {
  var summary: String { get }
  var givenName: String? { get }
  var typeName: String { get }
  /// The value as text; the default before binding.
  var text: String { get }
  var rangeText: String? { get }
  var isRequired: Bool { get }
  /// Takes all positional arguments.
  var isVariadic: Bool { get }
  var isScheduled: Bool { get }
  var chains: [Chain] { get }
  func bind(_ syntax: Syntax, _ reader: ChainReader) throws
  func bindVariadic(_ syntaxes: [Syntax], _ reader: ChainReader) throws
  func advance(to t: Double)
}

/// A setting of a module, declared once: binding, ranges, defaults, listing and documentation derive from it.
///
///     @Setting("first moment decay", in: .unit) var beta1 = 0.9
///
/// Its name in chains is the property's, in snake case, unless `named` says otherwise. A number takes an expression in the step
/// `t` as well (a schedule); the property then has the value of the present step.
@propertyWrapper
public final class Setting<Value: SettingValue>: AnySetting {
  @exclusivity(unchecked) public var wrappedValue: Value
  public let summary: String
  public let givenName: String?
  public let range: NumberRange?
  public let isRequired: Bool
  public let isVariadic: Bool
  private var schedule: NumericExpression?
  private var scheduleText = ""

  public init(
    wrappedValue: Value, _ summary: String, in range: NumberRange? = nil, named: String? = nil, required: Bool = false,
    variadic: Bool = false
  ) {
    self.wrappedValue = wrappedValue
    self.summary = summary
    self.range = range
    givenName = named
    isRequired = required
    isVariadic = variadic
  }

  public var projectedValue: Setting<Value> { self }

  public var typeName: String { Value.typeName }
  public var rangeText: String? { range?.text }
  public var text: String { schedule == nil ? wrappedValue.text : scheduleText }
  public var chains: [Chain] { wrappedValue.chains }
  public var isScheduled: Bool { schedule != nil }

  public func bind(_ syntax: Syntax, _ reader: ChainReader) throws {
    if acceptsSchedule, reader.isNumeric(syntax) {
      let expression = try reader.schedule(syntax)
      if expression.constantValue == nil {
        schedule = expression
        scheduleText = syntax.description
        advance(to: 0)
        return
      }
    }
    let value = try Value.read(syntax, reader)
    try check(value, syntax)
    wrappedValue = value
  }

  public func bindVariadic(_ syntaxes: [Syntax], _ reader: ChainReader) throws {
    guard let list = try Value.readList(syntaxes, reader) else { throw SettingError("takes one value") }
    wrappedValue = list
  }

  private var acceptsSchedule: Bool { Value.self == Double.self || Value.self == Double?.self }

  /// A schedule that leaves the range is held at its nearest end.
  public func advance(to t: Double) {
    guard let schedule else { return }
    var value = schedule(t)
    if let range { value = range.clamp(value) }
    if let value = value as? Value { wrappedValue = value }
  }

  private func check(_ value: Value, _ syntax: Syntax) throws {
    guard let range else { return }
    var numbers: [Double] = []
    switch value {
    case let v as Double: numbers = [v]
    case let v as Int: numbers = [Double(v)]
    case let v as Double?: numbers = v.map { [$0] } ?? []
    case let v as Int?: numbers = v.map { [Double($0)] } ?? []
    case let v as [Double]: numbers = v
    case let v as [Int]: numbers = v.map(Double.init)
    default: break
    }
    for number in numbers where !range.contains(number) {
      throw SettingError("\(number.text) is out of range: \(range.text)")
    }
  }
}
