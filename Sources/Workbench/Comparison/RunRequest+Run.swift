import Language
import Numerics
import Optimization
import Problems

extension RunRequest {
  /// Runs; nil where the run was interrupted. A problem or chain that cannot be used together is a run that failed.
  ///
  /// - Parameters:
  ///   - accuracy: the target's, so that the cost of reaching it is kept exactly where the minimum is known.
  ///   - version: of the tool.
  func result(accuracy: Double, version: String, isInterrupted: @escaping () -> Bool) -> RunResult? {
    var result = RunResult(
      request: self, version: version, type: "float64", dimension: 0, minimum: nil, status: .failed, reason: "", steps: 0,
      counts: EvaluationCounts(), cost: 0, seconds: 0, startValue: .nan, f: .nan, xHash: 0, trace: CostTrace())
    do {
      let asked = try ProblemRequest(reading: problem).seeded(seed)
      result.type = asked.type == .float32 ? "float32" : "float64"
      let chosen = try asked.problem()
      result.dimension = chosen.layout.count
      result.minimum = chosen.minimum
      let chain = try ChainReader.chain(chain)
      let function = chosen.function(leastSquares: chain.requirements.contains(.residuals))
      try chain.checkRequirements(function.capabilities, problem: chosen.name)

      let judge = try judge(of: chosen, asked, function)
      let value = { x in (try? (judge ?? function).value(at: x)) ?? .nan }
      let start = seededStart(chosen.start, seed: seed, spread: settings.spread, value: value)
      result.startValue = value(start)
      let target = chosen.minimum.map { targetLevel($0, accuracy: accuracy) }
      let measured = MeasuredFunction(function, judge: judge, settings: settings, target: target)
      let solver = try Solver(chain, measured, start: start, seed: UInt64(seed))
      measured.evaluator = solver.optimizer.evaluator
      solver.isDeterministic = !chosen.isStochastic
      solver.isInterrupted = isInterrupted
      solver.rules.maximalSteps = settings.maximalSteps
      solver.rules.seconds = settings.seconds
      solver.rules.gradientTolerance = settings.gradientTolerance
      let report = try solver.run()
      if report.status == .interrupted { return nil }
      result.note(report, measured, judgedBy: judge)
    } catch let error as Diagnostics {
      result.reason = error.all.first?.message ?? "the text cannot be read"
    } catch let error as RequirementError {
      result.reason = error.message
    } catch let error as ProblemError {
      result.reason = error.message
    } catch let RunEnd.failed(reason) {
      result.reason = reason
    } catch {
      result.reason = "\(error)"
    }
    return result
  }

  /// The function that gives the values to judge by, where it is not the one that the chain sees.
  private func judge(of chosen: Problem, _ asked: ProblemRequest, _ function: ObjectiveFunction) throws -> ObjectiveFunction? {
    if chosen.isStochastic { return try asked.judged(rows: chosen.rowCount).problem().function() }
    let own = chosen.function()
    return own === function ? nil : own
  }
}

extension RunResult {
  fileprivate mutating func note(_ report: RunReport, _ measured: MeasuredFunction, judgedBy judge: ObjectiveFunction?) {
    status = report.status
    reason = report.reason
    if status == .evaluationLimit { reason = "the budget of \(shortText(request.settings.budget)) evaluations is spent (--budget)" }
    steps = report.steps
    counts = report.counts
    cost = measured.spent
    seconds = report.seconds
    f = judge.map { (try? $0.value(at: report.x)) ?? .nan } ?? report.f
    xHash = StableHash.of(report.x)
    trace = measured.trace
  }
}

/// The value at or below which a problem counts as solved: a lowest value plus the accuracy, relative where that value is large.
func targetLevel(_ lowest: Double, accuracy: Double) -> Double { lowest + accuracy * max(1, abs(lowest)) }
