// Graphs as text.

extension Graph {
  /// One line for each node that the outputs reach, in order, numbered from 0: `%3 = multiply %1 %2 : [4, 3]`; then the outputs.
  public func description(of outputs: [Expression]) -> String {
    let needed = ancestors(of: outputs)
    var numbers = [Int](repeating: 0, count: (needed.last ?? -1) + 1)
    var lines: [String] = []
    for index in needed {
      let node = nodes[index]
      numbers[index] = lines.count
      let operands = node.operands.map { " %\(numbers[$0])" }.joined()
      lines.append("%\(lines.count) = \(node.operation)\(operands) : \(node.shape)")
    }
    lines.append("return " + outputs.map { "%\(numbers[$0.index])" }.joined(separator: " "))
    return lines.joined(separator: "\n")
  }

  /// The nodes that the outputs need, themselves included, in order.
  func ancestors(of outputs: [Expression]) -> [Int] {
    guard let last = outputs.map(\.index).max() else { return [] }
    var needed = [Bool](repeating: false, count: last + 1)
    for output in outputs { needed[output.index] = true }
    for index in stride(from: last, through: 0, by: -1) where needed[index] {
      for operand in nodes[index].operands { needed[operand] = true }
    }
    return (0...last).filter { needed[$0] }
  }
}

extension Operation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .input(let number): "input \(number)"
    case .constant(let bits): "constant \(Double(bitPattern: bits))"
    case .data(let number): "data \(number)"
    case .unary(let f): f.rawValue
    case .binary(let f): f.rawValue
    case .select: "select"
    case .reduce(let kind, let axes): "\(kind.rawValue)\(axes)"
    case .broadcast: "broadcast"
    case .reshape: "reshape"
    case .transpose(let axes): "transpose\(axes)"
    case .slice(let starts, let steps): "slice\(starts)" + (steps.allSatisfy { $0 == 1 } ? "" : " by \(steps)")
    case .pad(let starts, let steps): "pad\(starts)" + (steps.allSatisfy { $0 == 1 } ? "" : " by \(steps)")
    case .concatenate(let axis): "concatenate[\(axis)]"
    case .gather(let table): "gather \(table)"
    case .scatterAdd(let table): "scatterAdd \(table)"
    case .matmul(let transposeA, let transposeB): "matmul" + (transposeA ? " Aᵀ" : "") + (transposeB ? " Bᵀ" : "")
    case .solve(let transposed): "solve" + (transposed ? " Aᵀ" : "")
    }
  }
}
