import Language

// One report in each format.

public enum ComparisonFormat: String, Sendable, CaseIterable {
  case table, markdown, csv, jsonl, html
}

extension ComparisonReport {
  public func text(_ format: ComparisonFormat, style: TextStyle = TextStyle()) -> String {
    switch format {
    case .table: table(style)
    case .markdown: markdown
    case .csv: csv
    case .jsonl: jsonLines
    case .html: html
    }
  }

  private func table(_ style: TextStyle) -> String {
    var parts: [String] = []
    for section in sections() {
      var text = style.bold(section.title) + "\n"
      for line in section.lines { text += wrapped(line, width: style.columns - 2).map { "  \($0)\n" }.joined() }
      if let table = section.table { text += table.text(style) }
      parts.append(text)
    }
    return parts.joined(separator: "\n")
  }

  private var markdown: String {
    var parts: [String] = []
    for (i, section) in sections().enumerated() {
      var text = (i == 0 ? "# " : "## ") + section.title + "\n\n"
      text += section.lines.map { "- \($0)\n" }.joined()
      if !section.lines.isEmpty, section.table != nil { text += "\n" }
      if let table = section.table { text += table.markdown }
      parts.append(text)
    }
    return parts.joined(separator: "\n")
  }

  // MARK: for programs

  private struct Row {
    let problem: String?
    let chain: PlannedChain
    let summary: ChainSummary
    let verdict: Verdict
  }

  /// Over all problems (`problem` nil), then by problem.
  private func rows() -> [Row] {
    let plan = data.plan
    let groups: [(name: String?, problems: [Int])] =
      [(nil, Array(plan.problems.indices))] + plan.problems.indices.map { (plan.problems[$0].text, [$0]) }
    return groups.flatMap { group in
      let summaries = data.summaries(problems: group.problems)
      return zip(summaries, data.verdicts(summaries.map(\.chain), problems: group.problems)).map { summary, verdict in
        Row(problem: group.name, chain: plan.chains[summary.chain], summary: summary, verdict: verdict)
      }
    }
  }

  private var csv: String {
    var text = "problem,label,chain,runs,solved,solved_low,solved_high,fastest,evals_q1,evals_median,evals_q3,f_best,failed,seconds,"
    text += "ratio,ratio_low,ratio_high,p,verdict\n"
    for row in rows() {
      let s = row.summary, v = row.verdict
      let numbers = [
        s.solvedInterval.lowerBound, s.solvedInterval.upperBound, s.fastest, s.cost.lower, s.cost.median, s.cost.upper, s.best,
      ]
      var fields = [row.problem ?? "all", row.chain.label, row.chain.text].map(csvField)
      fields += ["\(s.runs)", "\(s.solved)"] + numbers.map(\.description) + ["\(s.failures)", s.seconds.description]
      let comparison = [v.ratio, v.interval?.lowerBound, v.interval?.upperBound, v.probability]
      fields += comparison.map { $0.map { $0.isNaN ? "" : $0.description } ?? "" } + [v.kind.rawValue]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }

  private var jsonLines: String {
    var json = JSONText()
    for row in rows() {
      json.object { json in
        json.key("problem")
        if let problem = row.problem { json.string(problem) } else { json.null() }
        json.key("label")
        json.string(row.chain.label)
        json.key("chain")
        json.string(row.chain.text)
        let s = row.summary, v = row.verdict
        json.counted([("runs", s.runs), ("solved", s.solved), ("failed", s.failures)])
        json.numbers([
          ("solved_low", s.solvedInterval.lowerBound), ("solved_high", s.solvedInterval.upperBound), ("fastest", s.fastest),
          ("evals_q1", s.cost.lower), ("evals_median", s.cost.median), ("evals_q3", s.cost.upper), ("f_best", s.best),
          ("seconds", s.seconds), ("ratio", v.ratio), ("ratio_low", v.interval?.lowerBound ?? .nan),
          ("ratio_high", v.interval?.upperBound ?? .nan), ("p", v.probability ?? .nan),
        ])
        json.key("verdict")
        json.string(v.kind.rawValue)
      }
      json.newline()
    }
    for curve in curves() {
      json.object { json in
        json.key("profile")
        json.string(curve.kind)
        json.key("label")
        json.string(curve.label)
        json.numbers([("accuracy", curve.accuracy ?? .nan)])
        json.key("points")
        json.array { json in
          for point in curve.points {
            json.array { json in
              json.number(point.x)
              json.number(point.y)
            }
          }
        }
      }
      json.newline()
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

extension JSONText {
  fileprivate mutating func counted(_ members: [(String, Int)]) {
    for (name, value) in members {
      key(name)
      number(value)
    }
  }

  fileprivate mutating func numbers(_ members: [(String, Double)]) {
    for (name, value) in members {
      key(name)
      number(value)
    }
  }
}
