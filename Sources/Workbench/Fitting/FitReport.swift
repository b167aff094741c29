import Numerics
import Optimization
import Problems

/// How a fit ended. Only `converged` is success.
public enum FitStatus: Equatable, Sendable {
  /// A minimum, with all coefficients determined and residuals to tell how well.
  case converged
  /// The residuals are rounding: what they say of the coefficients' errors means nothing.
  case exact
  /// Some coefficients can change together without changing the model.
  case rankDeficient
  /// No more rows than coefficients: no degrees of freedom are left.
  case underdetermined
  /// The model or the response is not finite where the fit starts.
  case nonFinite
  /// No minimum was reached; why the run ended.
  case ended(RunStatus)

  /// The word in reports and JSON lines.
  public var word: String {
    switch self {
    case .converged: "converged"
    case .exact: "exact-fit"
    case .rankDeficient: "rank-deficient"
    case .underdetermined: "underdetermined"
    case .nonFinite: "non-finite"
    case .ended(let status): status.rawValue
    }
  }
}

/// A coefficient with what a fit says of it.
public struct CoefficientEstimate: Sendable {
  public enum Kind: Sendable, Equatable {
    case fitted, fixed
    /// Held by its bound.
    case bound(Double)
  }

  public let name: String
  public let value: Double
  public let start: Double
  /// The rule by which it got its start; nil where that was given.
  public let startRule: String?
  public let kind: Kind
  /// nil where the data do not tell.
  public let standardError: Double?
  /// Value over standard error.
  public var t: Double? { standardError.map { value / $0 } }
  /// 95 % by Student's t.
  public let interval: ClosedRange<Double>?
}

/// The end of a fit: coefficients, how well they are known, and how the run went.
public struct FitReport {
  public let status: FitStatus
  /// Why, with numbers.
  public let reason: String
  public let coefficients: [CoefficientEstimate]
  public let rss: Double
  public let df: Int
  /// √(rss/df); nil without degrees of freedom.
  public let residualSD: Double?
  public let r2: Double?
  /// Of the fitted coefficients, in their order; nil where there are no standard errors.
  public let correlation: Matrix?
  /// Between the residuals and what the coefficients can change.
  public let cosine: Double
  /// Of the Jacobian with scaled columns.
  public let condition: Double
  /// Of a robust loss.
  public let scale: Double?
  /// Σ of the loss, which is rss for squares.
  public let f: Double
  public let minima: MultistartSummary
  /// The chain, or the chains in their order.
  public let chain: String
  public let steps: Int
  public let counts: EvaluationCounts
  public let seconds: Double
  public let model: FitModel

  public var isSuccess: Bool { status == .converged }

  init(
    _ model: FitModel, _ end: FitAttempt, _ statistics: FitStatistics, scale: Double?, minima: MultistartSummary, steps: Int,
    counts: EvaluationCounts, seconds: Double
  ) {
    let verdict = FitReport.verdict(model, end, statistics)
    (status, reason) = verdict
    // What the residuals of an exact fit would tell is rounding.
    let isTold = verdict.0 != .exact
    let free = statistics.free
    let half = statistics.df > 0 ? StudentT(degrees: Double(statistics.df)).quantile(tails: 0.05) : .nan
    coefficients = model.coefficients.enumerated().map { k, coefficient in
      let error = isTold ? free.firstIndex(of: k).flatMap { place in statistics.standardErrors.map { $0[place] } } : nil
      let value = end.coefficients[k]
      let interval = error.flatMap { error in
        let (low, high) = (value - half * error, value + half * error)
        return low <= high ? low...high : nil
      }
      return CoefficientEstimate(
        name: coefficient.name, value: value, start: coefficient.start, startRule: coefficient.startRule,
        kind: coefficient.isFixed ? .fixed : end.held[k].map { .bound($0) } ?? .fitted, standardError: error, interval: interval)
    }
    self.model = model
    (rss, df, r2) = (statistics.rss, statistics.df, statistics.r2)
    residualSD = df > 0 && rss.isFinite ? statistics.residualDeviation : nil
    correlation = isTold ? statistics.correlation : nil
    cosine = end.cosine
    condition = 1 / statistics.reciprocalCondition
    self.scale = scale
    f = end.f
    self.minima = minima
    chain = end.chain
    (self.steps, self.counts, self.seconds) = (steps, counts, seconds)
  }

  /// What is the matter with a fit comes before that it has converged.
  private static func verdict(_ model: FitModel, _ end: FitAttempt, _ statistics: FitStatistics) -> (FitStatus, String) {
    if end.chain.isEmpty { return (.nonFinite, end.reason) }
    if end.status == .interrupted { return (.ended(.interrupted), end.reason) }
    if !statistics.rss.isFinite {
      if end.status == .diverged { return (.ended(.diverged), end.reason) }
      return (.nonFinite, "the sum of squares is not finite where the fit ended\(end.isSettled ? "" : ": \(end.reason)")")
    }
    let free = statistics.free.count
    if statistics.df <= 0 {
      return (
        .underdetermined,
        "\(counted(free, "coefficient")) for \(counted(model.rowCount, "row")): nothing is left to tell their errors from"
      )
    }
    let size = model.responseNorm
    if statistics.norm <= 16 * .ulpOfOne * size {
      let part = statistics.norm == 0 ? "0" : "rounding, \(shortText(statistics.norm / size)) of the response"
      return (.exact, "the residuals are \(part): standard errors mean nothing")
    }
    if free > 0, !statistics.isFactored {
      return (.nonFinite, "the derivatives of the model are not finite where the fit ended")
    }
    if statistics.rank < free {
      let names = statistics.dependent.map { model.coefficients[$0].name }.joined(separator: ", ")
      let what = statistics.dependent.count == 1 ? "\(names) does not change the model" : "\(names) can change together without changing the model"
      return (.rankDeficient, "rank \(statistics.rank) for \(counted(free, "coefficient")): \(what); fix one (--fix)")
    }
    return (end.isSettled ? .converged : .ended(end.status), end.reason)
  }
}
