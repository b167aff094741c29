import Numerics

/// After a number of steps.
public final class TerminateAfterNSteps: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminateafternsteps", .termination, "Ends the run after a number of steps.",
      rule: "ends with the step before which `steps` steps were made, so after steps + 1; --steps is exact")
  }
  @Setting("number of earlier steps", in: .atLeast(0), required: true) var steps = 0
  @State var calls = 0

  override func holds(_ objective: Objective) -> Bool {
    defer { calls += 1 }
    return calls >= steps
  }
  override var reason: String { steps == 1 ? "1 step was made before this one" : "\(steps) steps were made before this one" }
}

/// After a number of evaluations.
public final class TerminateAfterNEvaluations: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminateafternevaluations", .termination, "Ends the run after a number of evaluations of the objective.",
      rule: "ends with the step that begins with maxevals evaluations made; --max-evals is exact")
  }
  @Setting("number of evaluations; value and gradient at one point are one", in: .atLeast(0), required: true) var maxevals = 0

  override func holds(_ objective: Objective) -> Bool { objective.run.evaluator.counts.points >= maxevals }
  override var reason: String { "\(maxevals) evaluations were made" }
}

/// After a time.
public final class TerminateAfterNSeconds: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminateafternseconds", .termination, "Ends the run after a time.",
      rule: "ends when now − (time of its first test) ≥ seconds")
  }
  @Setting("seconds", in: .nonnegative, required: true) var seconds = 0.0
  @State var start: Double? = nil

  override func holds(_ objective: Objective) -> Bool {
    let now = Evaluator.now()
    guard let start else {
      self.start = now
      return false
    }
    return now - start >= seconds
  }
  override var reason: String { "\(seconds.text) seconds are over" }
}

/// Never.
public final class TerminateNever: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration("terminatenever", .termination, "Never ends the run.", rule: "false")
  }
}
