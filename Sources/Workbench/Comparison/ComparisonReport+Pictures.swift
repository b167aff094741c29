import Language

/// A curve of a report, for programs.
struct ReportCurve {
  /// `performance`, `data` or `runtime`.
  let kind: String
  let label: String
  /// The reduction of f; nil for runtime distributions, which are over many.
  let accuracy: Double?
  let points: [(x: Double, y: Double)]
}

extension ComparisonReport {
  /// Performance profiles, data profiles and runtime distributions, then the descent on each problem.
  public var pictures: [Picture] {
    profiles(.performance) + profiles(.data) + [runtimePicture] + descents
  }

  var descents: [Picture] { data.plan.problems.indices.compactMap(descent) }

  /// Profiles of both kinds at a middling accuracy and the runtimes: what one sheet holds.
  public var summaryPictures: [Picture] { [profiles(.performance)[2], profiles(.data)[2], runtimePicture] }

  /// The performance profile at a middling accuracy and the runtimes, in braille.
  public func terminalPictures(style: TextStyle) -> String {
    [profiles(.performance)[2], runtimePicture].map { brailleText($0, columns: min(100, style.columns), lines: 18, style: style) }
      .joined(separator: "\n")
  }

  func curves() -> [ReportCurve] {
    var curves: [ReportCurve] = []
    for kind in ProfileKind.allCases {
      for (tau, picture) in zip(ComparisonData.accuracies, profiles(kind)) {
        curves += picture.series.map { ReportCurve(kind: kind.rawValue, label: $0.name, accuracy: tau, points: $0.points) }
      }
    }
    return curves + runtimePicture.series.map { ReportCurve(kind: "runtime", label: $0.name, accuracy: nil, points: $0.points) }
  }

  /// One picture for each accuracy.
  func profiles(_ kind: ProfileKind) -> [Picture] {
    ComparisonData.accuracies.map { tau in
      let abscissas = data.profile(kind, tau: tau)
      let accuracy = canonicalText(of: tau)
      var picture = Picture(
        title: "\(kind == .performance ? "Performance" : "Data") profile: f − lowest reduced to \(accuracy) of its start",
        xLabel: kind == .performance ? "evaluations / those of the fastest chain" : "evaluations / (n + 1)",
        yLabel: "share of runs solved", xScale: .logarithmic, yScale: .linear, yRange: 0...1)
      let end = niceEnd(abscissas, atLeast: kind == .performance ? 10 : 100)
      let start = kind == .performance ? 1 : min(1, abscissas.joined().min() ?? 1)
      picture.xRange = start...end
      picture.series = series(abscissas, from: start, to: end)
      return picture
    }
  }

  var runtimePicture: Picture {
    let runtimes = data.runtimes()
    let start = min(1, runtimes.joined().min() ?? 1), end = niceEnd(runtimes, atLeast: 100)
    return Picture(
      title: "Runtimes to 51 targets, f − lowest <= 100 … 1e-8", xLabel: "evaluations / n",
      yLabel: "share of runs and targets", xScale: .logarithmic, yScale: .linear, xRange: start...end, yRange: 0...1,
      series: series(runtimes, from: start, to: end))
  }

  private func series(_ abscissas: [[Double]], from start: Double, to end: Double) -> [Series] {
    zip(data.plan.chains, abscissas).map { chain, values in
      Series(chain.label, distributionCurve(values, from: start, to: end), drawing: .steps)
    }
  }

  /// A little beyond the last jump, so that it is seen.
  private func niceEnd(_ abscissas: [[Double]], atLeast least: Double) -> Double {
    max(least, 1.2 * (abscissas.joined().filter(\.isFinite).max() ?? 1))
  }

  /// The gap to the lowest value against evaluations, the median of the runs; nil where no run came to a value.
  private func descent(_ problem: Int) -> Picture? {
    let plan = data.plan
    var picture = Picture(
      title: plan.problems[problem].text, xLabel: "evaluations",
      yLabel: plan.seeds > 1 ? "f − lowest, median of the runs" : "f − lowest", xScale: .logarithmic)
    for (chain, planned) in plan.chains.enumerated() {
      let runs = (0..<plan.seeds).compactMap { seed in
        data[chain, problem, seed].map { ($0.trace, data.lowestValue(problem: problem, seed: seed), $0.cost) }
      }
      let points = medianGaps(runs)
      if points.contains(where: { $0.y > 0 }) { picture.series.append(Series(planned.label, points, drawing: .steps)) }
    }
    return picture.series.isEmpty ? nil : picture
  }

  /// The median over runs of the gap, at every cost where one of them falls, thinned like a trace, and at the end of the longest run.
  private func medianGaps(_ runs: [(trace: CostTrace, lowest: Double, cost: Double)]) -> [(x: Double, y: Double)] {
    let costs = runs.flatMap { $0.trace.samples.map(\.cost) }.sorted()
    var points: [(x: Double, y: Double)] = []
    var places = [Int](repeating: -1, count: runs.count)
    for cost in costs {
      if let last = points.last, cost < last.x * CostTrace.ratio { continue }
      let gaps = runs.indices.map { i -> Double in
        let samples = runs[i].trace.samples
        while places[i] + 1 < samples.count, samples[places[i] + 1].cost <= cost { places[i] += 1 }
        return places[i] < 0 ? .infinity : max(0, samples[places[i]].f - runs[i].lowest)
      }
      let median = Quartiles(gaps).median
      // Zero is nowhere on a logarithmic axis: what is solved to the last digit ends the curve.
      if median.isFinite { points.append((cost, median)) }
      if median == 0 { return points }
    }
    let end = runs.map(\.cost).filter(\.isFinite).max() ?? 0
    let median = Quartiles(runs.map { max(0, $0.trace.best - $0.lowest) }).median
    if let last = points.last, end > last.x, median.isFinite { points.append((end, median)) }
    return points
  }
}
