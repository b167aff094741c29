import Autograd
import Numerics
import Testing

/// Random graphs: what fusing, placing and reusing memory may get wrong shows where many operations meet.
@Suite struct TapeFuzzTests {
  /// A generator of small numbers.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
    mutating func pick<T>(_ items: [T]) -> T { items[roll(items.count)] }
  }

  private static let shapes: [Shape] = [[], [1], [5], [24], [4, 6], [6, 4], [2, 3, 4], [600], [100, 6], [6, 100], [1, 6], [4, 1]]

  /// One more node on top of what there is; values stay moderate.
  private func grow(_ pool: inout [Expression], _ dice: inout Dice) {
    let graph = pool[0].graph, x = dice.pick(pool), shape = x.shape
    func node(_ operation: Operation, _ operands: [Expression], _ shape: Shape) -> Expression {
      Expression(graph: graph, index: graph.intern(operation, operands.map(\.index), shape: shape))
    }
    let alike = pool.filter { $0.shape == shape }, scalars = pool.filter { $0.shape == [] }
    let new: Expression
    switch dice.roll(14) {
    case 0: new = node(.unary(dice.pick([.tanh, .sin, .sigmoid, .softplus, .negate, .relu, .abs, .square])), [x], shape)
    case 1, 2: new = node(.binary(dice.pick([.add, .subtract, .multiply, .maximum])), [x, dice.pick(alike)], shape)
    case 3:
      guard let s = scalars.isEmpty ? nil : dice.pick(scalars) else { return }
      new = dice.roll(2) == 0 ? node(.binary(.multiply), [s, x], shape) : node(.binary(.subtract), [x, s], shape)
    case 4:
      // A threshold that no value meets, so that rounding does not decide.
      let condition = node(.binary(.less), [graph.constant(0.01371), dice.pick(alike)], shape)
      new = node(.select, [condition, dice.pick(alike), x], shape)
    case 5:
      let axes = shape.indices.filter { _ in dice.roll(2) == 0 }
      let kept = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
      if axes.isEmpty { return }
      let scale = graph.constant(1 / Double(max(1, shape.entries))), sum = node(.reduce(dice.pick(Reduction.allCases), axes: axes), [x], kept)
      new = node(.binary(.multiply), [scale, sum], kept)
    case 6:
      let targets = Self.shapes.filter { Expression.broadcastShape(shape, $0) == $0 && $0 != shape }
      if targets.isEmpty { return }
      let target = dice.pick(targets)
      new = node(.broadcast, [x], target)
    case 7:
      let targets = Self.shapes.filter { $0.entries == shape.entries } + [[shape.entries]]
      let target = dice.pick(targets)
      new = node(.reshape, [x], target)
    case 8:
      if shape.count < 2 { return }
      var axes = Array(shape.indices)
      axes.swapAt(dice.roll(axes.count), dice.roll(axes.count))
      new = node(.transpose(axes: axes), [x], axes.map { shape[$0] })
    case 9:
      if shape.isEmpty { return }
      let starts = shape.map { dice.roll($0) }, steps = shape.map { _ in 1 + dice.roll(2) }
      let sizes = shape.indices.map { 1 + dice.roll((shape[$0] - starts[$0] - 1) / steps[$0] + 1) }
      let part = node(.slice(starts: starts, steps: steps), [x], sizes)
      pool.append(node(.unary(.tanh), [part], sizes))
      new = node(.pad(starts: starts, steps: steps), [dice.roll(2) == 0 ? part : pool[pool.count - 1]], shape)
    case 10:
      let padded = pool.filter { if case .pad = $0.node.operation { $0.shape == shape } else { false } }
      if padded.isEmpty { return }
      new = node(.binary(.add), [dice.pick(padded), dice.pick(alike)], shape)
    case 11:
      if shape.isEmpty { return }
      let axis = dice.roll(shape.count), other = dice.pick(alike)
      var joined = shape
      joined[axis] *= 2
      if joined.entries > 1500 { return }
      new = node(.concatenate(axis: axis), [x, other], joined)
    case 12:
      if shape.isEmpty { return }
      let table = graph.number(ofTable: (0..<shape.entries).map { _ in dice.roll(shape.entries) })
      new = dice.roll(2) == 0 ? node(.gather(table: table), [x], shape) : node(.scatterAdd(table: table), [x], shape)
    default:
      if shape.count < 2 { return }
      let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
      let product = node(.matmul(transposeA: true, transposeB: false), [x, dice.pick(alike)], shape.dropLast(2) + [columns, columns])
      new = node(.binary(.multiply), [graph.constant(1 / Double(rows)), product], product.shape)
    }
    pool.append(new)
  }

  @Test("random graphs, compiled, agree with the naive evaluation", arguments: 0..<150)
  func randomGraphs(seed: Int) {
    var dice = Dice(state: UInt64(seed) &* 7919 &+ 1)
    let graph = Graph()
    let inputs: [Shape] = [[], [24], [4, 6], [100, 6]]
    var pool = inputs.indices.map { graph.input($0, shape: inputs[$0]) }
    for _ in 0..<(20 + seed % 100) { grow(&pool, &dice) }
    let values = inputs.indices.map { tapeNumbers(inputs[$0].entries, seed: UInt64(seed + 10 * $0)) }
    var reference = TapeReference(graph, values)
    // All nodes as outputs, a few, and the last alone: the fewer, the more is fused and reused.
    for outputs in [pool, (0..<4).map { _ in dice.pick(pool) }, [pool[pool.count - 1]]] {
      for type in ElementType.allCases {
        let program = Program(graph: graph, outputs: outputs, inputs: inputs, type: type)
        for _ in 0..<2 {
          let results = tapeOutputs(program, values)
          for (output, result) in zip(outputs, results) where type == .float64 {
            let mismatch = tapeMismatch(result, reference.value(output), tolerance: 1e-9)
            #expect(mismatch == nil, "\(output.node.operation) \(output.shape): \(mismatch ?? "")\n\(program)")
          }
        }
      }
    }
  }
}
