import Numerics

/// Minimizes along the update without derivatives.
public final class ScipyMinimizeScalar: LineSearch {
  public override class var declaration: Declaration {
    Declaration(
      "scipyminimizescalar", .lineSearch, "Minimizes along the update by Brent's method or golden sections, as SciPy does.",
      rule: """
        u ← a·u, a the minimizer of f(x − a·u), which may be negative
        brent, golden: in a bracket found by walking downhill from the first two numbers of `bracket`, or given by three
        bounded: between the two numbers of `bounds`
        """,
      source: "Brent, Algorithms for Minimization without Derivatives, 1973, chapter 5; SciPy's minimize_scalar")
  }

  /// The methods.
  public enum Method: String, WordSetting {
    case brent, golden, bounded
  }

  @Setting("brent unless bounds are given") var method: Method? = nil
  @Setting("rounds at most; of bounded, trials", in: .atLeast(1)) var maxiter: Int? = nil
  @Setting("two numbers to start from, or three with the lowest value in the middle") var bracket: [Double]? = nil
  @Setting("interval of bounded") var bounds: [Double]? = nil
  @Setting("relative tolerance of the step; of bounded, absolute", in: .positive) var tol: Double? = nil
  @Setting("the last step takes the place of the last number of the bracket") var prevInit = false
  @Setting("none; SciPy's further options are the settings before") var options: [Double]? = nil

  /// The last step; 0 before there is one.
  @State var last = 0.0

  public override var requires: Capabilities { [] }
  public override var keepsBestTrial: Bool { true }

  private var effectiveMethod: Method { method ?? (bounds == nil ? .brent : .bounded) }

  public override func validate() throws(SettingError) {
    if let bounds {
      if effectiveMethod != .bounded { throw SettingError("bounds are for method=\"bounded\"") }
      guard bounds.count == 2, bounds[0] <= bounds[1], bounds.allSatisfy(\.isFinite) else {
        throw SettingError("bounds are two finite numbers in order")
      }
    } else if method == .bounded {
      throw SettingError("method=\"bounded\" needs bounds, such as bounds=[0, 2]")
    }
    if let bracket, bracket.count != 2, bracket.count != 3 { throw SettingError("bracket is two or three numbers") }
    if options != nil { throw SettingError("options can only be none") }
  }

  public override func search(_ line: inout SearchLine) throws -> Double {
    var a: Double
    switch effectiveMethod {
    case .bounded:
      guard let bounds else { return 0 }
      a = try ScalarMinimization.bounded(bounds[0], bounds[1], tolerance: tol ?? 1e-5, maxiter: maxiter ?? 500) {
        try line.value($0)
      }
    case .brent, .golden:
      let found = try findBracket { try line.value($0) }
      if !found.isValid {
        a = found.lowest
      } else if effectiveMethod == .brent {
        a = try ScalarMinimization.brent(found, tolerance: tol ?? 1.48e-8, maxiter: maxiter ?? 500) { try line.value($0) }
      } else {
        a = try ScalarMinimization.goldenSections(
          found, tolerance: tol ?? Double.ulpOfOne.squareRoot(), maxiter: maxiter ?? 5000
        ) { try line.value($0) }
      }
    }
    if !a.isFinite || abs(a) >= SearchLine.longest { a = 0 }
    last = a
    return a
  }

  private func findBracket(_ f: (Double) throws -> Double) throws -> ScalarMinimization.Bracket {
    var points = bracket ?? [0, 1]
    // A search that stayed where it was says nothing about the next.
    if prevInit && last != 0 { points[points.count - 1] = last }
    if points.count == 2 { return try ScalarMinimization.bracket(points[0], points[1], f) }
    if points[0] > points[2] { points.swapAt(0, 2) }
    let values = try points.map(f)
    return ScalarMinimization.Bracket(
      a: points[0], b: points[1], c: points[2], fa: values[0], fb: values[1], fc: values[2])
  }
}
