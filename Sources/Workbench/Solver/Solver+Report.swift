import Numerics
import Optimization

/// The values that the end of a run is judged by.
struct FinalValues {
  var f: Double
  var gradientNorm: Double?
}

extension Solver {
  /// f and ∇f where the run stands. What is not known is computed uncounted: f always, the gradient only where the run did
  /// not end because evaluating had to end.
  func finalValues(_ status: RunStatus) -> FinalValues {
    let evaluator = optimizer.evaluator
    let point = evaluator.current
    var values = FinalValues(f: evaluator.reportedValue(), gradientNorm: nil)
    if point.hasGradient {
      values.gradientNorm = point.gradient.maxAbs
    } else if reportsGradient, evaluator.capabilities.contains(.gradient) {
      switch status {
      case .evaluationLimit, .timeLimit, .interrupted, .failed, .diverged: break
      default: values.gradientNorm = evaluator.reportedGradient(into: Vector(count: point.x.count))
      }
    }
    return values
  }

  /// A run that used all its steps has converged all the same if its last point meets a criterion.
  func judged(_ ending: Ending, _ values: FinalValues) -> Ending {
    guard ending.status == .stepLimit else { return ending }
    if !values.f.isFinite {
      return Ending(.diverged, "step \(optimizer.steps): f is \(values.f.isNaN ? .nan : values.f)" + leadingModule)
    }
    if let target = rules.targetValue, values.f <= target { return .targetReached(values.f, target) }
    if let norm = values.gradientNorm, rules.gradientTolerance > 0, norm <= rules.gradientTolerance {
      return .gradient(norm, rules.gradientTolerance)
    }
    return ending
  }

  private var leadingModule: String {
    guard optimizer.steps > 0, let last = optimizer.chain.modules.last else { return " at the start" }
    return " where the update of '\(last.place.path)' led; all updates were finite"
  }

  /// Every active criterion and limit, measured.
  func criteria(_ values: FinalValues, seconds: Double, lastMove: Double?) -> [Criterion] {
    var list: [Criterion] = []
    func add(_ kind: Criterion.Kind, _ measured: Double?, _ limit: Double, _ option: String) {
      list.append(Criterion(kind: kind, measured: measured, limit: limit, option: option))
    }
    if rules.gradientTolerance > 0, optimizer.evaluator.capabilities.contains(.gradient) {
      add(.gradient, values.gradientNorm, rules.gradientTolerance, "--gtol")
    }
    if let target = rules.targetValue { add(.target, values.f, target, "--f-target") }
    if rules.stepTolerance > 0 { add(.step, lastMove, rules.stepTolerance, "--xtol") }
    add(.steps, Double(optimizer.steps), Double(rules.maximalSteps), "--steps")
    if let limit = rules.maximalEvaluations {
      add(.evaluations, Double(optimizer.evaluator.counts.points), Double(limit), "--max-evals")
    }
    if let limit = rules.seconds { add(.seconds, seconds, limit, "--time") }
    return list
  }
}
