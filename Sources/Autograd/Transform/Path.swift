/// The nodes between inputs and outputs: those that depend on an input and that an output needs.
///
/// The inputs are independent variables, whatever they are computed from: a path ends at them.
struct Path {
  /// Without the inputs, each after its operands.
  let nodes: [Int]
  /// By node, up to the last output: on the path, or an input.
  private let isActive: [Bool]

  init(from inputs: [Expression], to outputs: [Expression]) {
    guard let graph = outputs.first?.graph else {
      (nodes, isActive) = ([], [])
      return
    }
    precondition((inputs + outputs).allSatisfy { $0.graph === graph }, "inputs and outputs belong to different graphs")
    let needed = graph.ancestors(of: outputs)
    var isActive = [Bool](repeating: false, count: (needed.last ?? -1) + 1)
    for input in inputs where input.index < isActive.count { isActive[input.index] = true }
    var nodes: [Int] = []
    for index in needed where !isActive[index] && graph.nodes[index].operands.contains(where: { isActive[$0] }) {
      isActive[index] = true
      nodes.append(index)
    }
    (self.nodes, self.isActive) = (nodes, isActive)
  }

  func contains(_ index: Int) -> Bool { index < isActive.count && isActive[index] }
}
