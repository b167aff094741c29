import Numerics

/// What a stage of a chain did with the update in one step. What cannot be said is nil: a stage without an update (it changes the
/// objective or ends the run) has no norms.
public struct StageMeasure: Sendable {
  public let module: String
  /// ‖u‖₂ of the update that came in, and of the one that went out.
  public var normIn: Double?
  public var normOut: Double?
  /// Of the outgoing update and the gradient, where the step knows it and neither is zero.
  public var cosine: Double?
  /// Share of entries whose sign is another one, zeros left aside.
  public var flipped: Double?
  /// Share of entries whose magnitude is another one: clipped, scaled or replaced.
  public var changed: Double?
}

/// Measures the stages of a chain, one after the other, in every step; `Chain.watch` takes it.
///
/// Watching evaluates nothing and changes no bit of the run. Stages are those of the top-level pipe; what a module does with chains
/// inside it is part of its own measure.
public final class ChainWatch {
  /// Of the last step, in order; a step that ends early leaves out the rest.
  public private(set) var stages: [StageMeasure] = []
  private let before: Vector
  private var hasBefore = false

  public init(count: Int) { before = Vector(count: count) }

  func beginStep() { stages.removeAll(keepingCapacity: true) }

  func beginStage(_ objective: Objective) {
    hasBefore = true
    if objective.hasUpdate {
      before.assign(objective.update)
    } else if let gradient = objective.knownGradient {
      before.assign(gradient)
    } else {
      hasBefore = false
    }
  }

  func endStage(_ module: Module, _ objective: Objective) {
    var stage = StageMeasure(module: module.name)
    let gradient = objective.knownGradient
    // Where there was no update yet, the stage may have been the first to ask for the gradient, which was its incoming update.
    if !hasBefore, module.readsUpdate, let gradient {
      before.assign(gradient)
      hasBefore = true
    }
    if hasBefore { stage.normIn = before.norm2 }
    if let out = outgoing(objective) {
      stage.normOut = out.norm2
      // With a vector of zeros there is no angle.
      if let gradient, case let product = out.norm2 * gradient.norm2, product != 0 { stage.cosine = out.dot(gradient) / product }
      if hasBefore { (stage.flipped, stage.changed) = shares(before, out) }
    }
    stages.append(stage)
  }

  /// The update as the stage leaves it; of a stage that moves the parameters itself, the move.
  private func outgoing(_ objective: Objective) -> Vector? {
    guard objective.skipUpdate else { return objective.hasUpdate ? objective.update : nil }
    let move = Vector(count: before.count)
    guard let arrived = objective.candidate?.x else { return move }
    let x = objective.x
    for i in 0..<move.count {
      move[i] = x[i] - arrived[i]
      // The update itself, but for the rounding of x.
      if hasBefore, abs(move[i] - before[i]) <= max(x[i].ulp, arrived[i].ulp) { move[i] = before[i] }
    }
    return move
  }

  private func shares(_ u: Vector, _ v: Vector) -> (flipped: Double, changed: Double) {
    var flipped = 0, changed = 0
    for i in 0..<u.count {
      if u[i] * v[i] < 0 { flipped += 1 }
      if abs(u[i]) != abs(v[i]) { changed += 1 }
    }
    let count = Double(max(1, u.count))
    return (Double(flipped) / count, Double(changed) / count)
  }
}
