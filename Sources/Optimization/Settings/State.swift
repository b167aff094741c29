import Numerics

/// A piece of a module's memory, whatever its type.
public protocol AnyState: AnyObject {
  func prepare(_ layout: Layout)
  func reset()
  /// A copy that later steps do not change.
  func snapshot() -> Any
  func restore(_ snapshot: Any)
  /// For people (`show` in the prompt).
  var text: String { get }
}

/// A value that can be copied apart from later changes. Value types are; vectors and matrices copy their storage.
public protocol StateValue {
  func snapshot() -> Self
}

extension StateValue {
  public func snapshot() -> Self { self }
}

extension Int: StateValue {}
extension Double: StateValue {}
extension Bool: StateValue {}
extension String: StateValue {}
extension RandomSource: StateValue {}
extension Optional: StateValue where Wrapped: StateValue {
  public func snapshot() -> Wrapped? { map { $0.snapshot() } }
}
extension Array: StateValue where Element: StateValue {
  public func snapshot() -> [Element] { map { $0.snapshot() } }
}
extension Vector: StateValue {
  public func snapshot() -> Self { (copy() as? Self) ?? self }
}
extension Matrix: StateValue {
  public func snapshot() -> Self { (copy() as? Self) ?? self }
}

/// Memory of a module with a start value, declared so that `reset`, checkpoints and inspection need no code in the module.
///
///     @State var scale = 1.0
///     @State var previous: Vector? = nil
@propertyWrapper
public final class State<Value: StateValue>: AnyState {
  @exclusivity(unchecked) public var wrappedValue: Value
  private let start: Value

  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
    start = wrappedValue.snapshot()
  }

  public func prepare(_ layout: Layout) { reset() }
  public func reset() { wrappedValue = start.snapshot() }
  public func snapshot() -> Any { wrappedValue.snapshot() }
  public func restore(_ snapshot: Any) {
    if let value = snapshot as? Value { wrappedValue = value.snapshot() }
  }
  public var text: String { "\(wrappedValue)" }
}

/// A vector of memory beside the parameters, one entry for each, filled with a start value.
///
///     @Buffer var m                  // zeros
///     @Buffer(1) var h               // ones
@propertyWrapper
public final class Buffer: AnyState {
  @exclusivity(unchecked) private var storage: Vector?
  @exclusivity(unchecked) private var count = 0
  private let start: Double

  public init() { start = 0 }
  public init(_ start: Double) { self.start = start }

  /// Made when first asked for: the memory of a setting that is off takes no room.
  @inline(__always) public var wrappedValue: Vector { storage ?? make() }

  @inline(never) private func make() -> Vector {
    let vector = Vector(count: count)
    if start != 0 { vector.fill(start) }
    storage = vector
    return vector
  }

  public func prepare(_ layout: Layout) {
    if count != layout.count { storage = nil }
    count = layout.count
    reset()
  }
  public func reset() { storage?.fill(start) }
  public func snapshot() -> Any { wrappedValue.copy() }
  public func restore(_ snapshot: Any) {
    if let vector = snapshot as? Vector, vector.count == count { wrappedValue.assign(vector) }
  }
  public var text: String { "\(wrappedValue.values)" }
}
