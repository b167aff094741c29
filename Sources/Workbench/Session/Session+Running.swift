import Numerics
import Optimization
import Problems

// Commands that move the run: step, run, back.

extension Session {
  func step(_ rest: String) throws {
    let steps = rest.isEmpty ? 1 : try count(rest, .step)
    let solver = try presentSolver()
    let (goal, isBeyond) = solver.optimizer.steps.addingReportingOverflow(steps)
    if isBeyond { throw SessionError("\(steps) steps are too many") }
    let report = try advance(solver, .stepsAlone(goal), rows: 40)
    let done = report.steps - (goal - steps)
    if done == 0 { return try sayEnding(report, nil) }
    state.journal.append("step \(done)")
    if report.status == .stepLimit { state.branch.ending = nil } else { try sayEnding(report, nil) }
  }

  func run(_ rest: String) throws {
    var rest = rest
    var limit: Int?
    let first = rest.prefix { !$0.isWhitespace }
    if !first.isEmpty, first != "until" {
      limit = try count(String(first), .run)
      rest = trimmedBlanks(String(rest.dropFirst(first.count)))
    }
    var condition: RunCondition?
    if !rest.isEmpty {
      guard rest.hasPrefix("until"), rest.dropFirst(5).first?.isWhitespace == true else { throw wrongUsage(.run) }
      condition = try RunCondition(reading: trimmedBlanks(String(rest.dropFirst(5))))
    }
    let solver = try presentSolver()
    let start = solver.optimizer.steps
    var rules = StopRules()
    // A condition may take long to hold; Ctrl-C ends it at any time.
    let steps = limit ?? (condition == nil ? 1000 : 1_000_000)
    rules.maximalSteps = start.addingReportingOverflow(steps).overflow ? .max : start + steps
    if condition?.mentions("grad") == true { rules.gradientTolerance = 0 }
    let report = try advance(solver, rules, rows: 12, until: condition)
    // What depends on the clock ends elsewhere the next time.
    var isTimed = condition?.mentions("seconds") == true
    solver.optimizer.chain.forEachModule { if $0 is TerminateAfterNSeconds { isTimed = true } }
    let isExact = !isTimed && (report.status != .interrupted || holding)
    let words = ["run", limit.map(String.init), condition.map { "until \($0.text)" }].compactMap { $0 }
    if isExact {
      state.journal.append(words.joined(separator: " "))
    } else if report.steps > start {
      // The number of steps is the same the next time.
      state.journal.append("step \(report.steps - start)")
    }
    try sayEnding(report, holding ? condition : nil)
  }

  func back(_ rest: String) throws {
    guard let course = state.branch.course else { throw SessionError.nothingToRun }
    let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    let goal: Int
    switch words.count {
    case 0: goal = course.steps - 1
    case 1: goal = course.steps - (try count(words[0], .back))
    case 2 where words[0] == "to" && Int(words[1]) != nil: goal = Int(words[1]) ?? 0
    default: throw wrongUsage(.back)
    }
    guard goal >= 0, goal <= course.steps else {
      throw SessionError("the run has \(course.steps) step\(course.steps == 1 ? "" : "s")", hint: "back to 0 is its start")
    }
    let cut = course.cut(to: goal)
    state.branch.course = cut
    state.branch.chain = cut.presentChain
    state.branch.curve.cut(to: goal)
    state.branch.ending = nil
    state.journal.append("back to \(goal)")
    try sayPlace()
    if cut.presentChain != course.presentChain { try say(stageList(cut.presentChain)) }
  }

  /// Runs on with a table of the steps; the branch then stands where the run ended.
  private func advance(_ solver: Solver, _ rules: StopRules, rows: Int, until condition: RunCondition? = nil) throws -> RunReport {
    let recorder = SessionRecorder(
      rows: rows, curve: state.branch.curve, from: solver.optimizer.steps, isWatching: state.isWatching)
    solver.isWatching = state.isWatching
    defer { solver.isWatching = false }
    holding = false
    let progress = environment.progress()
    solver.optimizer.run.print = { [environment] line in try? environment.write("  " + line + "\n") }
    let observers: [any RunObserver] = [recorder] + (progress.map { [$0] } ?? [])
    let report = try runner.run(solver, rules, observers) { [self] in
      if let condition, condition.holds(solver) { holding = true }
      return holding
    }
    if let condition, report.status == .stepLimit, condition.holds(solver) { holding = true }
    state.branch.course = state.branch.course?.advanced(to: report.steps)
    state.branch.curve = recorder.curve
    state.branch.ending = BranchEnding(
      word: holding ? "until" : report.status.rawValue, reason: holding ? condition?.text ?? "" : plainReason(report),
      f: report.f, evaluations: report.counts)
    lastStatus = holding ? .terminated : report.status
    // The terminal shows ^C where the key was struck.
    if report.status == .interrupted, !holding, environment.style.lines != nil { try environment.write("\n") }
    if report.steps > recorder.start || report.steps == 0 { try environment.write(recorder.table(environment.style)) }
    return report
  }

  private func sayEnding(_ report: RunReport, _ condition: RunCondition?) throws {
    let f = "step \(report.steps), f = \(formatted("%.10g", report.f))"
    if let condition {
      try say("\(environment.style.bold("until")): \(condition.text); \(f)")
    } else {
      try say("\(environment.style.status(report.status)): \(plainReason(report)); \(f)")
    }
  }

  /// The reason without the option of the command line.
  private func plainReason(_ report: RunReport) -> String {
    var reason = report.reason
    for option in [" (--gtol)", " (--steps)", " (--f-target)", " (--xtol)"] where reason.hasSuffix(option) { reason.removeLast(option.count) }
    return reason
  }
}

extension Solver {
  /// ‖∇f‖∞ where the run stands, evaluated uncounted where the run has not; nil without gradients.
  var gradientNormNow: Double? {
    let evaluator = optimizer.evaluator
    if evaluator.current.hasGradient { return evaluator.current.gradient.maxAbs }
    guard evaluator.capabilities.contains(.gradient) else { return nil }
    return evaluator.reportedGradient(into: Vector(count: evaluator.layout.count))
  }
}
