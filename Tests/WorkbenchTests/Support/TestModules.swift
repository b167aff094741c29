import Numerics
import Optimization

/// u ← rate·u; from a step on u is not a number.
final class Spoiler: Module {
  @Setting("step from which on the update is not a number") var from = 3
  override class var declaration: Declaration { Declaration("spoiler", .miscellaneous, "Spoils the update.") }
  override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    u.scale(by: objective.step >= from ? .nan : 0.01)
  }
}

/// A search that evaluates `trials` points in every step and goes nowhere.
final class Searcher: Module {
  @Setting("points evaluated in a step") var trials = 7
  override class var declaration: Declaration { Declaration("searcher", .miscellaneous, "Evaluates and stays.") }
  override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    for k in 1...trials {
      let trial = objective.run.takePoint()
      trial.x.assign(objective.x, minus: g, times: Double(k))
      _ = try objective.value(at: trial)
      objective.run.recycle(trial)
    }
    objective.skipUpdate = true
    objective.stop = true
  }
}

/// Asks the run to end in a step.
final class Quitter: Module {
  @Setting("the step") var at = 4
  override class var declaration: Declaration { Declaration("quitter", .termination, "Ends the run.") }
  override func apply(_ objective: Objective) throws {
    if objective.step + 1 == at { objective.terminate("quitter at \(at)") }
  }
}

/// Throws in a step: a `RunEnd` or an error of its own kind.
final class Thrower: Module {
  struct Odd: Error {}
  @Setting("throws a foreign error") var foreign = false
  override class var declaration: Declaration { Declaration("thrower", .miscellaneous, "Fails.") }
  override func apply(_ objective: Objective) throws {
    if objective.step < 2 { return }
    if foreign { throw Odd() }
    throw RunEnd.failed("the matrix is singular")
  }
}

/// Moves every `every`-th step, without evaluating between.
final class Waiter: Module {
  @Setting("steps between moves") var every = 100
  override class var declaration: Declaration { Declaration("waiter", .miscellaneous, "Waits.") }
  override func apply(_ objective: Objective) throws {
    if (objective.step + 1) % every == 0 { return }
    objective.skipUpdate = true
    objective.stop = true
  }
}

/// A step size that grows from far below rounding: x stays for many steps, then moves.
final class Grower: Module {
  @State var rate = 1e-40
  override class var declaration: Declaration { Declaration("grower", .miscellaneous, "Grows.") }
  override func apply(_ objective: Objective) throws {
    rate *= 2
    let u = try objective.currentUpdate()
    u.scale(by: min(rate, 0.01))
  }
}

let testRegistry = Registry([
  Spoiler.self, Searcher.self, Quitter.self, Thrower.self, Waiter.self, Grower.self, LearningRate.self, Adam.self,
])
