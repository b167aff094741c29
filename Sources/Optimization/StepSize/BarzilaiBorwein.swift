import Numerics

/// Which quotient of a secant pair.
public enum SpectralType: String, WordSetting {
  case short, long, geom
  case geomFallback = "geom-fallback"

  /// The step size of a pair; nil where the divisor is not positive and the other quotient has none either.
  func step(_ pair: SecantPair, least: Double) -> Double? {
    switch self {
    case .short: return SpectralType.short(pair, least)
    case .long: return SpectralType.long(pair, least)
    case .geom, .geomFallback:
      guard let a = SpectralType.short(pair, least), let b = SpectralType.long(pair, least) else { return nil }
      return (a * b).squareRoot()
    }
  }

  private static func short(_ p: SecantPair, _ least: Double) -> Double? {
    if p.yy >= least { return p.sy / p.yy }
    return p.sy < least ? nil : p.ss / p.sy
  }
  private static func long(_ p: SecantPair, _ least: Double) -> Double? {
    if p.sy >= least { return p.ss / p.sy }
    return p.yy < least ? nil : p.sy / p.yy
  }
}

/// The Barzilai–Borwein step size.
public final class BarzilaiBorwein: SecantStepSize {
  public override class var declaration: Declaration {
    Declaration(
      "barzilaiborwein", .stepSize, "The step size of the secant equation.",
      rule: """
        s = x − x₋, y = g − g₋; short ⟨s, y⟩/⟨y, y⟩, long ⟨s, s⟩/⟨s, y⟩, geom √(short·long)
        first step, and where there is no positive step size: fallback, or a step of alpha_0
        """,
      source: "Barzilai & Borwein, Two-Point Step Size Gradient Methods, 1988, equations 5 and 6")
  }
  public override class var settingOrder: [String] { ["type", "alpha_0", "use_grad", "inner", "fallback"] }
  @Setting("which quotient") var type = SpectralType.geom
  @Setting("largest entry of the first step", in: .positive, named: "alpha_0") var alpha0 = 1e-7
  @Setting("transforms the update that is scaled") var inner: Chain? = nil
  @Setting("step size where the secant pair gives none; none: a step of alpha_0", in: .positive) var fallback: Double? = nil

  public override var innerChain: Chain? { inner }
  override var smallStep: Double { alpha0 }

  public override func update(_ objective: Objective) throws {
    guard let pair = try pair(objective) else { return }
    let step = type.step(pair, least: 2 * .leastNormalMagnitude)
    α = step.flatMap { AdaptiveStepSize.isUsable($0) ? $0 : nil } ?? fallback
  }
}

/// The Barzilai–Borwein step size with bounded steps.
public final class BBStab: SecantStepSize {
  public override class var declaration: Declaration {
    Declaration(
      "bbstab", .stepSize, "The Barzilai–Borwein step size with bounded steps.",
      rule: """
        α = min(Barzilai–Borwein, Δ/‖g‖), Δ = delta, or c times the shortest of the steps 2 … inf_iters + 1
        """,
      source: "Burdakov, Dai & Huang, Stabilized Barzilai–Borwein Method, 2019, algorithm 1")
  }
  public override class var settingOrder: [String] { ["c", "delta", "type", "alpha_0", "use_grad", "inf_iters", "inner"] }
  @Setting("Δ as a multiple of the shortest step", in: .positive) var c = 0.2
  @Setting("Δ; none: from the first steps", in: .positive) var delta: Double? = nil
  @Setting("which quotient") var type = SpectralType.geom
  @Setting("largest entry of the first step", in: .positive, named: "alpha_0") var alpha0 = 1e-7
  @Setting("number of steps without a bound, from which Δ is found", in: .atLeast(0)) var infIters = 3
  @Setting("transforms the update that is scaled") var inner: Chain? = nil
  @State var pairs = 0
  @State var shortest = Double.infinity

  public override var innerChain: Chain? { inner }
  override var smallStep: Double { alpha0 }

  public override func update(_ objective: Objective) throws {
    guard let pair = try pair(objective), let step = type.step(pair, least: .leastNormalMagnitude) else { return }
    var bound = delta
    if delta == nil {
      // The first pair is of the tiny first step; of the next at least one is measured.
      if pairs >= 1 && pairs <= Swift.max(infIters, 1) {
        shortest = Swift.min(shortest, pair.ss.squareRoot())
      } else if pairs > infIters {
        bound = c * shortest
      }
      pairs += 1
    }
    α = bound.map { Swift.min(step, $0 / lengthOfG) } ?? step
  }
}
