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
}
