import Numerics
import Optimization
import Testing
import Workbench

/// Every status is reached, by the rule that it names, and says what was measured.
@Suite struct StatusTests {
  @Test func convergedWhenTheGradientIsSmall() throws {
    let report = try makeSolver("lr(0.04)").run()
    #expect(report.status == .converged)
    #expect(report.reason.hasPrefix("max |gradient| ") && report.reason.hasSuffix(" <= 1e-08 (--gtol)"))
    #expect(try #require(report.gradientNorm) <= 1e-8)
    #expect(report.criteria.first?.isMet == true)
  }

  @Test func convergedWhenTheStepIsSmall() throws {
    let solver = try makeSolver("lr(0.04)", gtol: 0)
    solver.rules.stepTolerance = 1e-6
    let report = try solver.run()
    #expect(report.status == .converged)
    let criterion = try #require(report.criteria.first { $0.kind == .step })
    #expect(criterion.isMet && (criterion.measured ?? 1) <= 1e-6)
  }

  /// A step may be as long as it likes: Ctrl-C ends it at an evaluation, and it is not made.
  @Test func interruptedWithinAStep() throws {
    let function = Bowl()
    let solver = try Solver(try ChainReader.chain("gaussiansmoothing(n_samples=100000000) | lr(0.01)"), function, start: Vector([1, 1]))
    solver.isInterrupted = { function.calls >= 50 }
    let report = try solver.run()
    #expect(report.status == .interrupted && report.reason == "after step 0" && report.steps == 0)
    #expect(report.x.values == [1, 1] && solver.endedInStep && function.calls < 60)
  }

  /// A caller's own end is asked for between steps alone.
  @Test func overBetweenSteps() throws {
    let function = Bowl()
    let solver = try Solver(try ChainReader.chain("gaussiansmoothing(n_samples=20) | lr(0.01)"), function, start: Vector([1, 1]))
    solver.isOver = { function.calls >= 50 }
    let report = try solver.run()
    #expect(report.status == .interrupted && report.steps >= 1 && !solver.endedInStep)
  }

  @Test func targetReached() throws {
    let solver = try makeSolver("lr(0.01)")
    solver.rules.targetValue = 0.5
    let report = try solver.run()
    #expect(report.status == .targetReached && report.f <= 0.5)
  }

  @Test func aTargetIsSeenAtAStartThatMeetsIt() throws {
    let solver = try makeSolver("lr(0.01)")
    solver.rules.targetValue = 100
    let report = try solver.run()
    #expect(report.status == .targetReached && report.steps == 0)
  }

  @Test func stepLimit() throws {
    let report = try makeSolver("lr(0.001)", steps: 10).run()
    #expect(report.status == .stepLimit && report.steps == 10)
    #expect(report.criteria.first { $0.kind == .steps }?.measured == 10)
  }

  @Test func theLastPointIsJudgedBeforeTheLimitIsReported() throws {
    // One step of 1/2 along x lands in the minimum, and no later step asks for its gradient.
    let report = try makeSolver("lr(0.5)", Bowl([1]), start: [1], steps: 1).run()
    #expect(report.status == .converged && report.steps == 1)
  }

  @Test func timeLimit() throws {
    let solver = try makeSolver("searcher(1)", steps: .max)
    solver.rules.seconds = 0.02
    solver.rules.stallSteps = 0
    let report = try solver.run()
    #expect(report.status == .timeLimit && report.seconds < 1)
  }

  @Test func terminatedByAModuleAfterItsStep() throws {
    let rows = Recording()
    let solver = try makeSolver("lr(0.01) | quitter(4)")
    solver.observers = [rows]
    let report = try solver.run()
    #expect(report.status == .terminated && report.reason == "quitter at 4" && report.steps == 4)
    #expect(rows.rows.map(\.step) == [0, 1, 2, 3, 4], "the step that ends a run is in the trace")
  }

  @Test func divergedNamesStepAndModuleOfAnUpdate() throws {
    let report = try makeSolver("spoiler(3) | lr(1)").run()
    #expect(report.status == .diverged)
    #expect(report.reason == "step 4: the update of 'spoiler' is not finite")
    #expect(report.steps == 3 && report.x.isFinite)
  }

  @Test func divergedNamesTheStepOfAValue() throws {
    let report = try makeSolver("lr(1)", Root(layout: .vector(1)), start: [1.2]).run()
    #expect(report.status == .diverged)
    #expect(report.reason == "step 1: f is nan where the update of 'lr' led; all updates were finite"
      || report.reason == "step 1: f is -nan where the update of 'lr' led; all updates were finite")
    #expect(report.best.f.isFinite && report.best.step == 0 && report.best.x[0] == 1.2)
  }

  @Test func divergedAtTheStart() throws {
    let report = try makeSolver("lr(1)", Root(layout: .vector(1)), start: [0]).run()
    #expect(report.status == .diverged && report.steps == 0)
    #expect(report.reason.hasPrefix("step 0: f is ") && report.reason.hasSuffix("nan at the start"))
  }

  @Test func interruptedBetweenSteps() throws {
    let solver = try makeSolver("lr(0.001)")
    solver.isInterrupted = { solver.optimizer.steps == 5 }
    let report = try solver.run()
    #expect(report.status == .interrupted && report.steps == 5)
  }

  @Test(arguments: [("thrower", "step 3: the matrix is singular"), ("thrower(foreign=true)", "step 3: Odd()")])
  func failedSaysWhat(_ chain: String, _ reason: String) throws {
    let report = try makeSolver("lr(0.01) | " + chain).run()
    #expect(report.status == .failed && report.reason == reason && report.steps == 2)
  }

  @Test func everyStatusHasAWordAndASentence() {
    #expect(Set(RunStatus.allCases.map(\.rawValue)) == [
      "converged", "target-reached", "step-limit", "evaluation-limit", "time-limit", "terminated", "stalled", "diverged",
      "interrupted", "failed",
    ])
    #expect(Set(RunStatus.allCases.map(\.sentence)).count == RunStatus.allCases.count)
  }
}
