import Numerics
import Optimization
import Problems

/// Where the fit from one start ended.
struct FitAttempt {
  /// Of all coefficients.
  var coefficients: [Double]
  /// Σ of the squares, or of the loss.
  var f: Double
  var cosine: Double
  /// The part in the span of the Jacobian, and whether it is within the tolerance or rounding.
  var isSettled: Bool
  /// Whether the coefficients that no bound holds are determined where it ended.
  var hasFullRank = false
  var held: [Int: Double] = [:]
  var status: RunStatus
  var reason: String
  var chain: String

  /// Lower values are better; between equals, the one that has settled.
  func isBetter(than other: FitAttempt) -> Bool {
    if !f.isFinite { return false }
    if !other.f.isFinite { return true }
    if abs(f - other.f) <= 1e-9 * abs(other.f) { return isSettled && !other.isSettled }
    return f < other.f
  }
}

extension Fitter {
  /// The chains that are tried where none is named, each from the start, until one settles: Marquardt's scaling, which does not
  /// depend on the units of the coefficients; then Levenberg's, which keeps coefficients from running off to where nothing
  /// changes any more.
  static let defaultChains = ["levenbergmarquardt(gaussnewton, y=1)", "levenbergmarquardt(gaussnewton)"]
  /// What follows each of them, from where it ended, as long as the cosine falls: full accuracy, which a method that compares
  /// values cannot reach.
  static let polishingChain = "gaussnewton(reg=0)"

  /// Both in words.
  public static var defaultText: String { "\(defaultChains[0]), then \(polishingChain)" }

  /// A fit from one start. `scale` is that of a robust loss.
  func attempt(from start: [Double], scale: Double?, _ stages: FitStages) throws -> FitAttempt {
    // Compiled once for all starts; a robust loss has another function for each scale.
    let tangent = scale.map { Tangent(model, scale: $0) } ?? plainTangent
    let coefficients = zip(model.coefficients, start).map { $0.inside($1) }
    if let bad = tangent.nonFiniteRow(coefficients) {
      return FitAttempt(
        coefficients: coefficients, f: .nan, cosine: .nan, isSettled: false, status: .diverged, reason: bad, chain: "")
    }
    let isBounded = model.free.contains { model.coefficients[$0].bounds.isActive }
    let problem =
      isBounded ? FitProblem(model, free: model.free, values: coefficients, isBounded: true, scale: scale) : tangent.problem
    var best: FitAttempt?
    for makeChain in chains {
      let chain = try makeChain()
      let report = try stages.run(
        chain, on: problem.problem, from: problem.point(of: coefficients), stall: isDefault ? 5 : nil,
        judgement: judgement(tangent, problem))
      var ended = judged(report, problem.coefficients(at: report.x), tangent, chain.text)
      if ended.f.isNaN || report.best.f < ended.f {
        // A chain that does not compare values may have been better before.
        let earlier = judged(report, problem.coefficients(at: report.best.x), tangent, chain.text)
        if !ended.isSettled, earlier.isBetter(than: ended) { ended = earlier }
      }
      if isDefault, ended.f.isFinite { ended = try polished(ended, tangent, scale, stages) }
      if best.map({ ended.isBetter(than: $0) }) ?? true { best = ended }
      if ended.isSettled && ended.hasFullRank || stages.isExhausted { break }
    }
    return best!
  }

  /// The end of a run as a judge of fits sees it.
  private func judged(_ report: RunReport, _ coefficients: [Double], _ tangent: Tangent, _ chain: String) -> FitAttempt {
    var attempt = FitAttempt(
      coefficients: coefficients, f: .nan, cosine: .nan, isSettled: false, status: report.status, reason: report.reason, chain: chain)
    take(tangent.measure(coefficients), tangent, into: &attempt)
    return attempt
  }

  private func take(_ measure: Tangent.Measure?, _ tangent: Tangent, into attempt: inout FitAttempt) {
    guard let measure else { return }
    attempt.f = measure.norm * measure.norm
    attempt.cosine = measure.cosine
    attempt.held = measure.held
    attempt.hasFullRank = measure.rank == measure.count
    for (k, bound) in measure.held { attempt.coefficients[k] = bound }
    if let reason = sentence(measure, tangent) {
      attempt.isSettled = true
      attempt.status = .converged
      attempt.reason = reason
    } else if attempt.status == .converged, gradientTolerance > 0 {
      attempt.isSettled = true
    }
  }

  /// Why a point is a minimum; nil where it is none.
  private func sentence(_ measure: Tangent.Measure, _ tangent: Tangent) -> String? {
    if measure.cosine <= tolerance {
      return "the residuals are orthogonal to what the coefficients change: cosine \(shortText(measure.cosine)) <= \(shortText(tolerance)) (--rtol)"
    }
    if measure.projected <= tangent.roundingLevel {
      return "what the coefficients could still change, \(shortText(measure.projected)), is rounding"
    }
    return nil
  }

  private func judgement(_ tangent: Tangent, _ problem: FitProblem) -> (Point, Point) -> String? {
    { left, here in
      // Where f still falls, the angle is not small; measuring it costs a Jacobian.
      if left !== here, let before = left.value, let f = here.value, f < 0.999 * before { return nil }
      guard let measure = tangent.measure(problem.coefficients(at: here.x)) else { return nil }
      return self.sentence(measure, tangent)
    }
  }

  /// Gauss–Newton steps by QR as long as the cosine falls; the end is where it was least. Coefficients that bounds hold stay.
  private func polished(_ ended: FitAttempt, _ tangent: Tangent, _ scale: Double?, _ stages: FitStages) throws -> FitAttempt {
    let free = model.free.filter { ended.held[$0] == nil }
    guard !free.isEmpty, ended.hasFullRank, free.count < model.rowCount, !stages.isExhausted else { return ended }
    let problem =
      free.count == model.free.count
      ? tangent.problem : FitProblem(model, free: free, values: ended.coefficients, isBounded: false, scale: scale)
    guard var least = tangent.measure(ended.coefficients), least.cosine > 1e-12 else { return ended }
    var best = ended.coefficients
    let first = least
    var failures = 0
    let chain = try standard(Fitter.polishingChain)
    _ = try stages.run(chain, on: problem.problem, from: problem.point(of: best), steps: 100) { _, here in
      let coefficients = problem.coefficients(at: here.x)
      guard let measure = tangent.measure(coefficients), self.areInside(coefficients) else { return "left where the model is defined" }
      if measure.projected < least.projected, measure.norm <= first.norm * (1 + 1e-6) {
        (least, best, failures) = (measure, coefficients, 0)
      } else {
        failures += 1
      }
      // Further digits of a cosine this small are far below those of the coefficients.
      return failures >= 3 || measure.cosine <= 1e-12 ? "the cosine does not fall any more" : nil
    }
    var result = ended
    result.coefficients = best
    result.chain += ", then \(chain.text)"
    take(tangent.measure(best), tangent, into: &result)
    return result
  }

  private func areInside(_ coefficients: [Double]) -> Bool {
    zip(model.coefficients, coefficients).allSatisfy { $0.isFixed || ($1 >= $0.bounds.lower && $1 <= $0.bounds.upper) }
  }
}
