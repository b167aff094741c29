import Numerics

/// How a trust region judges a step and what becomes of its radius.
struct TrustRadius {
  /// Least ratio of actual to predicted decrease that is accepted.
  var eta: Double
  var nplus: Double
  var nminus: Double
  var rhoGood: Double
  var rhoBad: Double
  /// The radius grows only where the step reaches it to this part; nil: always.
  var boundaryTolerance: Double?

  /// The ratio of the decrease that happened to the one the model ⟨g, d⟩ − ½⟨d, Bd⟩ predicted for x − d.
  static func ratio(actual: Double, predicted: Double) -> Double {
    actual / (predicted.isNaN ? predicted : max(predicted, SafeRange.smallest))
  }

  /// The next radius and whether the step is taken. `size` is the step's measure, `f` the value there.
  func judge(ratio: Double, f: Double, radius: Double, size: Double) -> (radius: Double, isAccepted: Bool) {
    var next = radius
    if ratio < rhoBad || !f.isFinite {
      next = nminus * size
    } else if ratio > rhoGood {
      let reaches = boundaryTolerance.map { (radius - size) / radius < $0 } ?? true
      if reaches { next = max(radius, nplus * size) }
    }
    return (next, ratio > eta && f.isFinite)
  }
}

extension Objective {
  /// The step x − d of a trust region's trial: accepted, with what is known there.
  func acceptTrustStep(_ d: Vector, _ trial: Point, isLast: Bool) {
    setUpdate(d)
    accept(trial, step: 1, isLast: isLast)
  }

  /// No trial was accepted: the parameters stay.
  func rejectTrustStep(isLast: Bool) {
    update.fill(0)
    hasUpdate = true
    if isLast {
      stop = true
      skipUpdate = true
    }
  }
}
