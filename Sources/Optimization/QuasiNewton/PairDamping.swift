import Numerics

/// Changes of a pair of too little curvature, so that the updated matrix stays positive definite.
public enum PairDamping: String, WordSetting {
  /// s ← φ s + (1 − φ) B s where ⟨s, y⟩ < 0.2⟨s, B s⟩ (after Powell 1978, who moves y).
  case powell
  /// s ← φ s + (1 − φ) H y where ⟨s, y⟩ < 0.2⟨y, H y⟩, then y ← φ y + (1 − φ) s where ⟨s, y⟩ < ⟨s, s⟩/3
  /// (Goldfarb, Ren & Bahamou, Practical quasi-Newton methods for training deep neural networks, 2020, algorithm 2).
  case double

  /// Damps the staged pair with the matrices of the history so far.
  func apply(_ history: PairHistory, _ curvature: any PairCurvature) {
    let s = history.s(history.stagedSlot), y = history.y(history.stagedSlot), lanes = history.lanes
    let sy = dot(s, y, lanes)
    switch self {
    case .powell:
      let Bs = curvature.productWithStagedStep()
      move(s, towards: Bs, share(0.8, of: dot(s, Bs, lanes), sy), lanes)
    case .double:
      let Hy = curvature.inverseProductWithStagedChange()
      move(s, towards: Hy, share(0.8, of: dot(y, Hy, lanes), sy), lanes)
      move(y, towards: s, share(2.0 / 3, of: dot(s, s, lanes), dot(s, y, lanes)), lanes)
    }
  }

  /// φ for which the curvature becomes (1 − rest)·full; 1 where it is that much already.
  private func share(_ rest: Double, of full: Double, _ curvature: Double) -> Double {
    curvature < (1 - rest) * full ? rest * full / guarded(full - curvature) : 1
  }

  private func move(_ a: PairHistory.Pointer, towards b: PairHistory.Pointer, _ φ: Double, _ lanes: Int) {
    if φ == 1 { return }
    for i in 0..<lanes { a[i] = φ * a[i] + (1 - φ) * b[i] }
  }
}
