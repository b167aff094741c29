import Numerics

/// Changes of a pair of too little curvature, so that the updated matrix stays positive definite.
public enum PairDamping: String, WordSetting {
  /// s ← φ s + (1 − φ) B s where ⟨s, y⟩ < 0.2⟨s, B s⟩ (after Powell 1978, who moves y).
  case powell
  /// The same, then y ← φ y + (1 − φ) s where ⟨s, y⟩ < ⟨s, s⟩/3 (after Goldfarb, Ren & Bahamou 2020, algorithm 2).
  case double

  /// Damps the staged pair with B of the history so far.
  func apply(_ history: PairHistory, _ curvature: any StagedCurvature) throws {
    let s = history.s(history.stagedSlot), y = history.y(history.stagedSlot), lanes = history.lanes
    let Bs = try curvature.productWithStagedStep()
    let q = dot(s, Bs, lanes), sy = dot(s, y, lanes)
    if sy < 0.2 * q {
      let φ = 0.8 * q / guarded(q - sy)
      for i in 0..<lanes { s[i] = φ * s[i] + (1 - φ) * Bs[i] }
    }
    if self == .powell { return }
    let ss = dot(s, s, lanes), damped = dot(s, y, lanes)
    if damped < ss / 3 {
      let φ = (2.0 / 3) * ss / guarded(ss - damped)
      for i in 0..<lanes { y[i] = φ * y[i] + (1 - φ) * s[i] }
    }
  }
}

/// A Hessian of a history of pairs, which the next pair is compared with.
protocol StagedCurvature: AnyObject {
  /// B s for the staged s; the padding is zero. Valid until the next call.
  func productWithStagedStep() throws -> PairHistory.Pointer
}
