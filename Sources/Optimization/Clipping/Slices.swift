import Glibc
import Language
import Numerics

/// Over which axes a norm or a mean is taken.
public enum NormAxes: SettingValue {
  /// All axes of each tensor.
  case all
  /// These; negative ones count from the last.
  case axes([Int])
  /// All entries of all tensors.
  case global

  public static var typeName: String { "an integer, a list of integers, \"global\" or none" }

  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> NormAxes {
    if let word = reader.word(syntax) {
      switch word.lowercased() {
      case "none": return .all
      case "global": return .global
      default: throw SettingError("expected \(typeName), found '\(word)'")
      }
    }
    return .axes(try [Int].read(syntax, reader))
  }

  public var text: String {
    switch self {
    case .all: "none"
    case .axes(let axes): axes.count == 1 ? "\(axes[0])" : axes.text
    case .global: "\"global\""
    }
  }
}

/// The slices of one tensor that share a norm: indices of the entries of each are start + offsets, or the whole tensor.
///
/// Axes that the tensor lacks are dropped; with `inverse` the others are taken. A scalar counts as one axis of size 1.
struct Slices {
  let starts: [Int]
  let offsets: [Int]

  /// nil where no axis is left, or the slices are smaller than `minSize`: such a tensor stays as it is.
  init?(_ segment: Segment, _ axes: NormAxes, inverse: Bool, minSize: Int) {
    let shape = segment.shape.isEmpty ? [1] : segment.shape
    var taken = Set<Int>()
    switch axes {
    case .all, .global: taken = Set(shape.indices)
    case .axes(let wanted):
      taken = Set(wanted.map { $0 < 0 ? $0 + shape.count : $0 }.filter { shape.indices.contains($0) })
      if inverse { taken = Set(shape.indices).subtracting(taken) }
    }
    guard !taken.isEmpty, taken.map({ shape[$0] }).reduce(1, *) >= minSize else { return nil }
    if taken.count == shape.count {
      // One slice, and no list of all its entries.
      starts = [segment.offset]
      offsets = []
      return
    }
    var strides = [Int](repeating: 1, count: shape.count)
    for i in stride(from: shape.count - 2, through: 0, by: -1) { strides[i] = strides[i + 1] * shape[i + 1] }
    func positions(_ chosen: [Int]) -> [Int] {
      var result = [0]
      for axis in chosen { result = result.flatMap { base in (0..<shape[axis]).map { base + $0 * strides[axis] } } }
      return result
    }
    offsets = positions(shape.indices.filter { taken.contains($0) })
    starts = positions(shape.indices.filter { !taken.contains($0) }).map { $0 + segment.offset }
  }

  /// The whole tensor is one slice.
  var isWhole: Bool { offsets.isEmpty }
}
