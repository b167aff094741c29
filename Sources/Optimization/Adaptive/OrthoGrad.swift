import Numerics

/// The part of the update that is orthogonal to the parameters.
public final class OrthoGrad: Module {
  public override class var declaration: Declaration {
    Declaration(
      "orthograd", .adaptive, "Takes the part along the parameters out of the update, all tensors as one vector.",
      rule: "r = u − x⟨x, u⟩/(⟨x, x⟩ + eps); u ← r·‖u‖/‖r‖ (renormalize), or r",
      source: "Prieto et al., Grokking at the Edge of Numerical Stability, 2025, equation 13; there tensor by tensor")
  }
  @Setting("added to ⟨x, x⟩", in: .nonnegative) var eps = 1e-8
  @Setting("keep the length of the update") var renormalize = true

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), x = objective.x
    let length = u.norm2
    let squares = x.sumOfSquares + eps
    if squares > 0 { u.add(x, times: -x.dot(u) / squares) }
    guard renormalize else { return }
    let left = u.norm2
    // Nothing is left of an update along x: there is no direction to lengthen.
    if left > 0 { u.scale(by: length / left) }
  }
}

/// The update with a correction of its variance.
public final class MARSCorrection: Module {
  public override class var declaration: Declaration {
    Declaration(
      "marscorrection", .adaptive, "Adds a multiple of the last change of the update, which lessens its variance.",
      rule: "c = u + scaling·beta/(1 − beta)·(u − u₋), 0 at first; u ← c·min(1, max_norm/‖c‖)",
      source: "Yuan et al., MARS: Unleashing the Power of Variance Reduction, 2024, equation 8; there clipped tensor by tensor")
  }
  @Setting("decay of the first moment of the module behind", in: .unit) var beta = 0.9
  @Setting("strength of the correction") var scaling = 0.025
  @Setting("bound of the norm; none: no bound", in: .positive) var maxNorm: Double? = 1
  @Buffer var previous
  @State var hasPrevious = false

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if !hasPrevious { previous.assign(u) }
    hasPrevious = true
    let γ = scaling * beta / (1 - beta)
    u.update(previous) { u, previous in
      let corrected = u + γ * (u - previous)
      previous = u
      u = corrected
    }
    guard let maxNorm else { return }
    let norm = u.norm2
    if norm > maxNorm { u.scale(by: maxNorm / norm) }
  }
}
