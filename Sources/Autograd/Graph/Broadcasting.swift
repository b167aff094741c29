// NumPy's broadcasting: shapes are aligned at their last axes; missing axes and axes of size 1 are repeated.

extension Expression {
  /// The shape that both broadcast to; nil where they do not fit.
  public static func broadcastShape(_ a: Shape, _ b: Shape) -> Shape? {
    let rank = Swift.max(a.count, b.count)
    var shape = Shape(repeating: 1, count: rank)
    for i in 0..<rank {
      let m = i < rank - a.count ? 1 : a[i - rank + a.count]
      let n = i < rank - b.count ? 1 : b[i - rank + b.count]
      guard m == n || m == 1 || n == 1 else { return nil }
      shape[i] = m == 1 ? n : m
    }
    return shape
  }

  /// The tensor repeated to this shape.
  public func broadcast(to shape: Shape) -> Expression {
    if shape == self.shape { return self }
    precondition(Self.broadcastShape(self.shape, shape) == shape, "shape \(self.shape) does not broadcast to \(shape)")
    return Self.simplifiedBroadcast(self, to: shape) ?? Expression(.broadcast, [self], shape: shape)
  }

  /// The adjoint of `broadcast`: sums over the axes along which `shape` was repeated.
  func summed(to shape: Shape) -> Expression {
    if self.shape == shape { return self }
    let missing = rank - shape.count
    let repeated = (0..<rank).filter { $0 < missing || shape[$0 - missing] == 1 && self.shape[$0] != 1 }
    return Self.reduce(.sum, self, axes: repeated).reshape(shape)
  }

  static func commonShape(_ operands: [Expression]) -> Shape {
    operands.dropFirst().reduce(operands[0].shape) { shape, x in
      guard let common = broadcastShape(shape, x.shape) else {
        preconditionFailure("shapes \(shape) and \(x.shape) do not broadcast")
      }
      return common
    }
  }

  /// The scalar that fills this tensor, where it has one entry or is a scalar broadcast.
  var filling: Expression? {
    if shape == [] { return self }
    if case .broadcast = node.operation, operand(0).shape == [] { return operand(0) }
    return count == 1 ? reshape([]) : nil
  }

  /// As an elementwise operand: a scalar where it can be one, else of this shape.
  func fitted(to shape: Shape) -> Expression { filling ?? broadcast(to: shape) }
}
