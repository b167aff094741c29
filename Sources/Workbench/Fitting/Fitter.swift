import Numerics
import Optimization
import Problems

#if canImport(Glibc)
  import Glibc
#endif

/// Fits the coefficients of a formula to data, by a chain of modules or by the default sequence of them, and says how well they
/// are known.
///
///     let fitter = Fitter(try FitModel(request))
///     let report = try fitter.fit()
public final class Fitter {
  public let model: FitModel
  /// Makes the chain that fits; nil: the default ones.
  public var chain: (() throws -> Chain)?
  /// `maximalSteps` holds for each start, the other limits for the whole fit.
  public var rules: StopRules
  /// The cosine between the residuals and what the coefficients can change at or below which a fit has converged.
  public var tolerance = 1e-7
  /// So many starts: the one of the model, and draws around it.
  public var starts = 1
  public var seed: UInt64 = 0
  public var observers: [any RunObserver] = []
  public var isInterrupted: (() -> Bool)?

  public init(_ model: FitModel) {
    self.model = model
    rules = StopRules()
    rules.maximalSteps = 10_000
    rules.gradientTolerance = 0
  }

  /// For squares, without transformations.
  lazy var plainTangent = Tangent(model, scale: nil)

  var isDefault: Bool { chain == nil }
  var gradientTolerance: Double { rules.gradientTolerance }
  var chains: [() throws -> Chain] {
    chain.map { [$0] } ?? Fitter.defaultChains.map { text in { try self.standard(text) } }
  }

  private var made: [String: Chain] = [:]

  /// One of the standard chains, made once: each run prepares it anew, which empties its memory.
  func standard(_ text: String) throws -> Chain {
    if let known = made[text] { return known }
    let chain = try ChainReader.chain(text)
    made[text] = chain
    return chain
  }

  /// Fits from every start and reports on the best end.
  ///
  /// - Throws: what a chain or an observer throws; a fit that fails is a report.
  public func fit() throws -> FitReport {
    let began = Evaluator.now()
    let stages = FitStages(rules, observers, seed: seed, isInterrupted: isInterrupted)
    var attempts: [FitAttempt] = []
    for start in drawStarts() {
      stages.beginStart()
      attempts.append(try attempt(from: start, scale: nil, stages))
      if stages.isExhausted { break }
    }
    var best = attempts[0]
    for other in attempts.dropFirst() where other.isBetter(than: best) { best = other }
    let minima = MultistartSummary(attempts, best)
    var scale: Double?
    if !model.loss.isSquares, best.f.isFinite { scale = try fitRobustly(&best, stages) }
    let statistics = FitStatistics(model, plainTangent.problem, best.coefficients, held: best.held, scale: scale)
    return FitReport(
      model, best, statistics, scale: scale, minima: minima, steps: stages.steps, counts: stages.counts, seconds: Evaluator.now() - began)
  }

  /// From the least-squares fit: the loss with the scale given, or with s = median |r| / 0.6745 of its own residuals, which is
  /// repeated until s stays. The scale.
  private func fitRobustly(_ best: inout FitAttempt, _ stages: FitStages) throws -> Double? {
    stages.beginStart()
    if let given = model.loss.givenScale {
      best = try attempt(from: best.coefficients, scale: given, stages)
      return given
    }
    var scale = 0.0
    for _ in 0..<200 {
      let next = medianScale(best.coefficients)
      guard next > 0, next.isFinite else {
        best.isSettled = false
        best.status = .failed
        best.reason = "the scale of \(model.loss.text) is 0, since half of the residuals are; give one: \(model.loss.text.dropLast()), scale=0.1)"
        return nil
      }
      if abs(next - scale) <= 1e-10 * scale { return scale }
      scale = next
      best = try attempt(from: best.coefficients, scale: scale, stages)
      if stages.isExhausted || !best.f.isFinite { return scale }
    }
    best.isSettled = false
    best.status = .stepLimit
    best.reason = "the scale of \(model.loss.text) did not settle in 200 fits"
    return scale
  }

  /// median |r| / 0.6745, the standard deviation of normal residuals.
  private func medianScale(_ coefficients: [Double]) -> Double {
    let plain = plainTangent.problem
    let r = Vector(count: model.rowCount)
    guard (try? plain.problem.function().residuals(at: plain.point(of: coefficients), into: r)) != nil, r.isFinite else { return .nan }
    let sizes = r.values.map { abs($0) }.sorted()
    let n = sizes.count
    return 0.5 * (sizes[(n - 1) / 2] + sizes[n / 2]) / 0.6744897501960817
  }

  /// The model's start, then draws: between two bounds uniformly; else the start, or its distance from the one bound, times 10ᵘ
  /// with u uniform in −1…1; where the start is 0, normal numbers.
  private func drawStarts() -> [[Double]] {
    var random = RandomSource(seed: seed).stream(2)
    var starts = [model.start]
    for _ in 1..<max(1, self.starts) {
      starts.append(
        model.coefficients.map { coefficient in
          if coefficient.isFixed { return coefficient.start }
          let bounds = coefficient.bounds
          if bounds.lower > -.infinity, bounds.upper < .infinity {
            let part = 1e-6 + (1 - 2e-6) * random.uniform()
            return bounds.lower * (1 - part) + bounds.upper * part
          }
          let factor = pow(10, 2 * random.uniform() - 1)
          if bounds.isActive {
            let bound = bounds.lower > -.infinity ? bounds.lower : bounds.upper
            return bound + (coefficient.start - bound) * factor
          }
          return coefficient.start == 0 ? random.normal() : coefficient.start * factor
        })
    }
    return starts
  }
}

/// How the starts of a multistart ended.
public struct MultistartSummary: Sendable {
  public let starts: Int
  /// Ended in the best minimum, in other minima, and in none.
  public let best, others, failed: Int

  init(_ attempts: [FitAttempt], _ found: FitAttempt) {
    starts = attempts.count
    let settled = attempts.filter(\.isSettled)
    best = settled.count { abs($0.f - found.f) <= 1e-6 * abs(found.f) || $0.f == found.f }
    others = settled.count - best
    failed = attempts.count - settled.count
  }
}
