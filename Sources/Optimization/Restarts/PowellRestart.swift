import Numerics

/// Powell's restarts of conjugate gradients.
public final class PowellRestart: Restart {
  public override class var declaration: Declaration {
    Declaration(
      "powellrestart", .restarts, "Restarts conjugate gradients that have lost conjugacy or descent.",
      rule: """
        restart if |⟨g₋, g⟩| ≥ cond1·‖g‖²
        or if ⟨u, g⟩ is outside [(1 − cond2)‖g‖², (1 + cond2)‖g‖²]
        """,
      source: "Powell, Restart procedures for the conjugate gradient method, 1977, section 4")
  }
  @Setting("bound of the first test; none: no test", in: .nonnegative) var cond1: Double? = 0.2
  @Setting("bound of the second test; none: no test", in: .nonnegative) var cond2: Double? = 0.2
  @Buffer var previous
  @State var hasPrevious = false

  public override var readsUpdate: Bool { true }

  override func isDue(_ objective: Objective) throws -> Bool {
    let g = try objective.gradient()
    let u = try objective.currentUpdate()
    defer {
      previous.assign(g)
      hasPrevious = true
    }
    guard hasPrevious else { return false }
    let gg = g.sumOfSquares
    var due = false
    if let cond1 { due = abs(previous.dot(g)) >= cond1 * gg }
    if !due, let cond2 {
      let ug = u.dot(g)
      due = ug < (1 - cond2) * gg || ug > (1 + cond2) * gg
    }
    return due
  }
}

/// Restarts a direction method where its direction is no longer one of descent.
public final class BirginMartinezRestart: Module {
  public override class var declaration: Declaration {
    Declaration(
      "birginmartinezrestart", .restarts, "Restarts a direction method whose angle with the gradient became too wide.",
      rule: "if ⟨u, g⟩ < cond·‖u‖‖g‖: reset the module and u ← g",
      source: "Birgin & Martínez, A spectral conjugate gradient method for unconstrained optimization, 2001, section 2")
  }
  @Setting("module that makes the direction", required: true) var module = Chain([])
  @Setting("least cosine", in: .nonnegative) var cond = 1e-3

  public override var survivesRestart: Bool { true }
  public override func update(_ objective: Objective) throws { try module.update(objective) }

  public override func apply(_ objective: Objective) throws {
    try module.apply(objective)
    let u = try objective.currentUpdate()
    let g = try objective.gradient()
    if u.dot(g) < cond * u.norm2 * g.norm2 {
      module.reset()
      objective.setUpdate(g)
    }
  }
}
