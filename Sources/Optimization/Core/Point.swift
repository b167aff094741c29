import Numerics

/// A point of parameter space with what is known of the objective there.
///
/// Points are recycled: a trial that a line search accepts becomes the current point by a change of pointer, and its value and
/// gradient are those of the next step.
public final class Point {
  public let x: Vector
  /// ∇f(x) of the problem's own function; valid if `hasGradient`.
  public internal(set) var gradient: Vector
  /// f(x) of the problem's own function, if known.
  @exclusivity(unchecked) public internal(set) var value: Double?
  @exclusivity(unchecked) public internal(set) var hasGradient = false

  /// Given back while it was the best point: free once a better one is found.
  @exclusivity(unchecked) var isParked = false

  /// What a function that stands in for the problem's own (a homotopy, SAM, an approximation) gave here.
  @exclusivity(unchecked) var substitute: Substitute?

  struct Substitute {
    let owner: ObjectIdentifier
    let version: Int
    var value: Double?
    /// Its gradient is `substituteGradient`.
    var hasGradient: Bool
  }
  lazy var substituteGradient = Vector(count: x.count)

  public init(count: Int) {
    x = Vector(count: count)
    gradient = Vector(count: count)
  }

  /// Forgets what is known; to be called when x was changed.
  public func invalidate() {
    value = nil
    hasGradient = false
    if substitute != nil { substitute = nil }
  }

  /// Takes over what is known of the same x.
  func adopt(_ other: Point) {
    value = other.value
    hasGradient = other.hasGradient
    if hasGradient { gradient.assign(other.gradient) }
    substitute = other.substitute
    if substitute?.hasGradient == true { substituteGradient.assign(other.substituteGradient) }
  }
}

extension Vector {
  /// Equal entry by entry as bit patterns.
  public func hasSameBits(as other: Vector) -> Bool {
    guard count == other.count else { return false }
    for i in 0..<count where base[i].bitPattern != other.base[i].bitPattern { return false }
    return true
  }
}
