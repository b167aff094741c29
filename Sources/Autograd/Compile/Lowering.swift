import Numerics

/// The first stage of compilation: graph nodes become values of flat entries, shapes become counts and strides, and every
/// movement of entries becomes a view, a load or a combination. Values are interned, so that what lowering shares is computed once.
struct Lowering {
  let graph: Graph
  private(set) var values: [Value] = []
  private(set) var outputs: [Int] = []
  private var interned: [Value: Int] = [:]
  /// The value of each node, -1 where it has none yet.
  private(set) var valueOfNode: [Int] = []
  /// How often nodes that the outputs reach are operands.
  private(set) var uses: [Int] = []

  init(graph: Graph, outputs: [Expression]) {
    self.graph = graph
    let nodes = graph.nodes
    valueOfNode = [Int](repeating: -1, count: nodes.count)
    uses = [Int](repeating: 0, count: nodes.count)
    for output in outputs { uses[output.index] += 1 }
    for index in stride(from: nodes.count - 1, through: 0, by: -1) where uses[index] > 0 {
      for operand in nodes[index].operands { uses[operand] += 1 }
    }
    for index in nodes.indices where uses[index] > 0 { valueOfNode[index] = lower(nodes[index]) }
    self.outputs = outputs.map { valueOfNode[$0.index] }
  }

  // MARK: Values

  func count(_ v: Int) -> Int { values[v].count }

  mutating func intern(_ operation: Lowered, _ operands: [Int], _ count: Int) -> Int {
    let value = Value(operation: operation, operands: operands, count: count)
    if let known = interned[value] { return known }
    values.append(value)
    interned[value] = values.count - 1
    return values.count - 1
  }

  mutating func constant(_ x: Double) -> Int { intern(.constant(x.bitPattern), [], 1) }

  func constantValue(_ v: Int) -> Double? {
    if case .constant(let bits) = values[v].operation { return Double(bitPattern: bits) }
    return nil
  }

  mutating func view(_ v: Int, _ offset: Int, _ count: Int) -> Int {
    if offset == 0, count == values[v].count { return v }
    switch values[v].operation {
    case .view(let first): return intern(.view(offset: first + offset), values[v].operands, count)
    case .load(let layout) where layout.isUniform: return repeated(uniformEntry(v) ?? v, count)
    default: return intern(.view(offset: offset), [v], count)
    }
  }

  mutating func load(_ v: Int, _ layout: Layout, _ count: Int) -> Int {
    if count == 0 { return view(v, 0, 0) }
    if layout.isContiguous { return view(v, layout.offset, count) }
    switch values[v].operation {
    case .view(let first): return intern(.load(layout.shifted(by: first)), values[v].operands, count)
    case .load(let inner) where inner.isUniform: return repeated(uniformEntry(v) ?? v, count)
    default: return intern(.load(layout), [v], count)
    }
  }

  /// One entry, `count` times.
  mutating func repeated(_ v: Int, _ count: Int) -> Int { load(v, Layout(sizes: [count], strides: [0]), count) }

  /// The one entry that this value repeats, if it does.
  mutating func uniformEntry(_ v: Int) -> Int? {
    guard case .load(let layout) = values[v].operation, layout.isUniform else { return nil }
    return view(values[v].operands[0], layout.offset, 1)
  }

  mutating func element(_ code: Opcode, _ operands: [Int], _ count: Int) -> Int {
    let operands = operands.map { uniformEntry($0) ?? $0 }
    if count > 1, operands.allSatisfy({ values[$0].count == 1 }) {
      return repeated(intern(.element(code), operands, 1), count)
    }
    return intern(.element(code), operands, count)
  }

  mutating func combine(_ reduction: Reduction, _ parts: [(Int, Combination.Place)], _ count: Int, isSpread: Bool = false,
                        isPartition: Bool = false) -> Int {
    let filled = parts.filter { values[$0.0].count > 0 }
    let places = filled.map { Combination.Part(place: $0.1, count: values[$0.0].count) }
    return intern(
      .combine(Combination(reduction: reduction, parts: places, isSpread: isSpread, isPartition: isPartition)), filled.map(\.0), count)
  }

  // MARK: Nodes

  private mutating func lower(_ node: Node) -> Int {
    let shape = node.shape, count = shape.entries
    let operands = node.operands.map { valueOfNode[$0] }
    let shapes = node.operands.map { graph.nodes[$0].shape }
    switch node.operation {
    case .input(let number): return intern(.input(number), [], count)
    case .constant(let bits): return intern(.constant(bits), [], 1)
    case .data(let number): return intern(.data(number), [], count)
    case .unary(let f): return lower(f, operands[0], count)
    case .binary(let f):
      if f == .add, let joined = joinedSelect(node, count) { return joined }
      return lower(f, operands[0], operands[1], count)
    case .select: return element(.select, operands, count)
    case .reduce(let reduction, let axes):
      return lower(reduction, axes, operands[0], shapes[0], count, isOnlyUse: uses[node.operands[0]] == 1)
    case .broadcast:
      let missing = shape.count - shapes[0].count, strides = Layout.strides(of: shapes[0])
      let repeating = shape.indices.map { $0 < missing || shapes[0][$0 - missing] == 1 ? 0 : strides[$0 - missing] }
      return load(operands[0], Layout(sizes: shape, strides: repeating), count)
    case .reshape: return operands[0]
    case .transpose(let axes):
      let strides = Layout.strides(of: shapes[0])
      return load(operands[0], Layout(sizes: shape, strides: axes.map { strides[$0] }), count)
    case .slice(let starts, let steps):
      return load(operands[0], Lowering.window(of: shapes[0], starts, steps, sizes: shape), count)
    case .pad(let starts, let steps):
      let place = Lowering.window(of: shape, starts, steps, sizes: shapes[0])
      return combine(.sum, [(operands[0], .layout(place))], count, isSpread: true)
    case .concatenate(let axis):
      var start = [Int](repeating: 0, count: shape.count)
      var parts: [(Int, Combination.Place)] = []
      for (operand, size) in zip(operands, shapes) {
        let steps = [Int](repeating: 1, count: shape.count)
        parts.append((operand, .layout(Lowering.window(of: shape, start, steps, sizes: size))))
        start[axis] += size[axis]
      }
      return combine(.sum, parts, count, isPartition: true)
    case .gather(let table):
      return count == 1 ? view(operands[0], graph.tables[table][0], 1) : intern(.gather(table: table), operands, count)
    case .scatterAdd(let table):
      return combine(.sum, [(operands[0], .table(table))], count, isSpread: true)
    case .matmul(let transposeA, let transposeB):
      return lowerProduct(operands, shapes, transposeA, transposeB, count)
    case .solve(let transposed):
      return lowerSolve(operands, shapes, transposed, count)
    }
  }

  /// The entries start, start + step, … along each axis of a tensor of this shape.
  private static func window(of shape: Shape, _ starts: [Int], _ steps: [Int], sizes: Shape) -> Layout {
    let strides = Layout.strides(of: shape)
    let offset = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    return Layout(offset: offset, sizes: sizes, strides: zip(strides, steps).map { $0 * $1 })
  }
}
