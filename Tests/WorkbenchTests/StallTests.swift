import Numerics
import Optimization
import Testing
import Workbench

/// A run stalls when it cannot move any more, and only then.
@Suite struct StallTests {
  @Test func rejectionsStall() throws {
    let report = try makeSolver("searcher(3)").run()
    #expect(report.status == .stalled && report.steps == 25)
  }

  @Test func aZeroUpdateStalls() throws {
    #expect(try makeSolver("lr(0)").run().status == .stalled)
  }

  @Test func aFixedPointOfRoundingStallsWithoutMemory() throws {
    #expect(try makeSolver("lr(1e-30)").run().status == .stalled)
  }

  @Test func waitingWithoutEvaluationsDoesNot() throws {
    let report = try makeSolver("waiter(100) | lr(0.01)", steps: 300).run()
    #expect(report.status == .stepLimit && report.x[0] < 1)
  }

  @Test func updatesThatGrowFromBelowRoundingDoNot() throws {
    let report = try makeSolver("grower", steps: 300).run()
    #expect(report.status == .stepLimit && report.x[0] < 1)
  }

  @Test func adamGoesOnWhileItsAveragesDecay() throws {
    let report = try makeSolver("adam | lr(1e-17)", steps: 200).run()
    #expect(report.status == .stepLimit)
  }

  @Test func schedulesAreNotJudged() throws {
    let report = try makeSolver("lr(where(t < 100, 0, 0.01))", steps: 200).run()
    #expect(report.status == .stepLimit && report.x[0] < 1)
  }

  @Test func stochasticProblemsAreNotJudged() throws {
    let solver = try makeSolver("lr(0)", steps: 100)
    solver.isDeterministic = false
    #expect(try solver.run().status == .stepLimit)
  }
}
