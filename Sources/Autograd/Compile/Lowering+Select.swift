import Numerics

extension Lowering {
  /// One branch of a select whose other branch is zero, perhaps times a factor: what derivatives of selects are sums of.
  private struct Branch {
    var condition, value: Int
    var isFirst: Bool
    var factor: Int?
  }

  /// select(c, g, 0)·p + select(c, 0, g)·q as g·select(c, p, q), the second factor of which does not wait for g; with different
  /// numerators a select of the two products.
  mutating func joinedSelect(_ node: Node, _ count: Int) -> Int? {
    guard count > 1, let a = branch(node.operands[0]), let b = branch(node.operands[1]), a.condition == b.condition,
      a.isFirst != b.isFirst
    else { return nil }
    let (first, second) = a.isFirst ? (a, b) : (b, a)
    if first.value == second.value {
      if first.factor == nil, second.factor == nil { return first.value }
      let one = constant(1)
      let factor = element(.select, [first.condition, first.factor ?? one, second.factor ?? one], count)
      return element(.multiply, [first.value, factor], count)
    }
    let values = [first, second].map { branch in
      branch.factor.map { element(.multiply, [branch.value, $0], self.values[branch.value].count > 1 || self.values[$0].count > 1 ? count : 1) }
        ?? branch.value
    }
    return element(.select, [first.condition] + values, count)
  }

  private func branch(_ index: Int) -> Branch? {
    let node = graph.nodes[index]
    guard uses[index] == 1 else { return nil }
    if case .binary(.multiply) = node.operation {
      for (x, y) in [(0, 1), (1, 0)] {
        if var branch = branch(node.operands[x]), branch.factor == nil {
          branch.factor = valueOfNode[node.operands[y]]
          return branch
        }
      }
      return nil
    }
    guard case .select = node.operation else { return nil }
    let operands = node.operands.map { valueOfNode[$0] }
    if constantValue(operands[2]) == 0 { return Branch(condition: operands[0], value: operands[1], isFirst: true) }
    if constantValue(operands[1]) == 0 { return Branch(condition: operands[0], value: operands[2], isFirst: false) }
    return nil
  }
}
