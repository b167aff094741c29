/// The distributions that estimators and perturbations draw vectors from.
///
/// Without a variance each is in its plain form; with a variance v every entry has mean 0 and variance v.
///
/// | | plain | with variance v |
/// |---|---|---|
/// | normal, gaussian | N(0, 1) | N(0, v) |
/// | uniform | U(−1, 1) | U(−√(3v), √(3v)) |
/// | rademacher | ±1 | ±√v |
/// | sphere | uniform on the unit sphere, all entries together | radius √(n·v), n the number of entries |
public enum Distribution: String, CaseIterable, Sendable {
  case normal
  /// The same as `normal`, under its other name.
  case gaussian
  case uniform
  case rademacher
  case sphere
}

extension RandomSource {
  /// vector ← a draw from the distribution; see `Distribution` for the meaning of the variance.
  public mutating func fill(_ vector: Vector, _ distribution: Distribution, variance: Double? = nil) {
    fill(vector.base, count: vector.count, distribution, variance: variance)
  }

  /// The same on `count` entries, such as a segment of a parameter vector.
  public mutating func fill(
    _ entries: UnsafeMutablePointer<Double>, count: Int, _ distribution: Distribution, variance: Double? = nil
  ) {
    // A local copy stays in registers through the loop; the entries might, for all the compiler knows, overlap self.
    var source = self
    defer { self = source }
    switch distribution {
    case .normal, .gaussian:
      let deviation = (variance ?? 1).squareRoot()
      for i in 0..<count { entries[i] = deviation * source.normal() }
    case .uniform:
      let width = variance.map { (3 * $0).squareRoot() } ?? 1
      for i in 0..<count { entries[i] = width * (2 * source.uniform() - 1) }
    case .rademacher:
      let size = (variance ?? 1).squareRoot()
      for i in 0..<count { entries[i] = size * source.rademacher() }
    case .sphere:
      let radius = variance.map { ($0 * Double(count)).squareRoot() } ?? 1
      source.fillSphere(entries, count, radius)
    }
  }

  /// A normal vector has no preferred direction; divided by its norm it is uniform on the sphere (G. Marsaglia, Ann. Math. Stat.
  /// 43, 1972).
  private mutating func fillSphere(_ entries: UnsafeMutablePointer<Double>, _ count: Int, _ radius: Double) {
    if count == 0 { return }
    var square = 0.0
    while square == 0 {
      for i in 0..<count {
        let value = normal()
        entries[i] = value
        square += value * value
      }
    }
    let factor = radius / square.squareRoot()
    for i in 0..<count { entries[i] *= factor }
  }
}
