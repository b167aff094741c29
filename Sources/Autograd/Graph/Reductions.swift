// Reductions over axes (negative: counted from the end), or over all of them.

extension Expression {
  public func sum(axes: [Int]? = nil, keepDims: Bool = false) -> Expression { reduced(.sum, axes, keepDims) }

  public func mean(axes: [Int]? = nil, keepDims: Bool = false) -> Expression {
    let total = sum(axes: axes, keepDims: keepDims)
    return (Double(total.count) / Double(count)) * total
  }

  /// The product of the entries, by halves; its derivatives are right where entries are 0, too.
  public func prod(axes: [Int]? = nil, keepDims: Bool = false) -> Expression {
    let axes = normalized(axes)
    let kept = droppingAxes(axes)
    let order = shape.indices.filter { !axes.contains($0) } + axes
    var factors = transpose(order).reshape(kept + [axes.reduce(1) { $0 * shape[$1] }])
    var product = graph.full(1, shape: kept + [1])
    while let n = factors.shape.last, n > 0 {
      if n % 2 == 1 { product *= factors.slice((n - 1)..<n, axis: -1) }
      factors = factors.slice(..<(n / 2), axis: -1) * factors.slice((n / 2)..<(n - n % 2), axis: -1)
    }
    return product.reshape(keepDims ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] } : kept)
  }

  /// Sums of the first 1, 2, … entries along an axis, in log₂ n passes (Hillis & Steele, CACM 29(12), 1986).
  public func cumsum(axis: Int = 0) -> Expression {
    let axis = normalized(axis: axis)
    let n = shape[axis]
    var (sums, distance) = (self, 1)
    while distance < n {
      var starts = [Int](repeating: 0, count: rank)
      starts[axis] = distance
      let shifted = sums.slice(..<(n - distance), axis: axis).pad(to: shape, starts: starts, steps: shape.map { _ in 1 })
      (sums, distance) = (sums + shifted, 2 * distance)
    }
    return sums
  }

  /// The largest entry; where several are largest, they share the derivative evenly.
  public func max(axes: [Int]? = nil, keepDims: Bool = false) -> Expression { reduced(.maximum, axes, keepDims) }

  /// The smallest entry; where several are smallest, they share the derivative evenly.
  public func min(axes: [Int]? = nil, keepDims: Bool = false) -> Expression { reduced(.minimum, axes, keepDims) }

  /// log Σ exp x, computed from the largest entry, so that it does not overflow.
  public func logsumexp(axes: [Int]? = nil, keepDims: Bool = false) -> Expression {
    let largest = max(axes: axes, keepDims: true).detach()
    // An infinite maximum would give ∞ − ∞.
    let shift = select(abs(largest) .< Double.infinity, largest, 0)
    let total = log(exp(self - shift).sum(axes: axes, keepDims: true)) + shift
    return keepDims ? total : total.reshape(droppingAxes(normalized(axes)))
  }

  private func reduced(_ kind: Reduction, _ axes: [Int]?, _ keepDims: Bool) -> Expression {
    let axes = normalized(axes)
    let result = Self.reduce(kind, self, axes: axes)
    return keepDims ? result.reshape(shape.indices.map { axes.contains($0) ? 1 : shape[$0] }) : result
  }

  /// Over these axes, ascending and in range.
  static func reduce(_ kind: Reduction, _ x: Expression, axes: [Int]) -> Expression {
    let shape = x.droppingAxes(axes)
    precondition(kind == .sum || x.count > 0 || shape.entries == 0, "the \(kind) of no entries")
    return simplifiedReduction(kind, x, axes, shape) ?? Expression(.reduce(kind, axes: axes), [x], shape: shape)
  }

  func droppingAxes(_ axes: [Int]) -> Shape { shape.indices.filter { !axes.contains($0) }.map { shape[$0] } }

  /// Ascending, from 0; all axes for nil.
  func normalized(_ axes: [Int]?) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    let sorted = axes.map { normalized(axis: $0) }.sorted()
    precondition(Set(sorted).count == sorted.count, "an axis is given twice: \(axes)")
    return sorted
  }

  func normalized(axis: Int) -> Int {
    precondition((-rank..<rank).contains(axis), "no axis \(axis) in a tensor of shape \(shape)")
    return axis < 0 ? axis + rank : axis
  }
}
