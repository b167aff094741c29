import Autograd

#if canImport(Glibc)
  import Glibc
#endif

/// What a graph means, node by node in doubles: slow and plain, to check everything else against.
func interpret(_ outputs: [Expression], _ inputs: [Int: [Double]] = [:]) -> [[Double]] {
  guard let graph = outputs.first?.graph, let last = outputs.map(\.index).max() else { return [] }
  var needed = [Bool](repeating: false, count: last + 1)
  for output in outputs { needed[output.index] = true }
  for index in stride(from: last, through: 0, by: -1) where needed[index] {
    for operand in graph.nodes[index].operands { needed[operand] = true }
  }
  var values: [Int: [Double]] = [:]
  for index in 0...last where needed[index] {
    let node = graph.nodes[index]
    let operands = node.operands.map { Tensor(shape: graph.nodes[$0].shape, entries: values[$0]!) }
    values[index] = value(of: node, operands, in: graph, inputs)
    precondition(values[index]!.count == node.shape.entries, "node \(node) has \(values[index]!.count) entries")
  }
  return outputs.map { values[$0.index]! }
}

private struct Tensor {
  let shape: Shape
  let entries: [Double]

  subscript(index: [Int]) -> Double { entries[offset(index, in: shape)] }
  /// For elementwise operations: a scalar stands for all entries.
  func entry(_ i: Int) -> Double { shape == [] ? entries[0] : entries[i] }
}

private func offset(_ index: [Int], in shape: Shape) -> Int {
  zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
}

/// All indices of a shape, row-major.
private func indices(_ shape: Shape) -> [[Int]] {
  shape.reduce([[]]) { prefixes, size in prefixes.flatMap { p in (0..<size).map { p + [$0] } } }
}

private func value(of node: Node, _ x: [Tensor], in graph: Graph, _ inputs: [Int: [Double]]) -> [Double] {
  let shape = node.shape
  let count = shape.entries
  switch node.operation {
  case .input(let number): return inputs[number]!
  case .constant(let bits): return [Double(bitPattern: bits)]
  case .data(let number): return graph.data[number].values
  case .unary(let f): return x[0].entries.map { f($0) }
  case .binary(let f): return (0..<count).map { f(x[0].entry($0), x[1].entry($0)) }
  case .select: return (0..<count).map { x[0].entry($0) != 0 ? x[1].entry($0) : x[2].entry($0) }
  case .reduce(let kind, let axes):
    var result = [Double?](repeating: nil, count: count)
    for index in indices(x[0].shape) {
      let place = offset(index.indices.filter { !axes.contains($0) }.map { index[$0] }, in: shape)
      let entry = x[0][index]
      guard let old = result[place] else {
        result[place] = entry
        continue
      }
      switch kind {
      case .sum: result[place] = old + entry
      case .maximum: result[place] = Binary.maximum(old, entry)
      case .minimum: result[place] = Binary.minimum(old, entry)
      }
    }
    return result.map { $0 ?? 0 }
  case .broadcast:
    let source = x[0].shape
    return indices(shape).map { index in x[0][zip(index.suffix(source.count), source).map { $1 == 1 ? 0 : $0 }] }
  case .reshape: return x[0].entries
  case .transpose(let axes):
    return indices(shape).map { index in
      var source = index
      for (i, axis) in axes.enumerated() { source[axis] = index[i] }
      return x[0][source]
    }
  case .slice(let starts, let steps):
    return indices(shape).map { index in x[0][index.indices.map { starts[$0] + steps[$0] * index[$0] }] }
  case .pad(let starts, let steps):
    var result = [Double](repeating: 0, count: count)
    for index in indices(x[0].shape) {
      result[offset(index.indices.map { starts[$0] + steps[$0] * index[$0] }, in: shape)] = x[0][index]
    }
    return result
  case .concatenate(let axis):
    return indices(shape).map { index in
      var place = index
      for part in x {
        if place[axis] < part.shape[axis] { return part[place] }
        place[axis] -= part.shape[axis]
      }
      preconditionFailure("outside all parts")
    }
  case .gather(let table): return graph.tables[table].map { x[0].entries[$0] }
  case .scatterAdd(let table):
    var result = [Double](repeating: 0, count: count)
    for (i, place) in graph.tables[table].enumerated() { result[place] += x[0].entries[i] }
    return result
  case .matmul(let transposeA, let transposeB):
    let k = x[0].shape[x[0].shape.count - (transposeA ? 2 : 1)]
    return indices(shape).map { index in
      let (batch, i, j) = (index.dropLast(2), index[index.count - 2], index[index.count - 1])
      return (0..<k).reduce(0) { sum, l in
        let a = (x[0].shape.count > 2 ? Array(batch) : []) + (transposeA ? [l, i] : [i, l])
        let b = (x[1].shape.count > 2 ? Array(batch) : []) + (transposeB ? [j, l] : [l, j])
        return sum + x[0][a] * x[1][b]
      }
    }
  case .solve(let transposed):
    let (n, k) = (shape[shape.count - 2], shape[shape.count - 1])
    return indices(Shape(shape.dropLast(2))).flatMap { batch -> [Double] in
      let p = x[0].shape.count > 2 ? batch : []
      let q = x[1].shape.count > 2 ? batch : []
      let a = (0..<n).map { i in (0..<n).map { j in x[0][p + (transposed ? [j, i] : [i, j])] } }
      let b = (0..<n).map { i in (0..<k).map { j in x[1][q + [i, j]] } }
      return eliminate(a, b).flatMap { $0 }
    }
  }
}

/// Gaussian elimination with partial pivoting.
private func eliminate(_ matrix: [[Double]], _ right: [[Double]]) -> [[Double]] {
  var (a, b) = (matrix, right)
  let n = a.count
  for i in 0..<n {
    let pivot = (i..<n).max { abs(a[$0][i]) < abs(a[$1][i]) }!
    a.swapAt(i, pivot)
    b.swapAt(i, pivot)
    for r in 0..<n where r != i {
      let factor = a[r][i] / a[i][i]
      for c in i..<n { a[r][c] -= factor * a[i][c] }
      for c in b[r].indices { b[r][c] -= factor * b[i][c] }
    }
  }
  return b.indices.map { i in b[i].map { $0 / a[i][i] } }
}
