import Numerics

/// Quasi-Newton methods with a full matrix: n² numbers and n² operations a step, n³ where B is solved with.
open class DenseQuasiNewton: QuasiNewton {
  /// The formula keeps a symmetric matrix symmetric.
  open class var isSymmetric: Bool { true }

  /// H ← formula(H, s, y)
  open func updateInverse(_ block: DenseBlock) {}
  /// B ← formula(B, s, y)
  open func updateDirect(_ block: DenseBlock) {}

  override func makeBlock(offset: Int, count: Int) -> CurvatureBlock {
    DenseBlock(offset: offset, count: count, isSymmetric: type(of: self).isSymmetric)
  }

  override func learn(_ block: CurvatureBlock) {
    guard let block = block as? DenseBlock else { return }
    if isInverse { updateInverse(block) } else { updateDirect(block) }
  }

  override func checkSize(_ count: Int) throws {
    guard count > 32_768 else { return }
    let size = Double(count) * Double(count) * 8 / 1e9
    throw RequirementError(
      message: "'\(name)' keeps a matrix of \(count) × \(count) numbers, \(Int(size)) GB; lbfgs needs no matrix")
  }
}

/// Methods with a setting for which form they keep; most know only one.
open class TwoFormQuasiNewton: DenseQuasiNewton {
  @Setting("keep H, an inverse Hessian; false: B, a Hessian, solved with at each step") var inverse = true

  /// Which values of `inverse` there is a formula for.
  open class var forms: [Bool] { [true] }

  public override var isInverse: Bool { inverse }

  open override func validate() throws(SettingError) {
    try super.validate()
    try checkForm(inverse, among: type(of: self).forms)
  }

  // MARK: pieces of formulas

  /// M ← M + (target − M argument) cᵀ/⟨c, argument⟩, which makes M argument = target.
  final func correct(_ block: DenseBlock, _ argument: Vector, target: Vector, along c: Vector) {
    let residual = block.a
    block.product(argument, into: residual)
    residual.update(reading: target) { r, target in r = target - r }
    block.willChange()
    block.matrix.rank1Update(alpha: 1 / guarded(c.dot(argument)), residual, c)
  }
}

/// The setting `inverse` where a method has not both forms.
func checkForm(_ inverse: Bool, among forms: [Bool]) throws(SettingError) {
  if forms.contains(inverse) { return }
  throw SettingError("inverse=\(inverse): there is no such form of the formula", hint: "leave inverse at \(!inverse)")
}
