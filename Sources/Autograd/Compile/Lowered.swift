import Numerics

/// What a value of a program is, once shapes have become entry counts and strides. Values are flat, row-major.
enum Lowered: Hashable {
  case input(Int)
  /// A number, by its bits.
  case constant(UInt64)
  case data(Int)
  /// Consecutive entries of the operand from `offset` on.
  case view(offset: Int)
  /// Entries of the operand at strides.
  case load(Layout)
  /// Entries of the operand by a table of the graph.
  case gather(table: Int)
  /// An elementwise instruction; operands have as many entries as the value, or one.
  case element(Opcode)
  case combine(Combination)
  case product(MatrixProduct)
  case factor(Factorization)
  /// Operands: factors, right-hand side.
  case substitute(Substitution)
}

struct Value: Hashable {
  var operation: Lowered
  var operands: [Int]
  var count: Int
}

/// Addresses of entries of a strided tensor, axes merged as far as they go; rank 0 for a single entry.
struct Layout: Hashable {
  private(set) var offset: Int
  private(set) var sizes: [Int] = []
  private(set) var strides: [Int] = []

  init(offset: Int = 0, sizes: [Int], strides: [Int]) {
    self.offset = offset
    for (size, stride) in zip(sizes, strides) where size != 1 {
      if let last = self.strides.last, last == stride * size {
        self.sizes[self.sizes.count - 1] *= size
        self.strides[self.strides.count - 1] = stride
      } else {
        self.sizes.append(size)
        self.strides.append(stride)
      }
    }
  }

  /// Row-major entries of a tensor of this shape.
  init(contiguous shape: Shape) { self.init(sizes: shape, strides: Layout.strides(of: shape)) }

  static func strides(of shape: Shape) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in stride(from: shape.count - 2, through: 0, by: -1) { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    return strides
  }

  var isContiguous: Bool { sizes.isEmpty || strides == [1] }
  /// One address for all entries.
  var isUniform: Bool { strides.allSatisfy { $0 == 0 } }

  func shifted(by distance: Int) -> Layout {
    var layout = self
    layout.offset += distance
    return layout
  }

  /// For `StridedLayout`; the offset is not in it.
  var words: [Int] { sizes.isEmpty ? [1, 1, 1] : [sizes.count] + sizes + strides }
}
