// Forward mode: tangents pushed from inputs to outputs.

/// J v: for each output, Σ over the inputs of (∂output/∂input) tangent. A tangent has its input's shape; nil is zero.
public func jvp(outputs: [Expression], inputs: [Expression], tangents: [Expression?]) -> [Expression] {
  precondition(inputs.count == tangents.count, "one tangent an input")
  let varying = zip(inputs, tangents).filter { !($1?.isZero ?? true) }
  // An input with a zero tangent is still an independent variable: the path ends there.
  let path = Path(from: inputs, to: outputs)
  var known: [Int: Expression] = [:]
  for (input, tangent) in varying {
    precondition(tangent?.shape == input.shape, "a tangent has its input's shape")
    known[input.index] = tangent
  }
  for index in path.nodes {
    let y = Expression(graph: outputs[0].graph, index: index)
    let operandTangents = y.node.operands.map { known[$0] }
    if operandTangents.allSatisfy({ $0 == nil }) { continue }
    if let tangent = y.pushforward(operandTangents), !tangent.isZero { known[index] = tangent }
  }
  return outputs.map { known[$0.index] ?? $0.graph.zeros($0.shape) }
}

extension Expression {
  /// The tangent of this node, given those of its operands (nil: zero; one at least is not).
  fileprivate func pushforward(_ tangents: [Expression?]) -> Expression? {
    let x = operand(0)
    let t = tangents[0] ?? x.graph.zeros(x.shape)
    switch node.operation {
    case .input, .constant, .data: return nil
    case .unary(let f): return Self.derivative(f, at: x, value: self, times: t)
    case .binary(.divide):
      // (ẋ − y ḃ) / b: one division for both
      let b = operand(1)
      let numerator = tangents[1].map { t - self * $0 } ?? t
      return (numerator / b).broadcast(to: shape)
    case .binary(let f):
      return total(tangents) { Self.derivative(f, operand: $0, at: x, operand(1), value: self, times: $1) }
    case .select: return total(tangents) { i, t in i == 0 ? nil : i == 1 ? select(x, t, 0) : select(x, 0, t) }
    case .reduce(.sum, let axes): return Self.reduce(.sum, t, axes: axes)
    case .reduce(_, let axes): return Self.reduce(.sum, t * x.shareOfExtreme(self, axes), axes: axes)
    case .broadcast: return t.broadcast(to: shape)
    case .reshape: return t.reshape(shape)
    case .transpose(let axes): return t.transpose(axes)
    case .slice(let starts, let steps): return t.slice(starts: starts, steps: steps, shape: shape)
    case .pad(let starts, let steps): return t.pad(to: shape, starts: starts, steps: steps)
    case .concatenate(let axis):
      return concatenate(zip(operands, tangents).map { $1 ?? $0.graph.zeros($0.shape) }, axis: axis)
    case .gather(let table): return t.gather(table: graph.tables[table], shape: shape)
    case .scatterAdd(let table): return t.scatterAdd(table: graph.tables[table], shape: shape)
    case .matmul(let p, let q):
      return total(tangents) { i, t in
        i == 0
          ? Self.matmul(t, operand(1), transposeA: p, transposeB: q) : Self.matmul(x, t, transposeA: p, transposeB: q)
      }
    case .solve(let transposed):
      // A Ẋ = Ḃ − Ȧ X
      let right = total(tangents) { i, t in
        i == 1 ? t : -Self.matmul(t, self, transposeA: transposed, transposeB: false)
      }
      return right.map { Self.solve(x, $0, transposed: transposed) }
    }
  }

  /// The sum of what each operand's tangent contributes, in this node's shape.
  private func total(_ tangents: [Expression?], _ term: (Int, Expression) -> Expression?) -> Expression? {
    var sum: Expression?
    for case (let i, let tangent?) in tangents.enumerated() {
      guard let next = term(i, tangent), !next.isZero else { continue }
      sum = sum.map { $0 + next } ?? next
    }
    return sum?.broadcast(to: shape)
  }
}
