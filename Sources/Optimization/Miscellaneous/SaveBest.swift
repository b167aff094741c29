import Numerics

/// Keeps the best point seen; never changes the update.
public final class SaveBest: Module {
  public override class var declaration: Declaration {
    Declaration(
      "savebest", .miscellaneous, "Keeps the parameters of lowest value seen (the report names the best point in any case).",
      rule: "if f(x) < best: best ← f(x), a copy of x; tested before the step and, where the value is known, after it")
  }
  @State public private(set) var bestValue = Double.infinity
  @Buffer public var bestParameters

  public override var survivesRestart: Bool { true }
  public override var readsUpdate: Bool { false }

  public override func apply(_ objective: Objective) throws {
    keep(try objective.value(), objective.x)
    let run = objective.run
    run.onceAfterStep { [weak run, unowned self] in
      guard let point = run?.evaluator.current, let value = point.value else { return }
      keep(value, point.x)
    }
  }

  private func keep(_ f: Double, _ x: Vector) {
    guard f < bestValue, x.count == bestParameters.count else { return }
    bestValue = f
    bestParameters.assign(x)
  }
}
