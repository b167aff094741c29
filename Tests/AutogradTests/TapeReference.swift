import Autograd
import Numerics

/// Evaluates a graph node by node, entry by entry: slow, and too simple to share a mistake with the compiler.
struct TapeReference {
  let graph: Graph
  let inputs: [[Double]]
  private var values: [Int: [Double]] = [:]

  init(_ graph: Graph, _ inputs: [[Double]]) {
    self.graph = graph
    self.inputs = inputs
  }

  mutating func value(_ x: Expression) -> [Double] {
    for i in 0...x.index where values[i] == nil { values[i] = evaluate(graph.nodes[i]) }
    return values[x.index] ?? []
  }

  private func indices(_ shape: Shape) -> [[Int]] {
    shape.reduce([[]]) { partial, size in partial.flatMap { p in (0..<size).map { p + [$0] } } }
  }

  private func flat(_ index: [Int], _ shape: Shape) -> Int { zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 } }

  private func evaluate(_ node: Node) -> [Double] {
    let shape = node.shape, count = shape.entries
    let operands = node.operands.map { values[$0]! }, shapes = node.operands.map { graph.nodes[$0].shape }
    func entry(_ operand: Int, _ i: Int) -> Double { operands[operand].count == 1 ? operands[operand][0] : operands[operand][i] }
    switch node.operation {
    case .input(let i): return i >= 0 && i < inputs.count ? inputs[i] : Array(repeating: 0, count: count)
    case .constant(let bits): return [Double(bitPattern: bits)]
    case .data(let i): return graph.data[i].values
    case .unary(let f): return operands[0].map { f($0) }
    case .binary(let f): return (0..<count).map { f(entry(0, $0), entry(1, $0)) }
    case .select: return (0..<count).map { entry(0, $0) != 0 ? entry(1, $0) : entry(2, $0) }
    case .reduce(let reduction, let axes):
      let start: [Reduction: Double] = [.sum: 0, .maximum: -.infinity, .minimum: .infinity]
      var result = Array(repeating: start[reduction]!, count: count)
      for (i, index) in indices(shapes[0]).enumerated() {
        let kept = index.indices.filter { !axes.contains($0) }.map { index[$0] }, j = flat(kept, shape), x = operands[0][i]
        switch reduction {
        case .sum: result[j] += x
        case .maximum: result[j] = result[j].isNaN || result[j] > x ? result[j] : x
        case .minimum: result[j] = result[j].isNaN || result[j] < x ? result[j] : x
        }
      }
      return result
    case .broadcast:
      let s = shapes[0], missing = shape.count - s.count
      return indices(shape).map { index in operands[0][flat(s.indices.map { s[$0] == 1 ? 0 : index[$0 + missing] }, s)] }
    case .reshape: return operands[0]
    case .transpose(let axes):
      return indices(shape).map { index in
        var source = index
        for (i, axis) in axes.enumerated() { source[axis] = index[i] }
        return operands[0][flat(source, shapes[0])]
      }
    case .slice(let starts, let steps):
      return indices(shape).map { index in operands[0][flat(index.indices.map { starts[$0] + index[$0] * steps[$0] }, shapes[0])] }
    case .pad(let starts, let steps):
      var result = Array(repeating: 0.0, count: count)
      for (i, index) in indices(shapes[0]).enumerated() {
        result[flat(index.indices.map { starts[$0] + index[$0] * steps[$0] }, shape)] = operands[0][i]
      }
      return result
    case .concatenate(let axis):
      return indices(shape).map { index in
        var index = index, k = 0
        while index[axis] >= shapes[k][axis] {
          index[axis] -= shapes[k][axis]
          k += 1
        }
        return operands[k][flat(index, shapes[k])]
      }
    case .gather(let table): return graph.tables[table].map { operands[0][$0] }
    case .scatterAdd(let table):
      var result = Array(repeating: 0.0, count: count)
      for (i, j) in graph.tables[table].enumerated() { result[j] += operands[0][i] }
      return result
    case .matmul(let transposeA, let transposeB):
      return batched(shape, shapes, operands) { a, b, i, j in
        let k = transposeA ? a.rows : a.columns
        return (0..<k).reduce(0) { $0 + (transposeA ? a[$1, i] : a[i, $1]) * (transposeB ? b[j, $1] : b[$1, j]) }
      }
    case .solve(let transposed):
      let n = shapes[0].last!, k = shape.last!
      var result: [Double] = []
      for batch in 0..<(count / max(1, n * k)) {
        let a = Matrix(operands[0], shapes[0], batch), b = Matrix(operands[1], shapes[1], batch)
        result += solve(transposed ? (0..<n).map { i in (0..<n).map { a[$0, i] } } : (0..<n).map { i in (0..<n).map { a[i, $0] } },
                        (0..<n).map { i in (0..<k).map { b[i, $0] } }).flatMap { $0 }
      }
      return result
    }
  }

  private struct Matrix {
    let values: [Double], rows: Int, columns: Int, start: Int
    init(_ values: [Double], _ shape: Shape, _ batch: Int) {
      self.values = values
      (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
      start = values.count > rows * columns ? batch * rows * columns : 0
    }
    subscript(i: Int, j: Int) -> Double { values[start + i * columns + j] }
  }

  private func batched(_ shape: Shape, _ shapes: [Shape], _ operands: [[Double]], _ entry: (Matrix, Matrix, Int, Int) -> Double)
    -> [Double] {
    let m = shape[shape.count - 2], n = shape[shape.count - 1]
    return (0..<(shape.entries / max(1, m * n))).flatMap { batch in
      let a = Matrix(operands[0], shapes[0], batch), b = Matrix(operands[1], shapes[1], batch)
      return (0..<m).flatMap { i in (0..<n).map { j in entry(a, b, i, j) } }
    }
  }

  /// Gauss–Jordan elimination with partial pivoting.
  private func solve(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    var rows = zip(a, b).map { $0 + $1 }
    let n = a.count
    for i in 0..<n {
      let pivot = (i..<n).max { abs(rows[$0][i]) < abs(rows[$1][i]) }!
      rows.swapAt(i, pivot)
      for j in 0..<n where j != i {
        let factor = rows[j][i] / rows[i][i]
        for c in rows[j].indices { rows[j][c] -= factor * rows[i][c] }
      }
      rows[i] = rows[i].map { [d = rows[i][i]] in $0 / d }
    }
    return rows.map { Array($0[n...]) }
  }
}

/// Runs a compiled program and gives its outputs.
func tapeOutputs(_ program: Program, _ inputs: [[Double]]) -> [[Double]] {
  for (i, x) in inputs.enumerated() { x.withUnsafeBufferPointer { if let p = $0.baseAddress { program.setInput(i, p) } } }
  program.run()
  return program.outputShapes.indices.map { k in
    var result = [Double](repeating: 0, count: program.outputShapes[k].entries)
    result.withUnsafeMutableBufferPointer { if let p = $0.baseAddress { program.output(k, into: p) } }
    return result
  }
}

/// The first entry at which the two differ by more than the tolerance, relative to the entry or, if that is small, to `floor` times
/// the largest; NaN equals NaN.
func tapeMismatch(_ a: [Double], _ b: [Double], tolerance: Double, floor: Double = 1e-3) -> String? {
  if a.count != b.count { return "\(a.count) entries instead of \(b.count)" }
  let scale = b.reduce(1) { $1.isFinite ? max($0, abs($1)) : $0 }
  for i in a.indices where !(a[i] == b[i] || a[i].isNaN && b[i].isNaN || abs(a[i] - b[i]) <= tolerance * max(floor * scale, abs(b[i]))) {
    return "entry \(i): \(a[i]) instead of \(b[i])"
  }
  return nil
}

/// Reproducible numbers in (-1, 1).
func tapeNumbers(_ count: Int, seed: UInt64) -> [Double] {
  (0..<UInt64(count)).map { i in
    var z = seed &+ (i &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 4_503_599_627_370_496 - 1
  }
}
