import Numerics
import Optimization
import Problems

extension FitReport {
  /// Status and reason in one line.
  public func line(_ style: TextStyle) -> String { "\(shown(status, style)): \(reason)\n" }

  private func shown(_ status: FitStatus, _ style: TextStyle) -> String {
    switch status {
    case .converged: style.status(.converged)
    case .ended(let status): style.status(status)
    default: style.failure(status.word)
    }
  }

  /// The report for people.
  public func text(_ style: TextStyle) -> String {
    let rows = counted(model.rowCount, "row")
    var text = style.bold(model.path) + ": \(model.formula), \(rows)\n"
    if !chain.isEmpty { text += chain + "\n" }
    text += "\n\(shown(status, style))\n  \(reason)\n\n"
    text += coefficientTable(style) + "\n"
    if let correlation { text += correlationTable(correlation, style) }
    text += numbers
    return text
  }

  private func coefficientTable(_ style: TextStyle) -> String {
    let width = max(11, coefficients.map { $0.name.count }.max() ?? 0) + 2
    let header =
      "  " + "coefficient".rightPadded(to: width) + "value".leftPadded(to: 19) + "std. error".leftPadded(to: 14)
      + "t".leftPadded(to: 11) + "95 % from".leftPadded(to: 15) + "to".leftPadded(to: 15)
    var text = style.dim(header) + "\n"
    for coefficient in coefficients {
      var line = "  " + coefficient.name.rightPadded(to: width) + formatted("%.11g", coefficient.value).leftPadded(to: 19)
      switch coefficient.kind {
      case .fixed: line += "  fixed"
      case .bound: line += "  held by its bound"
      case .fitted:
        line += (coefficient.standardError.map { formatted("%.6g", $0) } ?? "-").leftPadded(to: 14)
        line += (coefficient.t.map { formatted("%.4g", $0) } ?? "-").leftPadded(to: 11)
        line += (coefficient.interval.map { formatted("%.7g", $0.lowerBound) } ?? "-").leftPadded(to: 15)
        line += (coefficient.interval.map { formatted("%.7g", $0.upperBound) } ?? "-").leftPadded(to: 15)
      }
      text += line + "\n"
    }
    return text
  }

  /// The lower triangle; names that do not fit go on in a further block.
  private func correlationTable(_ matrix: Matrix, _ style: TextStyle) -> String {
    let names = coefficients.filter { $0.kind == .fitted }.map(\.name)
    guard names.count > 1 else { return "" }
    let width = max(11, names.map(\.count).max() ?? 0) + 2
    let column = max(9, (names.map(\.count).max() ?? 0) + 2)
    let room = max(1, (style.columns - width - 2) / column)
    var text = ""
    for first in stride(from: 0, to: names.count - 1, by: room) {
      let columns = first..<min(first + room, names.count - 1)
      text += style.dim("  " + (first == 0 ? "correlation" : "").rightPadded(to: width) + columns.map { names[$0].leftPadded(to: column) }.joined()) + "\n"
      for i in (first + 1)..<names.count {
        text += "  " + names[i].rightPadded(to: width)
        for j in columns where j < i { text += formatted("%.4f", matrix[i, j]).leftPadded(to: column) }
        text += "\n"
      }
    }
    return text + "\n"
  }

  private var numbers: String {
    var text = ""
    func add(_ name: String, _ value: String) { text += "  " + name.rightPadded(to: 14) + value + "\n" }
    if rss.isFinite { add("rss", formatted("%.11g", rss)) }
    if let residualSD { add("residual sd", formatted("%.11g", residualSD) + "  (\(counted(df, "degree")) of freedom)") }
    if let r2 { add("R²", formatted("%.8g", r2)) }
    if !model.loss.isSquares {
      let scale = scale.map { formatted(", scale %.8g", $0) + (model.loss.givenScale == nil ? " (median |residual| / 0.6745)" : "") }
      add("loss", model.loss.text + (scale ?? ""))
    }
    if cosine.isFinite { add("cosine", formatted("%.2g", cosine) + "  (of residuals and model's tangent)") }
    if condition.isFinite { add("condition", formatted("%.3g", condition) + "  (of the Jacobian, columns scaled)") }
    let byRule = coefficients.filter { $0.startRule != nil }
    for coefficient in byRule {
      add(coefficient.name == byRule[0].name ? "starts" : "", "\(coefficient.name) = \(formatted("%.6g", coefficient.start)) by \(coefficient.startRule ?? "")")
    }
    let transformed = model.coefficients.filter { $0.bounds.isActive && !$0.isFixed }
    for coefficient in transformed {
      add(coefficient.name == transformed[0].name ? "bounds" : "", "\(coefficient.name) in \(coefficient.bounds.text)")
    }
    for note in model.notes { add("rows", note) }
    if minima.starts > 1 {
      add("multistart", "\(minima.starts) starts: \(minima.best) ended in this minimum, \(minima.others) in others, \(minima.failed) in none")
    }
    add("evaluations", "\(counted(steps, "step")), \(counted(counts.f, "value")), \(counted(counts.jac, "Jacobian product"))")
    add("time", durationText(seconds))
    return text
  }

  /// A line a coefficient, for other programs: what is not known is empty.
  public var csv: String {
    func number(_ value: Double?) -> String { value.map { $0.isFinite ? $0.description : "" } ?? "" }
    func field(_ text: String) -> String {
      text.contains(where: { ",\"\n".contains($0) }) ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
    }
    var text = "coefficient,value,stderr,t,low,high\n"
    for c in coefficients {
      text += "\(field(c.name)),\(number(c.value)),\(number(c.standardError)),\(number(c.t)),\(number(c.interval?.lowerBound)),\(number(c.interval?.upperBound))\n"
    }
    return text
  }
}
