/// A tensor made by combining parts into places of it: reductions, pads, concatenations, scatters and sums of them.
struct Combination: Hashable {
  enum Place: Hashable {
    case layout(Layout)
    case table(Int)
  }

  /// What is computed from a part's operands and combined: the operand itself, a·b, or a·b + c.
  enum Term: Int, Hashable {
    case operand = 1, product, multiplyAdd
  }

  struct Part: Hashable {
    var place: Place
    var count: Int
    var term = Term.operand

    /// The entries that the part fills, where it is contiguous and every entry goes to its own.
    var range: Range<Int>? {
      guard case .layout(let layout) = place, layout.isContiguous else { return nil }
      return layout.offset..<(layout.offset + count)
    }

    /// Whether all of the part goes to one entry.
    var isTotal: Bool {
      guard case .layout(let layout) = place else { return false }
      return layout.isUniform && count > 1
    }
  }

  let reduction: Reduction
  private(set) var parts: [Part]
  /// Whether it is a pad or scatter, which sums absorb.
  let isSpread: Bool
  /// Whether parts are contiguous and do not overlap, so that they can be computed in place.
  let isDisjoint: Bool
  /// Whether each entry is written once at most, so that parts are stored instead of added.
  let storesParts: Bool
  /// Where each part's operands begin, and one more.
  private(set) var operandStarts: [Int]

  /// A partition's parts do not overlap and leave nothing out, wherever their entries lie.
  init(reduction: Reduction, parts: [Part], isSpread: Bool = false, isPartition: Bool = false) {
    self.reduction = reduction
    self.parts = parts
    self.isSpread = isSpread
    isDisjoint = reduction == .sum && Self.areDisjoint(parts)
    var isOnePad = false
    if parts.count == 1, isSpread, case .layout = parts[0].place { isOnePad = true }
    storesParts = isDisjoint || isPartition || isOnePad
    operandStarts = Array(0...parts.count)
  }

  private static func areDisjoint(_ parts: [Part]) -> Bool {
    let ranges = parts.compactMap(\.range).sorted { $0.lowerBound < $1.lowerBound }
    return ranges.count == parts.count && zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }

  /// Gives parts other terms, in order.
  mutating func setTerms(_ terms: [Term]) {
    for (i, term) in terms.enumerated() {
      parts[i].term = term
      operandStarts[i + 1] = operandStarts[i] + term.rawValue
    }
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
