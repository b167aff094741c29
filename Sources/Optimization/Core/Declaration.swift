/// The families in which modules are listed.
public enum Family: String, CaseIterable, Sendable {
  case core = "core"
  case stepSize = "step size"
  case momentum = "momentum"
  case adaptive = "adaptive"
  case preconditioning = "preconditioning"
  case clipping = "clipping"
  case weightDecay = "weight decay"
  case lineSearch = "line search"
  case conjugateGradient = "conjugate gradient"
  case quasiNewton = "quasi-Newton"
  case secondOrder = "second order"
  case leastSquares = "least squares"
  case trustRegion = "trust region"
  case gradientApproximation = "gradient approximation"
  case zerothOrder = "zeroth order"
  case smoothing = "smoothing"
  case operations = "operations"
  case control = "control"
  case restarts = "restarts"
  case projections = "projections"
  case varianceReduction = "variance reduction"
  case termination = "termination"
  case miscellaneous = "miscellaneous"
}

/// What a module is, in words; its settings declare themselves.
public struct Declaration: Sendable {
  /// The name in chains.
  public let name: String
  public let family: Family
  /// One sentence.
  public let summary: String
  /// The update rule in the names of the settings.
  public let rule: String
  /// Paper and equation, or where else it comes from.
  public let source: String

  public init(_ name: String, _ family: Family, _ summary: String, rule: String = "", source: String = "") {
    self.name = name
    self.family = family
    self.summary = summary
    self.rule = rule
    self.source = source
  }
}
