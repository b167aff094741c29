import Numerics

/// Nesterov's momentum in the form that deep learning uses.
public final class NAG: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "nag", .momentum, "Nesterov's accelerated gradient.",
      rule: "v ← β(v + u), lerp: v ← v + (1 − β)(u − v); u ← u + (1 − dampening)v",
      source: "Nesterov 1983; this form: Sutskever, Martens, Dahl & Hinton, 2013, section 2")
  }
  @Setting("momentum β") var momentum = 0.9
  @Setting("share of the velocity that is left out of the output") var dampening = 0.0
  @Setting("average; false: add up") var lerp = false
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @Buffer var v

  public override var learnsInApply: Bool { true }

  public override func transform(_ u: Block) {
    let β = momentum, share = 1 - dampening
    if lerp {
      u.update(v) { u, v in
        v = v + (1 - β) * (u - v)
        u = u + share * v
      }
    } else {
      u.update(v) { u, v in
        v = β * (v + u)
        u = u + share * v
      }
    }
  }
}
