// Entries and slices.

extension Expression {
  /// The entry or sub-tensor at these indices of the leading axes: `x[3]` of a vector and `a[1, 2]` of a matrix are scalars,
  /// `a[1]` of a matrix is its row.
  public subscript(indices: Int...) -> Expression {
    precondition(indices.count <= rank, "\(indices.count) indices for a tensor of shape \(shape)")
    let rest = Array(shape[indices.count...])
    let starts = indices + [Int](repeating: 0, count: rest.count)
    return slice(starts: starts, shape: indices.map { _ in 1 } + rest).reshape(rest)
  }

  /// Entries of the first axis: `x[1..<n]`, `x[1...]`, `x[..<n]`.
  public subscript(range: some RangeExpression<Int>) -> Expression { slice(range) }

  /// Entries of one axis, each `step`th of the range.
  public func slice(_ range: some RangeExpression<Int>, step: Int = 1, axis: Int = 0) -> Expression {
    let axis = normalized(axis: axis)
    let bounds = range.relative(to: 0..<shape[axis])
    var (starts, steps, sizes) = ([Int](repeating: 0, count: rank), [Int](repeating: 1, count: rank), shape)
    starts[axis] = bounds.lowerBound
    steps[axis] = step
    sizes[axis] = (bounds.count + step - 1) / Swift.max(step, 1)
    return slice(starts: starts, steps: steps, shape: sizes)
  }

  /// Entries start, start + step, … along each axis, as many as the shape says; steps are positive.
  public func slice(starts: [Int], steps: [Int]? = nil, shape: Shape) -> Expression {
    let steps = Self.canonical(steps ?? [Int](repeating: 1, count: rank), shape)
    precondition(starts.count == rank && steps.count == rank && shape.count == rank, "a slice has one start and step an axis")
    for i in 0..<rank {
      let last = starts[i] + Swift.max(shape[i] - 1, 0) * steps[i]
      precondition(
        starts[i] >= 0 && shape[i] >= 0 && steps[i] > 0 && last < Swift.max(self.shape[i], 1) && shape[i] <= self.shape[i],
        "a slice from \(starts) by \(steps) of shape \(shape) is outside shape \(self.shape)")
    }
    return Self.simplifiedSlice(self, starts, steps, shape)
      ?? Expression(.slice(starts: starts, steps: steps), [self], shape: shape)
  }

  /// The step along an axis with one entry does not matter: 1.
  static func canonical(_ steps: [Int], _ shape: Shape) -> [Int] { zip(steps, shape).map { $1 <= 1 ? 1 : $0 } }

  /// Of the matrices in the last two axes.
  public func diagonal() -> Expression {
    precondition(rank >= 2, "the diagonal of a tensor of shape \(shape)")
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let batch = Array(shape.dropLast(2))
    let flat = reshape(batch + [rows * columns])
    let starts = [Int](repeating: 0, count: rank - 1)
    let steps = batch.map { _ in 1 } + [columns + 1]
    return flat.slice(starts: starts, steps: steps, shape: batch + [Swift.min(rows, columns)])
  }

  /// Of the matrices in the last two axes.
  public func trace() -> Expression { diagonal().sum(axes: [-1]) }
}
