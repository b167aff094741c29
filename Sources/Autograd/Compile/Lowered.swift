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

/// A tensor made by combining parts into places of it: reductions, pads, concatenations, scatters and sums of them.
struct Combination: Hashable {
  enum Place: Hashable {
    case layout(Layout)
    case table(Int)
  }

  struct Part: Hashable {
    var place: Place
    var count: Int
    /// Two operands, multiplied, instead of one.
    var isProduct = false

    /// The entries that the part fills, where it is contiguous and every entry goes to its own.
    var range: Range<Int>? {
      guard case .layout(let layout) = place, layout.isContiguous else { return nil }
      return layout.offset..<(layout.offset + count)
    }

    var isTotal: Bool {
      guard case .layout(let layout) = place else { return false }
      return layout.isUniform && count > 1
    }
  }

  var reduction: Reduction
  var parts: [Part]
  /// Whether it is a pad or scatter, which sums absorb.
  var isSpread = false
  /// Whether parts do not overlap and leave nothing out, wherever their entries lie.
  var isPartition = false

  /// Where each part's operands begin, and one more.
  var operandStarts: [Int] { parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1.isProduct ? 2 : 1)) } }

  /// Whether parts are contiguous and do not overlap, so that they can be computed in place.
  var isDisjoint: Bool {
    guard reduction == .sum else { return false }
    let ranges = parts.map(\.range)
    guard ranges.allSatisfy({ $0 != nil }) else { return false }
    let sorted = ranges.compactMap { $0 }.sorted { $0.lowerBound < $1.lowerBound }
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }

  /// Whether each entry is written once at most, so that parts are stored instead of added.
  var storesParts: Bool {
    if case .layout? = parts.first?.place, parts.count == 1, isSpread { return true }
    return isPartition || isDisjoint
  }

  /// What the entries are before anything is combined; nil where parts write all `count` of them.
  func initial(_ count: Int) -> Double? {
    if storesParts, parts.reduce(0, { $0 + $1.count }) == count { return nil }
    switch reduction {
    case .sum: return 0
    case .maximum: return -.infinity
    case .minimum: return .infinity
    }
  }
}
