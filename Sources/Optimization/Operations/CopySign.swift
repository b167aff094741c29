import Numerics

/// |a| with the sign bit of b.
@inline(__always)
func copySign(_ a: Lanes, from b: Lanes) -> Lanes {
  let magnitude = SIMD8<UInt64>(repeating: 0x7fff_ffff_ffff_ffff)
  let bits = (unsafeBitCast(a, to: SIMD8<UInt64>.self) & magnitude) | (unsafeBitCast(b, to: SIMD8<UInt64>.self) & ~magnitude)
  return unsafeBitCast(bits, to: Lanes.self)
}

/// |u| with the sign of other
public final class CopySign: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration(
      "copysign", .operations, "The update's magnitudes with the signs of a chain's output.",
      rule: "u ← |u| with the sign bit of other")
  }
  @Setting("chain that gives the signs", required: true) var other = Chain([])
  override var operand: Operand { .chain(other) }
  public override func transform(_ u: Block) { u.combine(value) { u, o in copySign(u, from: o) } }
}

/// |other| with the sign of u
public class ReverseCopySign: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration(
      "rcopysign", .operations, "The magnitudes of a chain's output with the update's signs.",
      rule: "u ← |other| with the sign bit of u")
  }
  @Setting("chain that gives the magnitudes", required: true) var other = Chain([])
  override var operand: Operand { .chain(other) }
  public override func transform(_ u: Block) { u.combine(value) { u, o in copySign(o, from: u) } }
}

/// The second name of `rcopysign`.
public final class CopyMagnitude: ReverseCopySign {
  public override class var declaration: Declaration {
    Declaration(
      "copymagnitude", .operations, "The magnitudes of a chain's output with the update's signs (rcopysign).",
      rule: "u ← |other| with the sign bit of u")
  }
}
