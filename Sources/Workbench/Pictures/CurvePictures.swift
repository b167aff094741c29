import Problems

/// What curves of runs are drawn against.
public enum RunAxis: String, Sendable, CaseIterable {
  case steps, evals, seconds

  public var label: String {
    switch self {
    case .steps: "steps"
    case .evals: "evaluations (values, gradients and products)"
    case .seconds: "seconds"
    }
  }

  func value(_ row: RunTrace.Row) -> Double {
    switch self {
    case .steps: Double(row.step)
    case .evals: Double(row.evaluations)
    case .seconds: row.seconds
    }
  }
}

/// What is subtracted from f, so that a logarithmic axis shows how near to the minimum it is.
public enum ValueBase: Sendable {
  /// The minimum where the problem is built in and has a known one, otherwise nothing.
  case minimum
  /// The lowest value of all runs in the picture.
  case best
  case number(Double)
}

/// Curves of runs: f and |∇f| against steps, evaluations or seconds.
public struct CurvePictures {
  public var xAxis = RunAxis.steps
  public var showsValue = true
  public var showsGradient = true
  public var base = ValueBase.minimum
  public var xScale = Scale.linear
  public var yScale = Scale.automatic
  public var title: String?

  public init() {}

  /// One picture with both curves of a single run; of several runs a picture for each quantity.
  public func pictures(of runs: [RunTrace]) -> [Picture] {
    let title = title ?? runs.commonTitle
    let known = runs.contains { $0.rows.contains { $0.gradientNorm.isFinite } }
    let hasGradient = showsGradient && (known || !showsValue)
    let bases = bases(of: runs)
    let names = runs.count == 1 ? [""] : runs.differences
    func picture(_ label: String, _ series: [Series]) -> Picture {
      Picture(title: title, xLabel: xAxis.label, yLabel: label, xScale: xScale, yScale: yScale, series: series)
    }
    func values(_ i: Int, _ name: String) -> Series {
      Series(name, runs[i].rows.map { (xAxis.value($0), $0.f - bases.values[i]) })
    }
    func gradients(_ i: Int, _ name: String) -> Series { Series(name, runs[i].rows.map { (xAxis.value($0), $0.gradientNorm) }) }

    if runs.count == 1, showsValue, hasGradient {
      let label = "max |gradient|"
      return [picture("\(bases.label), \(label)", [values(0, bases.label), gradients(0, label)])]
    }
    var pictures: [Picture] = []
    if showsValue { pictures.append(picture(bases.label, names.indices.map { values($0, names[$0]) })) }
    if hasGradient { pictures.append(picture("max |gradient|", names.indices.map { gradients($0, names[$0]) })) }
    return pictures
  }

  /// What is subtracted from the values of each run, and what the difference is called.
  private func bases(of runs: [RunTrace]) -> (values: [Double], label: String) {
    switch base {
    case .number(let value): return (runs.map { _ in value }, value < 0 ? "f + \(shortText(-value))" : "f − \(shortText(value))")
    case .best:
      let best = runs.joined { $0.f }.min() ?? 0
      return (runs.map { _ in best }, "f − the lowest value here")
    case .minimum:
      let minima = runs.map(\.knownMinimum)
      let known = minima.compactMap { $0 }
      if known.count < runs.count || known.isEmpty { return (runs.map { _ in 0 }, "f") }
      return (known, known.allSatisfy { $0 == 0 } ? "f (the minimum is 0)" : "f − minimum")
    }
  }
}

extension [RunTrace] {
  fileprivate func joined(_ value: (RunTrace.Row) -> Double) -> [Double] { flatMap { $0.rows.map(value) }.filter(\.isFinite) }
}

extension RunTrace {
  /// The lowest value of the problem, where it is built in and no value of the run is lower.
  var knownMinimum: Double? {
    guard let request, case .builtIn = request.subject, let minimum = (try? request.problem())?.minimum else { return nil }
    let slack = 1e-9 * Swift.max(1, abs(minimum))
    return rows.allSatisfy { !($0.f < minimum - slack) } ? minimum : nil
  }
}
