import Numerics

/// Some parameters back to where they started.
public final class RandomReinitialize: Module {
  public override class var declaration: Declaration {
    Declaration(
      "randomreinitialize", .weightDecay, "Sets random parameters back to their first values, now and then; the update is passed on.",
      rule: """
        p₀ = the first x, every store_every steps p₀ ← beta·p₀ + (1 − beta)x
        with probability p_reinit: every entry of x ← p₀ with probability p_weights; reset: the other modules start anew
        """)
  }
  @Setting("probability that it happens in a step", in: .closedUnit) var pReinit = 0.01
  @Setting("probability of every entry then", in: .closedUnit) var pWeights = 0.1
  @Setting("number of steps after which p₀ follows x; none: never", in: .atLeast(1)) var storeEvery: Int? = nil
  @Setting("how much of p₀ stays then", in: .closedUnit) var beta = 0.0
  @Setting("forget the memory of all other modules after it happened") var reset = false
  @Setting("seed of numbers of its own; none: the run's") var seed: Int? = nil
  @Buffer var first
  @State var t = 0
  @State var own: RandomSource? = nil

  public override var readsUpdate: Bool { false }

  public override func update(_ objective: Objective) throws {
    let x = objective.x, β = beta
    if t == 0 {
      first.assign(x)
    } else if let storeEvery, t % storeEvery == 0 {
      first.update(reading: x) { first, x in first = β * first + (1 - β) * x }
    }
    t += 1
  }

  public override func apply(_ objective: Objective) throws {
    guard let seed else { return reinitialize(objective, &objective.run.random) }
    var numbers = own ?? RandomSource(seed: UInt64(bitPattern: Int64(seed)))
    reinitialize(objective, &numbers)
    own = numbers
  }

  private func reinitialize(_ objective: Objective, _ numbers: inout RandomSource) {
    guard numbers.uniform() < pReinit else { return }
    var source = numbers
    objective.changeParameters { x in
      for i in 0..<x.count where source.uniform() < pWeights { x[i] = first[i] }
    }
    numbers = source
    guard reset else { return }
    let run = objective.run
    run.onceAfterStep { [weak run, unowned self] in run?.chain?.resetForRestart(except: self) }
  }
}
