import Numerics

/// A tensor in a graph: what problem code computes with, by ordinary operators and functions.
public struct Expression {
  public let graph: Graph
  /// Index of its node.
  public let index: Int

  public init(graph: Graph, index: Int) {
    self.graph = graph
    self.index = index
  }

  public var node: Node { graph.nodes[index] }
  public var shape: Shape { node.shape }
  public var rank: Int { shape.count }
  /// The number of entries.
  public var count: Int { shape.entries }

  /// The operands of its node.
  public var operands: [Expression] { node.operands.map { Expression(graph: graph, index: $0) } }

  /// The number of this input; nil for anything else.
  public var inputNumber: Int? {
    if case .input(let number) = node.operation { return number }
    return nil
  }

  /// The value of this scalar constant; nil for anything else.
  public var constantValue: Double? {
    if case .constant(let bits) = node.operation { return Double(bitPattern: bits) }
    return nil
  }

  /// Whether every entry is known to be zero.
  public var isZero: Bool {
    if case .broadcast = node.operation { return operand(0).constantValue == 0 }
    return constantValue == 0
  }

  func operand(_ i: Int) -> Expression { Expression(graph: graph, index: node.operands[i]) }

  /// A node as it stands, without simplification.
  init(_ operation: Operation, _ operands: [Expression], shape: Shape) {
    let graph = operands[0].graph
    precondition(operands.allSatisfy { $0.graph === graph }, "operands belong to different graphs")
    self.init(graph: graph, index: graph.intern(operation, operands.map(\.index), shape: shape))
  }
}

/// Equal: the same node of the same graph. (`.==` compares entries.)
extension Expression: Hashable {
  public static func == (a: Expression, b: Expression) -> Bool { a.graph === b.graph && a.index == b.index }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(graph))
    hasher.combine(index)
  }
}

extension Graph {
  /// Input `number` of the program.
  public func input(_ number: Int, shape: Shape) -> Expression {
    precondition(number >= 0, "an input's number is not negative")
    return Expression(graph: self, index: intern(.input(number), shape: shape))
  }

  /// An input with a number that the graph has not used.
  public func newInput(shape: Shape) -> Expression { input(unusedInput, shape: shape) }

  /// A variable that a transform replaces before anything is compiled: an input with a negative number.
  func placeholder(shape: Shape) -> Expression {
    Expression(graph: self, index: intern(.input(-1 - nodes.count), shape: shape))
  }

  public func constant(_ value: Double) -> Expression {
    Expression(graph: self, index: intern(.constant(value.bitPattern), shape: []))
  }

  /// A tensor of this value throughout.
  public func full(_ value: Double, shape: Shape) -> Expression { constant(value).broadcast(to: shape) }

  public func zeros(_ shape: Shape) -> Expression { full(0, shape: shape) }

  /// A constant tensor, row-major. The vector is kept, not copied: it must not change while the graph is in use.
  public func tensor(_ values: Vector, shape: Shape) -> Expression {
    precondition(values.count == shape.entries, "\(values.count) values for a tensor of shape \(shape)")
    return Expression(graph: self, index: intern(.data(number(of: values)), shape: shape))
  }

  /// A constant tensor, row-major.
  public func tensor(_ values: [Double], shape: Shape) -> Expression {
    if values.count == 1, shape.entries == 1 { return full(values[0], shape: shape) }
    return tensor(Vector(values), shape: shape)
  }

  /// A constant vector.
  public func vector(_ values: [Double]) -> Expression { tensor(values, shape: [values.count]) }

  /// The identity matrix of order n; products with it vanish.
  public func identity(_ n: Int) -> Expression {
    if n == 1 { return full(1, shape: [1, 1]) }
    if let known = identities[n] { return Expression(graph: self, index: known) }
    let values = Vector(count: n * n)
    for i in 0..<n { values[i * n + i] = 1 }
    let identity = tensor(values, shape: [n, n])
    identities[n] = identity.index
    return identity
  }

  func isIdentity(_ x: Expression) -> Bool {
    x.rank == 2 && identities[x.shape[0]] == x.index
  }
}
