import Numerics

/// A block with a diagonal matrix, a vector of its entries.
public final class DiagonalBlock: CurvatureBlock {
  /// The diagonal of H or B.
  public let entries: Vector
  /// At use, entries not strictly between these count as 1.
  var trusted: (lower: Double, upper: Double)?
  private var kept: Vector?

  override init(offset: Int, count: Int) {
    entries = Vector(count: count)
    super.init(offset: offset, count: count)
  }

  override var storages: [Vector] { [entries] }

  override func setIdentity(_ factor: Double) { entries.fill(factor) }
  override func scale(by factor: Double) { entries.scale(by: factor) }
  override func keep() {
    let copy = kept ?? Vector(count: count)
    copy.assign(entries)
    kept = copy
  }
  override func blend(_ b: Double) {
    if let kept { entries.update(reading: kept) { entry, kept in entry = b * kept + (1 - b) * entry } }
  }

  /// The entry as it is used.
  @inline(__always) private func entry(_ i: Int) -> Double {
    let entry = entries[i]
    guard let trusted else { return entry }
    return entry > trusted.lower && entry < trusted.upper ? entry : 1
  }

  override func multiply(_ v: UnsafeMutablePointer<Double>) -> Bool {
    for i in 0..<count { v[i] *= entry(i) }
    return true
  }
  override func divide(_ v: UnsafeMutablePointer<Double>) -> Bool {
    for i in 0..<count { v[i] /= entry(i) }
    return true
  }
  override func divide(_ v: UnsafeMutablePointer<Double>, shift: Double, _ d: UnsafePointer<Double>?) -> Bool {
    for i in 0..<count { v[i] /= entry(i) + shift * (d.map { $0[i] } ?? 1) }
    return true
  }
  override func multiplyInverse(
    _ v: UnsafeMutablePointer<Double>, shift: Double, _ d: UnsafePointer<Double>?
  ) -> Bool {
    for i in 0..<count { v[i] *= entry(i) / (1 + shift * (d.map { $0[i] } ?? 1) * entry(i)) }
    return true
  }
  override func diagonal(into out: UnsafeMutablePointer<Double>) -> Bool {
    for i in 0..<count { out[i] = entry(i) }
    return true
  }
  override func inverseDiagonal(into out: UnsafeMutablePointer<Double>) -> Bool {
    for i in 0..<count { out[i] = 1 / entry(i) }
    return true
  }
}

/// Quasi-Newton methods with a diagonal matrix.
open class DiagonalQuasiNewton: QuasiNewton {
  public override var isInverse: Bool { false }

  /// The diagonal ← formula(diagonal, s, y)
  open func update(_ block: DiagonalBlock) {}

  /// At use, entries not strictly between these count as 1.
  var trustedEntries: (lower: Double, upper: Double)? { nil }

  override func makeBlock(offset: Int, count: Int) -> CurvatureBlock {
    let block = DiagonalBlock(offset: offset, count: count)
    block.trusted = trustedEntries
    return block
  }

  override func learn(_ block: CurvatureBlock) {
    if let block = block as? DiagonalBlock { update(block) }
  }
}

/// Diagonal methods with a setting for which form they keep.
open class TwoFormDiagonalQuasiNewton: DiagonalQuasiNewton {
  @Setting("keep the diagonal of H, an inverse Hessian; false: of B, a Hessian") var inverse = true

  /// Which values of `inverse` there is a formula for.
  open class var forms: [Bool] { [true] }

  public override var isInverse: Bool { inverse }

  open override func validate() throws(SettingError) {
    try super.validate()
    try checkForm(inverse, among: type(of: self).forms)
  }
}
