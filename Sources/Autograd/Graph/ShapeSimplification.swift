// Simplification of broadcasts, reshapes, transpositions, slices and pads at construction: one view of a tensor where there were
// two, and nothing where nothing changes. nil: no rule applies.

extension Expression {
  static func simplifiedBroadcast(_ x: Expression, to shape: Shape) -> Expression? {
    if x.count == shape.entries, x.constantValue == nil { return x.reshape(shape) }  // only axes of size 1 are new
    if x.count == 1, x.shape != [] { return x.reshape([]).broadcast(to: shape) }  // one entry: a scalar's broadcast
    if case .broadcast = x.node.operation { return x.operand(0).broadcast(to: shape) }  // broadcast of a broadcast
    if case .reshape = x.node.operation {
      let source = x.operand(0)
      let added = x.rank - source.rank
      // Axes of size 1 in front are what broadcasting adds by itself.
      if added > 0, x.shape.prefix(added).allSatisfy({ $0 == 1 }), Shape(x.shape.suffix(source.rank)) == source.shape {
        return source.broadcast(to: shape)
      }
    }
    return nil
  }

  static func simplifiedReshape(_ x: Expression, _ shape: Shape) -> Expression? {
    switch x.node.operation {
    case .reshape: return x.operand(0).reshape(shape)  // reshape of a reshape
    case .constant: return Expression(.broadcast, [x], shape: shape)  // a constant is always broadcast
    case .broadcast where x.operand(0).shape == []:  // one value throughout
      return shape == [] ? x.operand(0) : x.operand(0).broadcast(to: shape)
    case .unary(.negate), .binary(.multiply):
      let (c, factor) = x.scaled
      return c == 1 || x.count == 1 ? nil : c * factor.reshape(shape)  // constants move outwards
    default: return nil
    }
  }

  static func simplifiedTranspose(_ x: Expression, _ axes: [Int]) -> Expression? {
    if axes == Array(0..<x.rank) { return x }  // nothing moves
    let shape = axes.map { x.shape[$0] }
    let moved = axes.filter { x.shape[$0] != 1 }
    if moved == moved.sorted() { return x.reshape(shape) }  // only axes of size 1 move
    switch x.node.operation {
    case .transpose(let inner): return x.operand(0).transpose(axes.map { inner[$0] })  // transposed twice
    case .broadcast where x.operand(0).shape == []: return x.operand(0).broadcast(to: shape)  // one value throughout
    default: return nil
    }
  }

  static func simplifiedSlice(_ x: Expression, _ starts: [Int], _ steps: [Int], _ shape: Shape) -> Expression? {
    if shape == x.shape { return x }  // everything
    switch x.node.operation {
    case .slice(let first, let stride):  // slice of a slice
      let start = starts.indices.map { first[$0] + stride[$0] * starts[$0] }
      return x.operand(0).slice(starts: start, steps: zip(stride, steps).map { $0 * $1 }, shape: shape)
    case .broadcast where x.operand(0).shape == []: return x.operand(0).broadcast(to: shape)  // one value throughout
    case .concatenate(let axis):  // inside one part
      var offset = 0
      let last = starts[axis] + (shape[axis] - 1) * steps[axis]
      for part in x.operands {
        if shape[axis] > 0, starts[axis] >= offset, last < offset + part.shape[axis] {
          var inside = starts
          inside[axis] -= offset
          return part.slice(starts: inside, steps: steps, shape: shape)
        }
        offset += part.shape[axis]
      }
      return nil
    case .pad(let first, let stride):
      let source = x.operand(0)
      if first == starts, stride == steps, source.shape == shape { return source }  // what was padded
      for i in starts.indices where shape[i] > 0 && source.shape[i] > 0 {  // what lies beside it: zeros
        let end = starts[i] + (shape[i] - 1) * steps[i]
        let sourceEnd = first[i] + (source.shape[i] - 1) * stride[i]
        if end < first[i] || starts[i] > sourceEnd { return x.graph.zeros(shape) }
      }
      return nil
    default: return nil
    }
  }

  static func simplifiedPad(_ x: Expression, _ shape: Shape, _ starts: [Int], _ steps: [Int]) -> Expression? {
    if x.shape == shape { return x }  // nothing around it
    if x.isZero { return x.graph.zeros(shape) }  // zeros in zeros
    if case .pad(let inner, let stride) = x.node.operation {  // pad of a pad
      let start = starts.indices.map { starts[$0] + steps[$0] * inner[$0] }
      return x.operand(0).pad(to: shape, starts: start, steps: zip(stride, steps).map { $0 * $1 })
    }
    return nil
  }

  static func simplifiedGather(_ x: Expression, _ table: [Int], _ shape: Shape) -> Expression? {
    if let scalar = x.filling, !table.isEmpty { return scalar.broadcast(to: shape) }  // one value throughout
    if case .gather(let number) = x.node.operation {  // gather of a gather
      let inner = x.graph.tables[number]
      return x.operand(0).gather(table: table.map { inner[$0] }, shape: shape)
    }
    // Entries in equal steps forward are a slice.
    guard let start = table.first else { return nil }
    let step = table.count > 1 ? table[1] - start : 1
    guard step > 0, table.indices.allSatisfy({ table[$0] == start + $0 * step }) else { return nil }
    return x.flattened.slice(starts: [start], steps: [step], shape: [table.count]).reshape(shape)
  }

  static func simplifiedConcatenation(_ parts: [Expression], _ axis: Int, _ shape: Shape) -> Expression? {
    if parts.count == 1 { return parts[0] }
    var flat: [Expression] = []
    for part in parts where part.shape[axis] > 0 {  // empty parts are dropped
      if case .concatenate(axis) = part.node.operation { flat += part.operands } else { flat.append(part) }  // no nesting
    }
    if flat.isEmpty { return parts[0] }
    if flat.allSatisfy(\.isZero) { return parts[0].graph.zeros(shape) }
    return flat == parts ? nil : concatenate(flat, axis: axis)
  }
}
