import Numerics

/// One computed tensor: an operation on earlier nodes of the same graph.
public struct Node: Hashable, Sendable {
  public let operation: Operation
  /// Indices of earlier nodes.
  public let operands: [Int]
  public let shape: Shape
}

/// A graph of tensor computations, interned: equal computations are one node, and a node comes after its operands.
///
/// A graph only grows. Dead nodes cost nothing: a program compiles what its outputs reach.
public final class Graph {
  public private(set) var nodes: [Node] = []
  /// Constant tensors, by the number in `Operation.data`; two are the same only if they are the same object.
  public private(set) var data: [Vector] = []
  /// Index tables of gathers and scatters, interned.
  public private(set) var tables: [[Int]] = []

  private var interned: [Node: Int] = [:]
  private var dataNumbers: [ObjectIdentifier: Int] = [:]
  private var tableNumbers: [[Int]: Int] = [:]
  /// A number above those of all inputs.
  private(set) var unusedInput = 0
  /// Identity matrices by order: the indices of their nodes.
  var identities: [Int: Int] = [:]

  public init() {}

  /// The index of this node, new or known. Simplification is the caller's (`Expression`'s) work.
  public func intern(_ operation: Operation, _ operands: [Int] = [], shape: Shape) -> Int {
    let node = Node(operation: operation, operands: operands, shape: shape)
    if let known = interned[node] { return known }
    if case .input(let number) = operation { unusedInput = max(unusedInput, number + 1) }
    nodes.append(node)
    interned[node] = nodes.count - 1
    return nodes.count - 1
  }

  public func number(of data: Vector) -> Int {
    if let known = dataNumbers[ObjectIdentifier(data)] { return known }
    self.data.append(data)
    dataNumbers[ObjectIdentifier(data)] = self.data.count - 1
    return self.data.count - 1
  }

  public func number(ofTable table: [Int]) -> Int {
    if let known = tableNumbers[table] { return known }
    tables.append(table)
    tableNumbers[table] = tables.count - 1
    return tables.count - 1
  }
}
