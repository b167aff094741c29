import Numerics

/// Several steps inside one: x moves from step to step, and the whole movement becomes the update.
final class InnerSteps {
  private var child: Objective?

  /// u ← x − (x after the steps of these chains in turn). The first starts from the parent's update and knowledge.
  func run(_ chains: [Chain], count: Int, _ parent: Objective) throws {
    let child = self.child ?? Objective(childOf: parent)
    self.child = child
    let work = parent.takePoint()
    defer { parent.recycle(work) }
    work.x.assign(parent.x)
    for j in 0..<count {
      if j == 0 { child.follow(parent) } else { child.begin(function: parent.function, point: work) }
      try chains[j % chains.count].step(child)
      if !child.skipUpdate {
        let u = try child.currentUpdate()
        work.x.assign(work.x, minus: u, times: 1)
        work.invalidate()
      }
    }
    parent.update.assign(parent.x, minus: work.x, times: 1)
    parent.hasUpdate = true
  }
}

/// Several steps of one chain as one.
public final class Multistep: Module {
  public override class var declaration: Declaration {
    Declaration(
      "multistep", .control, "Makes several steps with one chain and returns their whole movement.",
      rule: "u ← x − (x after `steps` steps of module)")
  }
  @Setting("chain that steps", required: true) var module = Chain([])
  @Setting("number of inner steps", in: .atLeast(1), required: true) var steps = 1
  private let inner = InnerSteps()

  public override func apply(_ objective: Objective) throws {
    try inner.run([module], count: steps, objective)
  }
}

/// Several chains in turn as one step.
public final class Sequential: Module {
  public override class var declaration: Declaration {
    Declaration(
      "sequential", .control, "Makes a step with each of several chains in turn and returns the whole movement.",
      rule: "u ← x − (x after `steps` rounds through modules)")
  }
  @Setting("list of chains", required: true) var modules: [Chain] = []
  @Setting("number of rounds", in: .atLeast(1)) var steps = 1
  private let inner = InnerSteps()

  public override func validate() throws(SettingError) {
    if modules.isEmpty { throw SettingError("modules is an empty list") }
  }
  public override func apply(_ objective: Objective) throws {
    try inner.run(modules, count: steps * modules.count, objective)
  }
}
