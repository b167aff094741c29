import Language

/// Coordinates through which a problem is seen. f is the same function of the point; what changes are the numbers by which the
/// point is named, so that one sees which methods depend on them.
///
/// They act in this order, from the problem's own x to the y that a method sees:
/// - `scale`: y[i] = x[i]/d[i], d spread evenly in the logarithm from 1/√c to √c, in random order over all entries;
/// - `rotate`: a random orthogonal map of each tensor, along each of its axes (see `Rotation`): Q x, and for a matrix Q₁ X Q₂ᵀ;
/// - `permute`: the entries of each tensor in random order, along each of its axes: of a matrix, rows and columns;
/// - `shift`: y = x + s, s in a random direction over all entries.
///
/// Along each axis, and not over all entries of a matrix at once: the tensors stay tensors, and what orthogonalising and
/// Kronecker methods are invariant to can be seen. Each lens draws from a stream of its own of the seed: adding one leaves the
/// others as they are.
public struct Lenses: Hashable, Sendable {
  /// The ratio of the largest to the smallest unit, at least 1.
  public var scale: Double?
  public var rotate = false
  public var permute = false
  /// The distance by which everything is moved.
  public var shift: Double?

  private static let longestShift = 1e12

  public init() {}

  public var isEmpty: Bool { words.isEmpty }

  /// The lenses as a request writes them, in the order in which they act.
  var words: [String] {
    var words: [String] = []
    if let scale { words.append("scale=\(canonicalText(of: scale))") }
    if rotate { words.append("rotate") }
    if permute { words.append("permute") }
    if let shift { words.append("shift=\(canonicalText(of: shift))") }
    return words
  }

  /// - Throws: `ProblemError` about a number that is none.
  func check() throws(ProblemError) {
    if let scale, !(scale >= 1 && scale < .infinity) {
      throw ProblemError(
        .invalid, "the units cannot differ by a factor of \(canonicalText(of: scale))", hint: "it is finite and at least 1: --scale 1000")
    }
    // Of x + s − s nothing would be left of an x about 1 that is shifted further.
    if let shift, !(shift >= 0 && shift <= Lenses.longestShift) {
      throw ProblemError(
        .invalid, "the problem cannot be shifted by \(canonicalText(of: shift))",
        hint: "it is a distance from 0 to \(canonicalText(of: Lenses.longestShift)): --shift 10")
    }
  }
}
