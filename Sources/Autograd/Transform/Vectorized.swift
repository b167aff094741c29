// Vectorization: the same computation for a batch of inputs, as one graph of larger tensors.

/// The outputs for a whole batch, [B, *shape] each: of every pair, the first is an expression of the graph and the second its
/// batch [B, *shape]. What does not depend on the pairs is computed once.
public func vectorized(outputs: [Expression], over inputs: [(single: Expression, batch: Expression)]) -> [Expression] {
  guard let count = inputs.first?.batch.shape.first else { return outputs }
  precondition(inputs.allSatisfy { $0.batch.shape == [count] + $0.single.shape }, "a batch has one leading axis of its own")
  let path = Path(from: inputs.map(\.single), to: outputs)
  var batches: [Int: Expression] = [:]
  for (single, batch) in inputs { batches[single.index] = batch }
  for index in path.nodes {
    let y = Expression(graph: outputs[0].graph, index: index)
    let batch = y.vectorized(y.node.operands.map { batches[$0] }, count)
    batches[index] = batch.broadcast(to: [count] + y.shape)
  }
  return outputs.map { batches[$0.index] ?? $0.broadcast(to: [count] + $0.shape) }
}

extension Expression {
  /// This node for a batch; an operand without a batch (nil) is the same for all.
  fileprivate func vectorized(_ batches: [Expression?], _ count: Int) -> Expression {
    /// Operand i, its batch axis aligned with this node's.
    func aligned(_ i: Int) -> Expression {
      let x = operand(i)
      guard let batch = batches[i] else { return x }
      return batch.reshape([count] + Shape(repeating: 1, count: rank - x.rank) + x.shape)
    }
    /// The batch of operand i, made of copies if it has none.
    func repeated(_ i: Int) -> Expression { batches[i] ?? operand(i).broadcast(to: [count] + operand(i).shape) }

    switch node.operation {
    case .input, .constant, .data: return self
    case .unary(let f): return Self.apply(f, repeated(0))
    case .binary(let f): return Self.apply(f, aligned(0), aligned(1))
    case .select: return select(aligned(0), aligned(1), aligned(2))
    case .reduce(let kind, let axes): return Self.reduce(kind, repeated(0), axes: axes.map { $0 + 1 })
    case .broadcast: return aligned(0).broadcast(to: [count] + shape)
    case .reshape: return repeated(0).reshape([count] + shape)
    case .transpose(let axes): return repeated(0).transpose([0] + axes.map { $0 + 1 })
    case .slice(let starts, let steps):
      return repeated(0).slice(starts: [0] + starts, steps: [1] + steps, shape: [count] + shape)
    case .pad(let starts, let steps): return repeated(0).pad(to: [count] + shape, starts: [0] + starts, steps: [1] + steps)
    case .concatenate(let axis): return concatenate(batches.indices.map(repeated), axis: axis + 1)
    case .gather(let number):
      let table = graph.tables[number].repeated(count, apart: operand(0).count)
      return repeated(0).gather(table: table, shape: [count] + shape)
    case .scatterAdd(let number):
      let table = graph.tables[number].repeated(count, apart: self.count)
      return repeated(0).scatterAdd(table: table, shape: [count] + shape)
    case .matmul(let p, let q):
      let (a, b) = (operand(0), operand(1))
      if batches[0] == nil, let columns = batches[1], a.rank == 2, shape.last == 1 {
        // A matrix times a batch of columns is one product with a matrix of rows.
        let rows = columns.reshape([-1, a.matrixSize(transposed: p).columns])
        return Self.matmul(rows, a, transposeA: false, transposeB: !p).reshape([count] + shape)
      }
      let (x, y) = (matrixBatch(a, batches[0], count), matrixBatch(b, batches[1], count))
      return Self.matmul(x, y, transposeA: p, transposeB: q)
    case .solve(let transposed):
      let (a, b) = (operand(0), operand(1))
      if batches[0] == nil, let right = batches[1], rank == 2 {
        // The batch's columns side by side: one factorization.
        let (n, k) = (shape[0], shape[1])
        let side = right.transpose([1, 0, 2]).reshape([n, count * k])
        return Self.solve(a, side, transposed: transposed).reshape([n, count, k]).transpose([1, 0, 2])
      }
      let (x, y) = (matrixBatch(a, batches[0], count), matrixBatch(b, batches[1], count))
      return Self.solve(x, y, transposed: transposed)
    }
  }

  /// An operand of a product or solution for the batch: all batch axes, or none.
  private func matrixBatch(_ x: Expression, _ batch: Expression?, _ count: Int) -> Expression {
    if batch == nil, x.rank == 2 { return x }
    let inner = Shape(shape.dropLast(2))
    let matrix = Shape(x.shape.suffix(2))
    let leading = batch == nil ? [] : [count] + Shape(repeating: 1, count: rank - x.rank)
    return (batch ?? x).reshape(leading + x.shape).broadcast(to: [count] + inner + matrix)
  }
}

extension [Int] {
  /// A table for each of a batch of tensors that lie `distance` entries apart.
  fileprivate func repeated(_ count: Int, apart distance: Int) -> [Int] {
    (0..<count).flatMap { i in map { $0 + i * distance } }
  }
}
