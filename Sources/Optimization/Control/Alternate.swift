import Numerics

/// How many steps each of several chains runs: one number for all, or one for each.
struct Durations {
  /// Of chain i; the last of a short list goes on.
  static func of(_ i: Int, _ steps: [Int]) -> Int { steps.count == 1 ? steps[0] : steps[min(i, steps.count - 1)] }
}

/// Chains in turn, round and round; idle ones keep their memory and their counters.
public final class Alternate: Module {
  public override class var declaration: Declaration {
    Declaration(
      "alternate", .control, "Steps one of several chains at a time, in turn, round and round.",
      rule: "chain i runs stepsᵢ steps, then chain i + 1, after the last again the first")
  }
  @Setting("chains", required: true, variadic: true) var modules: [Chain] = []
  @Setting("steps of each turn: one number, or one for each chain", in: .atLeast(1)) var steps = [1]
  @State var index = 0
  @State var done = 0

  public override func validate() throws(SettingError) {
    if steps.count != 1 && steps.count != modules.count {
      throw SettingError("has \(modules.count) chains and \(steps.count) numbers of steps")
    }
  }
  public override var readsUpdate: Bool { true }

  public override func step(_ objective: Objective) throws {
    let chain = modules[index]
    try chain.step(objective)
    done += 1
    if done >= Durations.of(index, steps) {
      done = 0
      index = (index + 1) % modules.count
    }
  }
}

/// Chains one after the other, the last for ever.
public final class Switch: Module {
  public override class var declaration: Declaration {
    Declaration(
      "switch", .control, "Runs several chains one after the other, the last for ever.",
      rule: "chain i runs stepsᵢ steps (durations, not step numbers)")
  }
  @Setting("chains", required: true, variadic: true) var modules: [Chain] = []
  @Setting("steps of each chain: one number, or one for each but the last", in: .atLeast(1), required: true) var steps = [1]
  @State var index = 0
  @State var done = 0

  public override func validate() throws(SettingError) {
    if steps.count != 1 && steps.count != modules.count - 1 {
      throw SettingError("has \(modules.count) chains and \(steps.count) numbers of steps: all but the last need one")
    }
  }

  public override func step(_ objective: Objective) throws {
    try modules[index].step(objective)
    done += 1
    if index < modules.count - 1 && done >= Durations.of(index, steps) {
      done = 0
      index += 1
    }
  }
}
