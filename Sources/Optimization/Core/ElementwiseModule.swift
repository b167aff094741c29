import Numerics

/// A module whose outgoing entry i depends on the incoming entry i, on its memory's entry i and on numbers of the step.
///
/// `begin` fixes the numbers once a step, `learn` moves the memory, `transform` replaces u. Both see a block at a time, in order,
/// each block once a step; entries of several tensors lie side by side.
open class ElementwiseModule: Module {
  /// False where a step needs more than one pass (a norm, a branch on all entries).
  open var isFusible: Bool { true }

  /// Its memory moves when the update is replaced, not before: learning apart (`online`, a trust region) leaves it alone.
  open var learnsInApply: Bool { false }

  /// The update is multiplied by `factor` and nothing else; the end of a step does that on the way.
  open var onlyScales: Bool { false }
  /// The factor of a module that only scales; asked after `begin`.
  open var factor: Double { 1 }

  /// The numbers of this step. A rule that reads value, gradient or parameters asks for them here.
  open func begin(_ objective: Objective) throws {}

  /// The memory learns from this block of u.
  open func learn(_ u: Block) {}

  /// Between learning and transforming, where the module is not fused: chains that act on its memory.
  open func prepareTransform(_ objective: Objective) throws {}

  /// u ← what the module makes of it.
  open func transform(_ u: Block) {
    guard onlyScales else { return }
    let factor = factor
    u.update { u in u *= factor }
  }

  /// One loop for both where a module writes its rule in one piece.
  open func learnAndTransform(_ u: Block) {
    learn(u)
    transform(u)
  }

  private func onWhole(_ objective: Objective, _ body: (Block) -> Void) throws {
    let u = try objective.currentUpdate()
    var present = u.base
    withUnsafeMutablePointer(to: &present) { present in
      body(Block(destination: u.base, present: present, offset: 0, lanes: u.laneCount))
    }
  }

  public override final func update(_ objective: Objective) throws {
    _ = try objective.currentUpdate()
    if learnsInApply { return }
    try begin(objective)
    try onWhole(objective, learn)
  }

  public override final func apply(_ objective: Objective) throws {
    if learnsInApply {
      try begin(objective)
      try onWhole(objective, learn)
    }
    try prepareTransform(objective)
    try onWhole(objective, transform)
  }

  open override func step(_ objective: Objective) throws {
    try update(objective)
    try innerChain?.step(objective)
    try apply(objective)
  }
}
