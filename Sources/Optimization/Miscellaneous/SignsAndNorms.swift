import Numerics

/// |u| with the signs of g
public final class GradSign: Module {
  public override class var declaration: Declaration {
    Declaration("gradsign", .miscellaneous, "The update's magnitudes with the gradient's signs.", rule: "u ← |u| with the sign bit of g")
  }
  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    try objective.currentUpdate().update(reading: g) { u, g in u = copySign(u, from: g) }
  }
}

/// |g| with the signs of u
public final class UpdateSign: Module {
  public override class var declaration: Declaration {
    Declaration("updatesign", .miscellaneous, "The gradient's magnitudes with the update's signs.", rule: "u ← |g| with the sign bit of u")
  }
  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    try objective.currentUpdate().update(reading: g) { u, g in u = copySign(g, from: u) }
  }
}

/// u with the norm of g
public final class GraftToGrad: Module {
  public override class var declaration: Declaration {
    Declaration("grafttograd", .miscellaneous, "The update with the gradient's norm.", rule: "u ← u·ν(g)/max(ν(u), eps)")
  }
  @Setting("one norm for each tensor; false: one for all") var tensorwise = false
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    Grafting(order: ord, tensorwise: tensorwise, eps: eps).graft(try objective.currentUpdate(), g, objective.layout)
  }
}

/// g with the norm of u
public final class GraftGradToUpdate: Module {
  public override class var declaration: Declaration {
    Declaration("graftgradtoupdate", .miscellaneous, "The gradient with the update's norm.", rule: "u ← g·ν(u)/max(ν(g), eps)")
  }
  @Setting("one norm for each tensor; false: one for all") var tensorwise = false
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  @Buffer var direction
  public override func apply(_ objective: Objective) throws {
    direction.assign(try objective.gradient())
    let u = try objective.currentUpdate()
    Grafting(order: ord, tensorwise: tensorwise, eps: eps).graft(direction, u, objective.layout)
    objective.setUpdate(direction)
  }
}

/// u with the norm of x
public final class GraftToParams: Module {
  public override class var declaration: Declaration {
    Declaration(
      "grafttoparams", .miscellaneous, "The update with the parameters' norm, at least eps.", rule: "u ← u·max(ν(x), eps)/ν(u), 0 for u = 0")
  }
  @Setting("one norm for each tensor; false: one for all") var tensorwise = false
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("least norm of the result", in: .nonnegative) var eps = 1e-4

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), x = objective.x
    func factor(_ u: Double, _ x: Double) -> Double { u == 0 ? 0 : max(x, eps) / u }
    guard tensorwise else { return u.scale(by: factor(ord(u), ord(x))) }
    for segment in objective.layout.segments {
      let scale = factor(ord(u, segment), ord(x, segment))
      for i in segment.offset..<(segment.offset + segment.count) { u[i] *= scale }
    }
  }
}

/// u relative to the parameters' size
public final class Relative: Module {
  public override class var declaration: Declaration {
    Declaration("relative", .miscellaneous, "The update relative to the size of each parameter.", rule: "u ← u·max(|x|, min_value)")
  }
  @Setting("least factor", in: .nonnegative) var minValue = 1e-4
  public override func apply(_ objective: Objective) throws {
    let least = minValue
    try objective.currentUpdate().update(reading: objective.x) { u, x in u *= max(abs(x), least) }
  }
}

/// (u − u₋)/‖x − x₋‖
public final class HpuEstimate: Module {
  public override class var declaration: Declaration {
    Declaration(
      "hpuestimate", .miscellaneous, "Change of the update over the length of the last move: about H p/‖p‖ of the last direction p.",
      rule: "u ← (u − u₋)/max(‖x − x₋‖, 1e-8), u₋ = x₋ = 0 at first")
  }
  @Buffer var lastX
  @Buffer var lastU
  @Buffer var difference
  @State var length = 0.0

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), x = objective.x
    difference.assign(x, minus: lastX, times: 1)
    length = difference.norm2
    difference.assign(u, minus: lastU, times: 1)
    lastX.assign(x)
    lastU.assign(u)
  }
  public override func apply(_ objective: Objective) throws {
    objective.setUpdate(difference)
    objective.update.scale(by: 1 / max(length, 1e-8))
  }
  public override func resetForOnline() {
    lastX.fill(0)
    lastU.fill(0)
  }
}
