import Numerics

/// One step with the mean or the sum of n updates.
public final class GradientAccumulation: Module {
  public override class var declaration: Declaration {
    Declaration(
      "gradientaccumulation", .control, "Collects n updates and passes their mean on; the steps between move nothing.",
      rule: "A ← A + u; every n-th step u ← A/n (mean) or A, and A ← 0")
  }
  @Setting("number of updates to collect", in: .atLeast(1), required: true) var n = 1
  @Setting("pass the mean on; false: the sum") var mean = true
  @Setting("the steps between end here; false: they pass the update on as well") var stop = true
  @Buffer var total
  @State var calls = 0

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    total.add(u, times: 1)
    calls += 1
    if calls % n == 0 {
      objective.setUpdate(total)
      if mean { objective.update.scale(by: 1 / Double(n)) }
      total.fill(0)
    } else if stop {
      objective.hasUpdate = false
      objective.stop = true
      objective.skipUpdate = true
    }
  }
}
