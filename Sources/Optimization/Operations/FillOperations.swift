import Numerics

/// The gradient in the place of the update.
public final class Gradient: Module {
  public override class var declaration: Declaration {
    Declaration("grad", .operations, "Replaces the update by the gradient.", rule: "u ← g")
  }
  public override func apply(_ objective: Objective) throws { objective.setUpdate(try objective.gradient()) }
}

/// The parameters in the place of the update.
public final class Parameters: Module {
  public override class var declaration: Declaration {
    Declaration("params", .operations, "Replaces the update by the parameters.", rule: "u ← x")
  }
  public override var readsUpdate: Bool { false }
  public override func apply(_ objective: Objective) throws { objective.setUpdate(objective.x) }
}

/// A constant in the place of the update.
public class Fill: Module {
  public override class var declaration: Declaration {
    Declaration("fill", .operations, "Replaces every entry of the update by a number.", rule: "u ← value")
  }
  @Setting("the number", required: true) var value = 0.0
  public override var readsUpdate: Bool { false }
  public override func apply(_ objective: Objective) throws { objective.setUpdate(toEntries: value) }
}

public final class Zeros: Module {
  public override class var declaration: Declaration {
    Declaration("zeros", .operations, "Replaces every entry of the update by 0.", rule: "u ← 0")
  }
  public override var readsUpdate: Bool { false }
  public override func apply(_ objective: Objective) throws { objective.setUpdate(toEntries: 0) }
}

public final class Ones: Module {
  public override class var declaration: Declaration {
    Declaration("ones", .operations, "Replaces every entry of the update by 1.", rule: "u ← 1")
  }
  public override var readsUpdate: Bool { false }
  public override func apply(_ objective: Objective) throws { objective.setUpdate(toEntries: 1) }
}

/// Forgets the update: the next reader starts again from the gradient.
public final class UpdateToNone: Module {
  public override class var declaration: Declaration {
    Declaration("updatetonone", .operations, "Forgets the update; the next module starts from the gradient.", rule: "u ← g at its next use")
  }
  public override func apply(_ objective: Objective) throws { objective.hasUpdate = false }
}

/// Forgets the gradient: the next reader evaluates it anew. The update stays.
public final class GradToNone: Module {
  public override class var declaration: Declaration {
    Declaration("gradtonone", .operations, "Forgets the gradient; its next reader evaluates it anew.", rule: "g ← ∇f(x) at its next use")
  }
  public override func apply(_ objective: Objective) throws {
    objective.forgetGradient()
  }
}
