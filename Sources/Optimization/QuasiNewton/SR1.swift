import Numerics

/// The symmetric rank-one formula.
public final class SR1: TwoFormQuasiNewton {
  public override class var declaration: Declaration {
    Declaration(
      "sr1", .quasiNewton, "Multiplies the update by an inverse Hessian learned by the symmetric rank-one formula.",
      rule: """
        z = s − H y; no change where |⟨z, y⟩| ≤ tol·‖y‖‖z‖
        H ← H + z zᵀ/⟨z, y⟩          u ← H u
        inverse=false: the same for B with s and y exchanged          u ← B⁻¹ u
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, equations 6.24 to 6.26; Conn, Gould & Toint 1991")
  }
  public override class var settingOrder: [String] { sharedOrder + ["inverse", "inner"] }
  public override class var forms: [Bool] { [true, false] }

  @Setting("shorten the second step too") var scaleSecond = false

  public override var shortensSecondStep: Bool { scaleSecond }

  public override func updateInverse(_ block: DenseBlock) { correct(block, target: block.s, argument: block.y) }
  public override func updateDirect(_ block: DenseBlock) { correct(block, target: block.y, argument: block.s) }

  /// M ← M + z zᵀ/⟨z, argument⟩ with z = target − M argument.
  private func correct(_ block: DenseBlock, target: Vector, argument: Vector) {
    let z = block.a
    block.product(argument, into: z)
    z.update(reading: target) { z, target in z = target - z }
    let denominator = z.dot(argument)
    if abs(denominator) <= tol * argument.norm2 * z.norm2 { return }
    block.willChange()
    block.matrix.symmetricRank1Update(alpha: 1 / guarded(denominator), z)
  }
}
