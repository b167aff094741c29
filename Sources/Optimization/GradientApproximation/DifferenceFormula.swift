/// Formulas for a derivative from values f_k = f(x + k·h·z) along a line.
public enum DifferenceFormula: String, WordSetting {
  case forward, forward2
  case backward, backward2
  case central, central2, central3
  case forward3, backward3
  case central4
  case forward4, forward5
  /// Balanced with four measurements, at ±1 and ±3.
  case bspsa4

  var stencil: Stencil {
    switch self {
    case .forward, .forward2: Stencil([(1, 1)], centre: -1, divisor: 1)
    case .backward, .backward2: Stencil([(-1, -1)], centre: 1, divisor: 1)
    case .central, .central2, .central3: Stencil([(1, 1), (-1, -1)], divisor: 2)
    case .forward3: Stencil([(1, 4), (2, -1)], centre: -3, divisor: 2)
    case .backward3: Stencil([(-1, -4), (-2, 1)], centre: 3, divisor: 2)
    case .central4: Stencil([(1, 8), (2, -1), (-1, -8), (-2, 1)], divisor: 12)
    case .forward4: Stencil([(1, 18), (2, -9), (3, 2)], centre: -11, divisor: 6)
    case .forward5: Stencil([(1, 48), (2, -36), (3, 16), (4, -3)], centre: -25, divisor: 12)
    case .bspsa4: Stencil([(1, 27), (3, -1), (-1, -27), (-3, 1)], divisor: 48)
    }
  }
}

/// f′ ≈ (centre·f₀ + Σ weight·f_k)/(divisor·h), evaluated in this order.
struct Stencil {
  let terms: [(displacement: Double, weight: Double)]
  let centre: Double
  let divisor: Double

  init(_ terms: [(displacement: Double, weight: Double)], centre: Double = 0, divisor: Double) {
    self.terms = terms
    self.centre = centre
    self.divisor = divisor
  }

  /// Whether f₀ is needed, and so known afterwards.
  var usesCentre: Bool { centre != 0 }
}
