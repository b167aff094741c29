import Numerics
import Optimization

extension RunReport {
  /// Status and reason in one line, with the value.
  public func line(_ style: TextStyle) -> String {
    "\(style.status(status)): \(reason); step \(steps), f = \(formatted("%.10g", f))"
      + (status == .failed && !f.isFinite && best.f.isFinite ? formatted("; best f = %.10g", best.f) + " (step \(best.step))\n" : "\n")
  }
}

/// The report of a run for people: status first, each criterion as measured against its limit, then counts and the point.
struct ReportText {
  private let report: RunReport
  private let title: RunTitle
  private let metrics: [Metric]
  private let style: TextStyle

  init(_ report: RunReport, _ title: RunTitle, _ metrics: [Metric], _ style: TextStyle) {
    self.report = report
    self.title = title
    self.metrics = metrics
    self.style = style
  }

  var text: String {
    var text = "\(style.status(report.status)): \(report.status.sentence)\n  \(report.reason)\n\n"
    text += criteria + "\n"
    text += field(title.isStochastic ? "f (one sample)" : "f", value)
    text += showsCoefficients ? coefficients : field("x", vectorText(report.x))
    if isBestElsewhere { text += bestPoint }
    for metric in metrics { text += field(metric.name, formatted("%.8g", metric.value)) }
    text += field("evaluations", counts)
    text += field("time", durationText(report.seconds))
    return text
  }

  /// A model's parameters are shown by name, where a screen can hold them.
  private var showsCoefficients: Bool { !title.model.isEmpty && report.x.count <= 60 && title.entryNames.count == report.x.count }

  private var coefficients: String {
    let width = title.entryNames.map(\.count).max() ?? 0
    return "  coefficients\n" + title.entryNames.enumerated().map { i, name in
      "    " + name.rightPadded(to: width) + formatted("%.10g", report.x[i]).leftPadded(to: 18) + "\n"
    }.joined()
  }

  private func field(_ name: String, _ value: String) -> String {
    // Names of metrics may be longer than the column.
    "  " + name.rightPadded(to: max(14, name.count + 2)) + value + "\n"
  }

  private var value: String {
    var text = formatted("%.15g", report.f)
    if let minimum = title.minimum, report.f.isFinite {
      text += formatted(title.isMinimumOfDomain ? "  (the minimum in its domain is %.10g)" : "  (the minimum is %.10g)", minimum)
    }
    return text
  }

  /// Whether an earlier point was lower by more than rounding.
  private var isBestElsewhere: Bool {
    let best = report.best
    if title.isStochastic { return false }
    if !best.f.isFinite || report.f.isFinite && best.x.hasSameBits(as: report.x) { return false }
    return !(report.f - best.f <= 1e-12 * abs(best.f))
  }

  private var bestPoint: String {
    let best = report.best
    return field("best f", formatted("%.15g", best.f) + "  (step \(best.step))") + field("best x", vectorText(best.x))
  }

  /// Criteria are met from above, limits from below; columns are aligned.
  private var criteria: String {
    var text = ""
    for criterion in report.criteria {
      let measured = criterion.measured.map(shortText) ?? "not evaluated"
      let sign = criterion.isLimit ? " of " : criterion.isMet ? " <= " : " > "
      let verdict = criterion.isMet ? (criterion.isLimit ? "reached" : "met") : ""
      let line =
        "  " + criterion.kind.rawValue.rightPadded(to: 16) + measured.leftPadded(to: 14) + sign.leftPadded(to: 4)
        + shortText(criterion.limit).rightPadded(to: 12) + ("(" + criterion.option + ")").rightPadded(to: 14) + verdict
      text += trimmed(line) + "\n"
    }
    return text
  }

  private var counts: String {
    let counts = report.counts
    var parts = [plural(counts.f, "value"), plural(counts.g, "gradient")]
    if counts.hvp > 0 { parts.append(plural(counts.hvp, "Hessian product")) }
    if counts.jac > 0 { parts.append(plural(counts.jac, "Jacobian product")) }
    return parts.joined(separator: ", ")
  }

  private func plural(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

  private func vectorText(_ x: Vector) -> String {
    if x.count <= 10 { return x.values.map { formatted("%.10g", $0) }.joined(separator: "  ") }
    return formatted("%.10g", x.norm2) + " in norm, \(x.count) entries"
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
