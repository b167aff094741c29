import Numerics

/// Line search for the strong Wolfe conditions.
public final class StrongWolfe: LineSearch {
  public override class var declaration: Declaration {
    Declaration(
      "strongwolfe", .lineSearch, "Finds a step that satisfies the strong Wolfe conditions, by interpolation.",
      rule: """
        φ(a) = f(x − a·u): φ(a) ≤ φ(0) + c1·a·φ′(0) and |φ′(a)| ≤ −c2·φ′(0)
        first trial  fixed: init_value   previous: a′   first-order: a′·φ′(0)′/φ′(0)   (a dash: of the last search)
                     quadratic: 2(φ(0) − φ(0)′)/φ′(0)   quadratic-clip: min(1, 1.01 of that)
        adaptive: times s, which is 1, and halved after each failure until one succeeds
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6, section 3.5 (first trials)")
  }

  /// How the first trial is chosen.
  public enum FirstTrial: String, WordSetting {
    case fixed, previous
    case firstOrder = "first-order"
    case quadratic
    case quadraticClip = "quadratic-clip"
  }

  @Setting("share of the predicted decrease that is sufficient", in: .unit) var c1 = 1e-4
  @Setting("share of the slope that may be left; 0.1 suits conjugate gradients", in: .unit) var c2 = 0.9
  @Setting("first trial", named: "a_init") var firstTrial = FirstTrial.fixed
  @Setting("longest step", in: .positive) var aMax = 1e12
  @Setting("first trial where nothing else is known", in: .positive) var initValue = 1.0
  @Setting("trials outward at most", in: .atLeast(1)) var maxiter = 25
  @Setting("trials inward at most", in: .atLeast(0)) var maxzoom = 10
  @Setting("trials at most", in: .atLeast(1)) var maxeval: Int? = nil
  @Setting("an interval narrower than this, as a distance of points, is given up", in: .nonnegative) var tolChange = 1e-9
  @Setting("how trials are chosen") var interpolation = StepInterpolation.cubic
  @Setting("start shorter after a failure") var adaptive = true
  @Setting("where no trial satisfies the conditions, take the lowest that decreases") var fallback = false
  @Setting("where u points uphill, search along −u") var plusMinus = false

  /// Factor of the first trial.
  @State var scale = 1.0
  /// Step, value at its start and slope there of the last successful search; the step is 0 before there is one.
  @State var lastStep = 0.0
  @State var lastValue = 0.0
  @State var lastSlope = 0.0

  private var memory = TrialMemory(capacity: 0)

  public override var requires: Capabilities { .gradient }
  public override var keepsBestTrial: Bool { fallback }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    memory = TrialMemory(capacity: min(maxiter, 1000) + min(maxzoom, 1000) + 1)
  }

  public override func search(_ line: inout SearchLine) throws -> Double {
    let slope = try line.slopeAtStart()
    let sign = plusMinus && slope > 0 ? -1.0 : 1.0
    let start = Trial(a: 0, f: try line.valueAtStart(), g: sign * slope)
    memory.clear()
    // Uphill, on the flat and from a point without a value no step can satisfy the conditions.
    if start.isFinite && (start.g < 0 || fallback) {
      let search = WolfeSearch(
        c1: c1, c2: c2, longest: aMax, narrowest: tolChange, bracketings: maxiter, zooms: maxzoom,
        evaluations: maxeval ?? .max, interpolation: interpolation, start: start, norm: line.update.norm2, sign: sign,
        memory: memory)
      var a = 0.0
      if let found = try search.run(from: first(start), &line), found.f <= start.f { a = found.a }
      if a == 0 && fallback && line.bestValue < start.f { a = sign * line.bestStep }
      if a != 0 && a.isFinite {
        scale = 1
        lastStep = a
        lastValue = start.f
        lastSlope = start.g
        return sign * a
      }
    }
    if adaptive { scale = scale <= smallestMagnitude ? 2 : 0.5 * scale }
    return 0
  }

  private func first(_ start: Trial) -> Double {
    var a = initValue
    if lastStep != 0 {
      switch firstTrial {
      case .fixed: break
      case .previous: a = lastStep
      case .firstOrder:
        if start.g < -smallestMagnitude && lastSlope < 0 { a = lastStep * lastSlope / start.g }
      case .quadratic, .quadraticClip:
        if start.g < -smallestMagnitude && start.f < lastValue {
          a = 2 * (start.f - lastValue) / start.g
          if firstTrial == .quadraticClip { a = min(1, 1.01 * a) }
        }
      }
    }
    return adaptive ? a * scale : a
  }
}
