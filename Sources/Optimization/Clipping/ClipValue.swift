import Numerics

/// Entries moved into −value … value
public final class ClipValue: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("clipvalue", .clipping, "Bounds the magnitude of every entry.", rule: "u ← min(max(u, −value), value)")
  }
  @Setting("bound", in: .nonnegative, required: true) var value = 1.0
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }

  public override func transform(_ u: Block) {
    let bound = value
    u.update { u in u = Numerics.clip(u, -bound, bound) }
  }
}
