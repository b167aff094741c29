// The same entries in another shape or order, and tensors put together.

extension Expression {
  /// The same entries, row-major; one size may be −1: what remains.
  public func reshape(_ shape: Shape) -> Expression {
    var shape = shape
    if let free = shape.firstIndex(of: -1) {
      let known = shape.enumerated().filter { $0.offset != free }.reduce(1) { $0 * $1.element }
      shape[free] = known == 0 ? 0 : count / known
    }
    if shape == self.shape { return self }
    precondition(shape.entries == count, "shape \(self.shape) cannot become \(shape)")
    return Self.simplifiedReshape(self, shape) ?? Expression(.reshape, [self], shape: shape)
  }

  /// All entries as a vector.
  public var flattened: Expression { reshape([count]) }

  /// Axes of size 1 inserted before this one (−1: at the end).
  public func expandDims(_ axis: Int) -> Expression {
    let place = axis < 0 ? axis + rank + 1 : axis
    return reshape(Array(shape[..<place]) + [1] + Array(shape[place...]))
  }

  /// Axis i of the result is axis `axes[i]` of this; without axes, their order is reversed.
  public func transpose(_ axes: [Int]? = nil) -> Expression {
    let axes = axes.map { $0.map { normalized(axis: $0) } } ?? Array((0..<rank).reversed())
    precondition(axes.sorted() == Array(0..<rank), "\(axes) is no permutation of the axes of shape \(shape)")
    return Self.simplifiedTranspose(self, axes)
      ?? Expression(.transpose(axes: axes), [self], shape: axes.map { shape[$0] })
  }

  /// The adjoint of `slice`: this written into zeros of the shape.
  func pad(to shape: Shape, starts: [Int], steps: [Int]) -> Expression {
    let steps = Self.canonical(steps, self.shape)
    return Self.simplifiedPad(self, shape, starts, steps)
      ?? Expression(.pad(starts: starts, steps: steps), [self], shape: shape)
  }

  /// result.flat[i] = flat[table[i]]
  func gather(table: [Int], shape: Shape) -> Expression {
    Self.simplifiedGather(self, table, shape)
      ?? Expression(.gather(table: graph.number(ofTable: table)), [self], shape: shape)
  }

  /// The adjoint of `gather`: result.flat[table[i]] += flat[i], from zeros.
  func scatterAdd(table: [Int], shape: Shape) -> Expression {
    if isZero { return graph.zeros(shape) }
    return Expression(.scatterAdd(table: graph.number(ofTable: table)), [self], shape: shape)
  }

  /// Entries `indices` along an axis, in that order, with repetition (NumPy's `take`).
  public func gather(_ indices: [Int], axis: Int = 0) -> Expression {
    let axis = normalized(axis: axis)
    let size = shape[axis]
    precondition(indices.allSatisfy { (0..<size).contains($0) }, "an index is outside 0..<\(size)")
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    var table: [Int] = []
    table.reserveCapacity(outer * indices.count * inner)
    for i in 0..<outer {
      for index in indices {
        let start = (i * size + index) * inner
        table.append(contentsOf: start..<(start + inner))
      }
    }
    var result = shape
    result[axis] = indices.count
    return gather(table: table, shape: result)
  }
}

/// Joined along an axis; the other axes agree.
public func concatenate(_ parts: [Expression], axis: Int = 0) -> Expression {
  precondition(!parts.isEmpty, "nothing to concatenate")
  let axis = parts[0].normalized(axis: axis)
  var shape = parts[0].shape
  for part in parts.dropFirst() {
    var expected = shape
    precondition(part.rank == shape.count, "shapes \(shape) and \(part.shape) cannot be concatenated")
    expected[axis] = part.shape[axis]
    precondition(part.shape == expected, "shapes \(shape) and \(part.shape) cannot be concatenated along axis \(axis)")
    shape[axis] += part.shape[axis]
  }
  return Expression.simplifiedConcatenation(parts, axis, shape)
    ?? Expression(.concatenate(axis: axis), parts, shape: shape)
}

/// Joined along a new axis; the shapes agree.
public func stack(_ parts: [Expression], axis: Int = 0) -> Expression {
  precondition(!parts.isEmpty, "nothing to stack")
  let axis = axis < 0 ? axis + parts[0].rank + 1 : axis
  return concatenate(parts.map { $0.expandDims(axis) }, axis: axis)
}
