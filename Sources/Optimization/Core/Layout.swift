/// One tensor of the parameters: where it lies in the parameter vector, and its shape.
public struct Segment: Hashable, Sendable {
  public let name: String
  /// Sizes along the axes, row-major; `[]` is a scalar.
  public let shape: [Int]
  public let offset: Int
  public let count: Int

  public var axes: Int { shape.count }
}

/// The tensors of one parameter vector, in order, without gaps.
///
/// Parameters, gradients, updates and module states share a layout: an elementwise rule is one pass over the vector whatever
/// the number of tensors, a rule per tensor walks the segments, and a projection is another layout of the same memory.
public struct Layout: Hashable, Sendable {
  public let segments: [Segment]
  /// The number of entries of all tensors.
  public let count: Int

  public init(_ tensors: [(name: String, shape: [Int])]) {
    var offset = 0
    var segments: [Segment] = []
    for tensor in tensors {
      let count = tensor.shape.reduce(1, *)
      segments.append(Segment(name: tensor.name, shape: tensor.shape, offset: offset, count: count))
      offset += count
    }
    self.segments = segments
    count = offset
  }

  /// One tensor `x` of n entries.
  public static func vector(_ n: Int, name: String = "x") -> Layout { Layout([(name, [n])]) }

  /// All tensors as one vector.
  public var joined: Layout { .vector(count) }

  /// Every entry a tensor of its own, without axes.
  public var scalars: Layout {
    Layout(segments.flatMap { segment in (0..<segment.count).map { ("\(segment.name)[\($0)]", []) } })
  }

  /// These tensors alone, packed.
  public func restricted(to indices: [Int]) -> Layout {
    Layout(indices.map { (segments[$0].name, segments[$0].shape) })
  }
}
