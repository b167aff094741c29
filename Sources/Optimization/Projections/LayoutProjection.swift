import Numerics

/// Runs a chain on the same memory under another layout: one vector, or one tensor for each entry.
///
/// Projected and own parameters are the same numbers, so value, gradient and update pass unchanged; only what is done tensor by
/// tensor differs.
public class LayoutProjection: Module {
  @Setting("chain that runs on the projection", required: true) var modules = Chain([])
  @Setting("the chain starts from the incoming update; false: from the gradient") var projectUpdate = true
  @Setting("the chain sees projected parameters (the same numbers either way)") var projectParams = true
  @Setting("the chain sees the projected gradient (the same numbers either way)") var projectGrad = true
  private var child: Objective?

  func projected(_ layout: Layout) -> Layout { layout }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    child = nil
    try modules.prepare(preparation.nested("modules", layout: projected(preparation.layout)))
  }

  public override func step(_ objective: Objective) throws {
    let child = self.child ?? Objective(childOf: objective, layout: projected(objective.layout))
    self.child = child
    child.follow(objective)
    if !projectUpdate { child.hasUpdate = false }
    try modules.step(child)
    if child.stop { objective.stop = true }
    if child.skipUpdate {
      objective.skipUpdate = true
    } else {
      objective.setUpdate(try child.currentUpdate())
    }
  }
}

/// All tensors as one vector.
public final class VectorProjection: LayoutProjection {
  public override class var declaration: Declaration {
    Declaration(
      "vectorprojection", .projections, "Runs a chain on all tensors joined to one vector.",
      rule: "norms per tensor become norms of the whole, ndim is 1")
  }
  override func projected(_ layout: Layout) -> Layout { layout.joined }
}

/// Every entry a tensor of its own.
public final class ScalarProjection: LayoutProjection {
  public override class var declaration: Declaration {
    Declaration(
      "scalarprojection", .projections, "Runs a chain on every entry as a tensor of its own.",
      rule: "operations per tensor become operations per entry, ndim is 0")
  }
  override func projected(_ layout: Layout) -> Layout { layout.scalars }
}

/// Complex tensors as real ones; the tensors here are real, so the chain runs as it is.
public final class ViewAsReal: Module {
  public override class var declaration: Declaration {
    Declaration("viewasreal", .projections, "Complex tensors as pairs of real numbers; real tensors pass unchanged.", rule: "u ← modules(u)")
  }
  @Setting("chain", required: true) var modules = Chain([])
  public override func step(_ objective: Objective) throws { try modules.step(objective) }
  public override func update(_ objective: Objective) throws { try modules.update(objective) }
  public override func apply(_ objective: Objective) throws { try modules.apply(objective) }
}
