import Numerics
import Optimization
import Problems

/// Puts a solver where a course ends: the one at work where that is on the way, else one taken up at a checkpoint; what is missing is
/// run. The same bits come out either way.
final class CourseRunner {
  private(set) var solver: Solver?
  private var course: Course?
  private var store = CheckpointStore()
  private var problems: [String: Problem] = [:]
  /// Modules that the last edit could not give their memory.
  private(set) var startedAnew: [String] = []
  var isInterrupted: () -> Bool = { false }

  /// The problem of a request's text, made once.
  func problem(_ text: String) throws -> Problem {
    if let known = problems[text] { return known }
    let problem = try ProblemRequest(reading: text).problem()
    if problems.count >= 8 { problems.removeAll() }
    problems[text] = problem
    return problem
  }

  /// A solver at the end of the course.
  func stand(at goal: Course) throws -> Solver {
    startedAnew = []
    do {
      return try reach(goal)
    } catch {
      forget()
      throw error
    }
  }

  private func reach(_ goal: Course) throws -> Solver {
    if let course, course.leads(to: goal), let solver { return try complete(solver, from: course, to: goal) }
    forget()
    if let (course, checkpoint) = store.nearest(to: goal) {
      let solver = try makeSolver(course.presentChain, goal.problem)
      solver.resume(at: checkpoint)
      try checkpoint.run.memory.restore(into: solver.optimizer.chain)
      return try complete(solver, from: course, to: goal)
    }
    let start = Course(problem: goal.problem, chain: goal.chain)
    let solver = try makeSolver(goal.chain, goal.problem)
    // The data of the first step, where a run before this one has left others.
    _ = solver.optimizer.evaluator.base.beginStep(0)
    return try complete(solver, from: start, to: goal)
  }

  private func makeSolver(_ chain: ChainText, _ request: String) throws -> Solver {
    try Solver(try chain.chain(), on: try problem(request), seed: try ProblemRequest(reading: request).seed)
  }

  /// Runs and edits until the goal is reached. Edits and checkpoints on the way are those of the course, so that nothing depends on
  /// how the session came here.
  private func complete(_ first: Solver, from: Course, to goal: Course) throws -> Solver {
    var (solver, at) = (first, from)
    solver.isInterrupted = isInterrupted
    solver.isOver = nil
    while at != goal {
      if at.edits.count < goal.edits.count, goal.edits[at.edits.count].step == at.steps {
        let edit = goal.edits[at.edits.count].edit
        solver = try edited(solver, edit, goal.problem)
        at = at.edited(edit)
      } else {
        let next = at.edits.count < goal.edits.count ? goal.edits[at.edits.count].step : goal.steps
        try run(solver, to: next)
        at = at.advanced(to: next)
      }
    }
    self.solver = solver
    course = goal
    store.save(goal, solver.checkpoint())
    return solver
  }

  /// Steps without rules: they were made before, or are about to be made for the first time.
  private func run(_ solver: Solver, to steps: Int) throws {
    solver.rules = .stepsAlone(steps)
    solver.observers = []
    while solver.optimizer.steps < steps {
      let before = solver.optimizer.steps
      let report = try solver.run()
      if report.status == .interrupted { throw SessionError("interrupted", hint: "the session is as it was") }
      // A module that ends runs is passed over, as when the steps were made.
      if solver.optimizer.steps == before {
        // A program that has ended is started again the next time.
        problems.removeAll()
        throw SessionError("the run cannot be repeated: \(report.reason)", hint: "a file that it reads may have changed")
      }
    }
  }

  /// The same run with another chain, every module with the memory of the one that it comes from.
  private func edited(_ solver: Solver, _ edit: ChainEdit, _ request: String) throws -> Solver {
    let checkpoint = solver.checkpoint()
    let next = try makeSolver(edit.chain, request)
    next.resume(at: checkpoint)
    next.isInterrupted = isInterrupted
    let memory = checkpoint.run.memory.modules
    startedAnew = []
    for (module, origin) in zip(next.optimizer.chain.modules, edit.origins) {
      if let origin, origin < memory.count { startedAnew += try memory[origin].restore(into: module).map(\.name) }
    }
    return next
  }

  /// Runs on from the end of the present course, as the solver's rules say, with observers.
  func run(_ solver: Solver, _ rules: StopRules, _ observers: [any RunObserver], until holds: @escaping () -> Bool) throws -> RunReport {
    guard let start = course else { throw SessionError.nothingToRun }
    solver.rules = rules
    let keeper = CheckpointObserver { [self] in store.save(start.advanced(to: solver.optimizer.steps), solver.checkpoint()) }
    solver.observers = observers + [keeper]
    solver.isInterrupted = isInterrupted
    solver.isOver = holds
    defer { solver.isOver = nil }
    let report: RunReport
    do {
      report = try solver.run()
    } catch {
      forget()
      throw error
    }
    let end = start.advanced(to: report.steps)
    if solver.endedInStep {
      // What an unfinished step did to the chain's memory is not kept: going on starts at the end of the last finished one.
      forget()
    } else {
      course = end
      store.save(end, solver.checkpoint())
    }
    if report.status == .failed { forgetProgram(of: start.problem) }
    return report
  }

  /// A program that failed answers no more: the next run starts it again.
  func forgetProgram(of request: String) {
    guard case .command? = (try? ProblemRequest(reading: request))?.subject else { return }
    problems[request] = nil
    forget()
  }

  /// Nothing is at work: the next run is taken up at a checkpoint.
  func forget() {
    solver = nil
    course = nil
  }
}

/// Makes a checkpoint about twice a second, so that going back never repeats much.
private final class CheckpointObserver: RunObserver {
  private let save: () -> Void
  private var next: Double?

  init(_ save: @escaping () -> Void) { self.save = save }

  var wantsTicks: Bool { true }
  func tick(_ progress: RunProgress) throws {
    if let next, progress.seconds >= next { save() }
    if next == nil || progress.seconds >= next ?? 0 { next = progress.seconds + 0.5 }
  }
}

extension StopRules {
  /// No criterion: exactly so many steps, or until one fails.
  static func stepsAlone(_ steps: Int) -> StopRules {
    var rules = StopRules()
    rules.maximalSteps = steps
    rules.gradientTolerance = 0
    rules.stallSteps = 0
    return rules
  }
}
