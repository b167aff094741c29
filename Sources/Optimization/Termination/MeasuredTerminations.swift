import Numerics

/// By the norm of the gradient.
public final class TerminateByGradientNorm: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminatebygradientnorm", .termination, "Ends the run when the gradient is small.", rule: "ν(g) ≤ tol at n steps in a row")
  }
  @Setting("largest norm", in: .nonnegative) var tol = 1e-8
  @Setting("how many times in a row", in: .atLeast(1)) var n = 3
  @Setting("the norm ν") var ord = NormOrder.power(2)
  private var measured = 0.0

  override var patience: Int { n }
  public override var requires: Capabilities { .gradient }
  override func holds(_ objective: Objective) throws -> Bool {
    measured = ord(try objective.gradient())
    return measured <= tol
  }
  override var reason: String { "the gradient's norm is \(measured), at most \(tol.text)" }
}

/// By the length of the last move.
public final class TerminateByUpdateNorm: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminatebyupdatenorm", .termination, "Ends the run when the parameters hardly move.",
      rule: "ν(x₋ − x) ≤ tol at n steps in a row; the movement made, not the update")
  }
  @Setting("largest norm", in: .nonnegative) var tol = 1e-8
  @Setting("how many times in a row", in: .atLeast(1)) var n = 3
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Buffer var previous
  @State var hasPrevious = false
  private var measured = 0.0

  override var patience: Int { n }
  override func holds(_ objective: Objective) -> Bool {
    let x = objective.x
    defer {
      previous.assign(x)
      hasPrevious = true
    }
    guard hasPrevious else { return false }
    previous.update(reading: x) { p, x in p -= x }
    measured = ord(previous)
    return measured <= tol
  }
  override var reason: String { "the last movement's norm is \(measured), at most \(tol.text)" }
}

/// When the value no longer falls.
public final class TerminateOnNoImprovement: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminateonnoimprovement", .termination, "Ends the run when the least value no longer falls.",
      rule: "f_min − f ≤ tol at n steps in a row, f_min ← min(f_min, f); NaN is no improvement")
  }
  @Setting("largest fall that counts as none; none: 4.5e-308", in: .nonnegative) var tol: Double? = nil
  @Setting("how many times in a row", in: .atLeast(1)) var n = 10
  @State var least: Double? = nil

  override var patience: Int { n }
  override func holds(_ objective: Objective) throws -> Bool {
    let f = try objective.value()
    guard let least else {
      if !f.isNaN { self.least = f }
      return f.isNaN
    }
    if f < least { self.least = f }
    return !(least - f > tol ?? 2 * .leastNormalMagnitude)
  }
  override var reason: String { "the value has not fallen by more than \((tol ?? 0).text) for \(n) steps" }
}

/// When the value is low enough.
public final class TerminateOnLossReached: TerminationCriterion {
  public override class var declaration: Declaration {
    Declaration(
      "terminateonlossreached", .termination, "Ends the run when the value before the step is low enough.", rule: "f ≤ value")
  }
  @Setting("target", required: true) var value = 0.0

  override func holds(_ objective: Objective) throws -> Bool { try objective.value() <= value }
  override var reason: String { "f is at most \(value.text)" }
}
