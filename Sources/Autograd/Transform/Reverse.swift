// Reverse mode: cotangents pulled back from outputs to inputs (Griewank & Walther, Evaluating Derivatives, 2008, ch. 3).

/// The gradient of a scalar with respect to each of the expressions, in their shapes.
///
/// The expressions are taken as independent variables; zeros where f does not depend on one.
public func gradient(of f: Expression, wrt inputs: [Expression]) -> [Expression] {
  precondition(f.shape == [], "the gradient of a tensor of shape \(f.shape)")
  return vjp(outputs: [f], cotangents: [f.graph.constant(1)], inputs: inputs)
}

/// Jᵀ v: for each input, Σ over the outputs of (∂output/∂input)ᵀ cotangent.
public func vjp(outputs: [Expression], cotangents: [Expression], inputs: [Expression]) -> [Expression] {
  precondition(zip(outputs, cotangents).allSatisfy { $0.shape == $1.shape }, "a cotangent has its output's shape")
  precondition(outputs.count == cotangents.count, "one cotangent an output")
  let path = Path(from: inputs, to: outputs)
  var adjoints: [Int: Expression] = [:]

  func accumulate(_ index: Int, _ term: Expression) {
    if term.isZero { return }
    adjoints[index] = adjoints[index].map { $0 + term } ?? term
  }

  for (output, cotangent) in zip(outputs, cotangents) { accumulate(output.index, cotangent) }
  for index in path.nodes.reversed() {
    guard let cotangent = adjoints.removeValue(forKey: index) else { continue }
    let y = Expression(graph: outputs[0].graph, index: index)
    for (i, operand) in y.node.operands.enumerated() where path.contains(operand) {
      if let term = y.pullback(cotangent, operand: i) { accumulate(operand, term) }
    }
  }
  return inputs.map { adjoints[$0.index] ?? $0.graph.zeros($0.shape) }
}

extension Expression {
  /// What a cotangent of this node contributes to that of one of its operands; nil: nothing.
  fileprivate func pullback(_ g: Expression, operand i: Int) -> Expression? {
    let x = operand(i)
    switch node.operation {
    case .input, .constant, .data: return nil
    case .unary(let f): return Self.derivative(f, at: x, value: self, times: g)
    case .binary(let f):
      return Self.derivative(f, operand: i, at: operand(0), operand(1), value: self, times: g)?.summed(to: x.shape)
    case .select:
      let term: Expression? = i == 0 ? nil : i == 1 ? select(operand(0), g, 0) : select(operand(0), 0, g)
      return term?.summed(to: x.shape)
    case .reduce(.sum, let axes): return g.spread(axes, to: x.shape)
    case .reduce(_, let axes): return g.spread(axes, to: x.shape) * x.shareOfExtreme(self, axes)
    case .broadcast: return g.summed(to: x.shape)
    case .reshape: return g.reshape(x.shape)
    case .transpose(let axes): return g.transpose(axes.indices.sorted { axes[$0] < axes[$1] })
    case .slice(let starts, let steps): return g.pad(to: x.shape, starts: starts, steps: steps)
    case .pad(let starts, let steps): return g.slice(starts: starts, steps: steps, shape: x.shape)
    case .concatenate(let axis):
      let start = node.operands[..<i].reduce(0) { $0 + graph.nodes[$1].shape[axis] }
      return g.slice(start..<(start + x.shape[axis]), axis: axis)
    case .gather(let table): return g.scatterAdd(table: graph.tables[table], shape: x.shape)
    case .scatterAdd(let table): return g.gather(table: graph.tables[table], shape: x.shape)
    case .matmul(let p, let q):
      let (a, b) = (operand(0), operand(1))
      let term =
        switch (i, p, q) {
        case (0, false, _): Self.matmul(g, b, transposeA: false, transposeB: !q)  // Ā = Ȳ Bᵀ
        case (0, true, _): Self.matmul(b, g, transposeA: q, transposeB: true)  // Āᵀ = B Ȳᵀ
        case (_, _, false): Self.matmul(a, g, transposeA: !p, transposeB: false)  // B̄ = Aᵀ Ȳ
        case (_, _, true): Self.matmul(g, a, transposeA: true, transposeB: p)  // B̄ᵀ = Ȳᵀ A
        }
      return term.summed(to: x.shape)
    case .solve(let transposed):
      let right = Self.solve(operand(0), g, transposed: !transposed)  // B̄ = A⁻ᵀ X̄
      if i == 1 { return right.summed(to: x.shape) }
      let term =
        transposed
        ? Self.matmul(self, right, transposeA: false, transposeB: true)
        : Self.matmul(right, self, transposeA: false, transposeB: true)
      return (-term).summed(to: x.shape)  // Ā = −B̄ Xᵀ
    }
  }

  /// The reduced axes put back, and repeated to the shape.
  func spread(_ axes: [Int], to shape: Shape) -> Expression {
    reshape(shape.indices.map { axes.contains($0) ? 1 : shape[$0] }).broadcast(to: shape)
  }

  /// The derivative of a maximum or minimum over axes: 1/k at the k entries that attain it, else 0.
  func shareOfExtreme(_ extreme: Expression, _ axes: [Int]) -> Expression {
    let attains = self .== extreme.spread(axes, to: shape)
    return attains / attains.sum(axes: axes).spread(axes, to: shape)
  }
}
