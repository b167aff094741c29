import Numerics
import Optimization
import Problems
import Testing
import Workbench

/// The watch on the stages of a chain.
@Suite struct WatchTests {
  @Test("Watching changes no bit and no count, whatever the module", arguments: CheckpointTests.trials)
  func invariance(_ trial: CheckpointTests.Trial) throws {
    for text in trial.chains.prefix(2) {
      for name in CheckpointTests.problems.prefix(2) {
        let problem = try CheckpointTests.problem(name)
        guard let plain = try? CheckpointTests.optimizer(text, problem) else { continue }
        let expected = CheckpointTests.steps(plain, 8)
        let watched = try CheckpointTests.optimizer(text, problem)
        watched.chain.watch = ChainWatch(count: problem.layout.count)
        #expect(CheckpointTests.steps(watched, 8) == expected, "\(text) on \(name)")
        // Switched on and off in the middle of a run likewise.
        let switched = try CheckpointTests.optimizer(text, problem)
        var stands = CheckpointTests.steps(switched, 3)
        switched.chain.watch = ChainWatch(count: problem.layout.count)
        stands += CheckpointTests.steps(switched, stands.count == 3 ? 2 : 0)
        switched.chain.watch = nil
        stands += CheckpointTests.steps(switched, stands.count == 5 ? 3 : 0)
        #expect(stands == expected, "\(text) on \(name)")
      }
    }
  }

  @Test("Fused modules over many blocks go the same way one by one", arguments: ["adam | weightdecay(0.01) | clipvalue(0.9) | lr(0.1)", "ema(0.9) | nag | sign | lr(0.001)"])
  func longVectors(_ text: String) throws {
    let problem = try CheckpointTests.problem("rosenbrock dim=5000")
    let expected = CheckpointTests.steps(try CheckpointTests.optimizer(text, problem), 5)
    let watched = try CheckpointTests.optimizer(text, problem)
    watched.chain.watch = ChainWatch(count: 5000)
    #expect(CheckpointTests.steps(watched, 5) == expected && expected.count == 5)
  }

  @Test("The measures are those of the updates")
  func measures() throws {
    // ∇f of the bowl at (1, −1, 0) with weights 1, 10, 100 is (2, −20, 0).
    let chain = try ChainReader.chain("clipvalue(5) | negate | lr(0.5)")
    let optimizer = try Optimizer(chain, Bowl([1, 10, 100]), start: Vector([1, -1, 0]))
    let watch = ChainWatch(count: 3)
    chain.watch = watch
    try optimizer.step()
    let stages = watch.stages
    #expect(stages.map(\.module) == ["clipvalue", "negate", "lr"])
    let g = 404.0.squareRoot(), clipped = 29.0.squareRoot()
    #expect(close(stages[0].normIn, g) && close(stages[0].normOut, clipped))
    #expect(close(stages[0].cosine, (2 * 2 + 5 * 20) / (g * clipped)))
    #expect(stages[0].flipped == 0 && close(stages[0].changed, 1 / 3))
    #expect(close(stages[1].cosine, -(2 * 2 + 5 * 20) / (g * clipped)) && close(stages[1].flipped, 2 / 3) && stages[1].changed == 0)
    #expect(close(stages[2].normOut, clipped / 2) && stages[2].flipped == 0 && close(stages[2].changed, 2 / 3))
  }

  @Test("There is no cosine with a vector of zeros")
  func zeros() throws {
    let chain = try ChainReader.chain("adam | lr(0.5)")
    let optimizer = try Optimizer(chain, Bowl([1, 10]), start: Vector([0, 0]))
    let watch = ChainWatch(count: 2)
    chain.watch = watch
    try optimizer.step()
    #expect(watch.stages.map(\.cosine) == [nil, nil] && watch.stages.map(\.normOut) == [0, 0])
  }

  @Test("A line search's measure is the move that it made; a module without an update has none")
  func moves() throws {
    let problem = try CheckpointTests.problem("rosenbrock dim=4")
    let optimizer = try CheckpointTests.optimizer("terminateafternsteps(9) | lbfgs | strongwolfe", problem)
    let watch = ChainWatch(count: 4)
    optimizer.chain.watch = watch
    for _ in 0..<4 {
      let before = optimizer.x.copy()
      try optimizer.step()
      before.assign(before, minus: optimizer.x, times: 1)
      #expect(watch.stages.map(\.module) == ["terminateafternsteps", "lbfgs", "strongwolfe"])
      #expect(close(watch.stages[2].normOut, before.norm2))
      #expect(watch.stages[0].normOut == nil)
    }
  }

  private func close(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) <= 1e-12 * max(1, abs(b)) } ?? false }
}
