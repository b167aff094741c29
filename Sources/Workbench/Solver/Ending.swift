import Optimization

/// Status and reason of a run's end.
struct Ending {
  var status: RunStatus
  var reason: String

  init(_ status: RunStatus, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  static func targetReached(_ f: Double, _ target: Double) -> Ending {
    Ending(.targetReached, "f \(f) <= \(target) (--f-target)")
  }

  static func gradient(_ norm: Double, _ tolerance: Double) -> Ending {
    Ending(.converged, "max |gradient| \(shortText(norm)) <= \(shortText(tolerance)) (--gtol)")
  }

  /// What a step threw, with the place where it stopped.
  init(_ end: RunEnd, _ optimizer: Optimizer, _ rules: StopRules) {
    let steps = optimizer.steps
    switch end {
    case .gradientTolerance(let measured): self = .gradient(measured, rules.gradientTolerance)
    case .targetReached(let measured): self = .targetReached(measured, rules.targetValue ?? measured)
    case .evaluationLimit: self.init(.evaluationLimit, "\(optimizer.evaluator.counts.points) evaluations (--max-evals)")
    case .timeLimit: self.init(.timeLimit, "\(shortText(rules.seconds ?? 0)) s (--time)")
    // The step that it came in is taken back.
    case .interrupted: self.init(.interrupted, "after step \(steps)")
    case .diverged(let what): self.init(.diverged, Ending.place(of: what, optimizer))
    case .failed(let what): self.init(.failed, "step \(steps + 1): \(what)")
    }
  }

  /// The step and the module where a value was first not finite.
  private static func place(of what: String, _ optimizer: Optimizer) -> String {
    let steps = optimizer.steps
    if let module = optimizer.run.firstNonFinite {
      // The step was not completed; what else came to light in it is a consequence.
      return "step \(steps + 1): the update of '\(module)' is not finite"
    }
    guard steps > 0, let last = optimizer.chain.modules.last else { return "step 0: \(what) at the start" }
    return "step \(steps): \(what) where the update of '\(last.place.path)' led; all updates were finite"
  }
}

/// A number in few digits, for messages: `1e-08`, `0.25`, `3.14159e+07`.
func shortText(_ value: Double) -> String { formatted("%.6g", value) }
