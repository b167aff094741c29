import Numerics
import Optimization
import Testing
import Workbench

/// Limits are obeyed to the evaluation, and observing costs the run nothing.
@Suite struct LimitTests {
  @Test(arguments: ["lr(0.001)", "adam | lr(0.001)", "searcher(7)", "adam | searcher(3)"], [1, 2, 3, 8, 20, 21])
  func evaluationsNeverPassTheLimit(_ chain: String, _ limit: Int) throws {
    let bowl = Bowl()
    let solver = try makeSolver(chain, bowl, gtol: 0)
    solver.rules.maximalEvaluations = limit
    solver.rules.stallSteps = 0
    let report = try solver.run()
    #expect(report.status == .evaluationLimit)
    #expect(report.counts.points == limit)
    // The report itself may look once more at the last point.
    #expect(bowl.calls <= limit + 1)
    #expect(report.f.isFinite)
  }

  @Test func noStepsEvaluateTheStart() throws {
    let far = try makeSolver("lr(0.1)", steps: 0).run()
    #expect(far.status == .stepLimit && far.steps == 0 && far.f == 11 && far.counts.points == 1)
    let there = try makeSolver("lr(0.1)", start: [0, 0], steps: 0).run()
    #expect(there.status == .converged && there.f == 0)
  }

  @Test(arguments: ["lr(0.01)", "adam | lr(0.01)", "waiter(3) | lr(0.01)"])
  func recordingChangesNeitherCountsNorTrajectory(_ chain: String) throws {
    let plain = try makeSolver(chain, steps: 50).run()
    let watched = try makeSolver(chain, steps: 50)
    let rows = Recording([.x, .gradient, .update])
    watched.observers = [rows, Recording(every: 7)]
    let report = try watched.run()
    #expect(report.x.values == plain.x.values && report.counts == plain.counts && report.f == plain.f)
    #expect(rows.rows.count == 51)
    #expect(rows.rows.last?.isLast == true && rows.rows.last?.x == plain.x.values)
  }

  @Test func rowsHoldTheValueAndGradientOfTheirOwnPoint() throws {
    let rows = Recording([.x, .gradient, .update])
    let solver = try makeSolver("adam | lr(0.01)", steps: 20)
    solver.observers = [rows]
    _ = try solver.run()
    let bowl = Bowl()
    for (k, row) in rows.rows.enumerated() {
      #expect(row.step == k)
      #expect(row.f == (try bowl.value(at: Vector(row.x))))
      #expect(row.gradient == [2 * row.x[0], 20 * row.x[1]])
      #expect(row.gradientNorm == max(abs(2 * row.x[0]), abs(20 * row.x[1])))
      if k == 0 {
        #expect(row.update == nil)
      } else {
        let before = rows.rows[k - 1].x
        #expect(row.update == [before[0] - row.x[0], before[1] - row.x[1]])
      }
      #expect(row.points == min(k, 20))
    }
  }

  @Test func everyGivesMultiplesAndTheLast() throws {
    let rows = Recording(every: 7)
    let solver = try makeSolver("lr(0.001)", steps: 30)
    solver.observers = [rows]
    _ = try solver.run()
    #expect(rows.rows.map(\.step) == [0, 7, 14, 21, 28, 30])
  }

  @Test func aRunThatIsTakenUpAgainIsTheSameRun() throws {
    let whole = try makeSolver("adam | lr(0.01)", steps: 40).run()
    let solver = try makeSolver("adam | lr(0.01)", steps: 15)
    let rows = Recording()
    solver.observers = [rows]
    #expect(try solver.run().status == .stepLimit)
    solver.rules.maximalSteps = 40
    let report = try solver.run()
    #expect(report.x.values == whole.x.values && report.counts == whole.counts)
    #expect(rows.rows.map(\.step) == Array(0...40))
  }

  @Test func theBestPointIsKept() throws {
    // Far too long a step: every step is worse than the one before.
    let report = try makeSolver("lr(0.2)", steps: 5).run()
    #expect(report.best.step == 0 && report.best.f == 11 && report.best.x.values == [1, 1])
    #expect(report.f > 11)
  }

  @Test func theBestPointMayBeTheLastWhichNoStepEvaluated() throws {
    let report = try makeSolver("lr(0.01)", steps: 5).run()
    #expect(report.best.step == 5 && report.best.f == report.f)
  }
}
