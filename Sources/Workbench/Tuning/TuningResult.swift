import Language

/// What a search found.
public struct TuningResult: Sendable {
  struct Rung: Sendable {
    let budget: Double
    let data: ComparisonData
    /// Best first: the index of the trial, and its row in the data.
    let trials: [Int]
    let rows: [Int]
  }

  public let trials: [Trial]
  var rungs: [Rung]

  public var winner: Trial? { rungs.last?.trials.first.map { trials[$0] } }

  /// All runs of all rungs.
  private var runs: [RunResult] { rungs.flatMap { rung in rung.rows.flatMap { rung.data.runs(chain: $0) } } }

  public var cost: Double { runs.reduce(0) { $0 + $1.cost } }
  public var seconds: Double { runs.reduce(0) { $0 + $1.seconds } }

  public func text(style: TextStyle) -> String {
    guard let last = rungs.last, let winner else { return "no trial was run\n" }
    var text = style.bold("Rungs") + "\n"
    var table = TextTable([
      .init(title: "trials", isNumber: true), .init(title: "evaluations each", isNumber: true), .init(title: "runs", isNumber: true),
      .init(title: "spent", isNumber: true), .init(title: "solved", isNumber: true),
    ])
    for rung in rungs {
      let results = rung.rows.flatMap { rung.data.runs(chain: $0) }
      let solved = rung.data.summaries(problems: Array(rung.data.plan.problems.indices)).reduce(0) { $0 + $1.solved }
      table.rows.append([
        "\(rung.trials.count)", costText(rung.budget), "\(results.count)", costText(results.reduce(0) { $0 + $1.cost }), "\(solved)",
      ])
    }
    text += table.text(style) + "\n" + style.bold("Best of the last rung") + "\n" + best(last).text(style)
    text += "\n" + style.bold("Winner") + "\n  \(winner.chain)\n"
    text += "  trial \(winner.number) of \(trials.last?.number ?? 0); the search took \(runs.count) runs, \(costText(cost)) evaluations and "
    return text + durationText(seconds) + "\n"
  }

  /// The holes and what came of them, the ten best.
  private func best(_ rung: Rung) -> TextTable {
    let holes = trials.last?.values.map(\.hole) ?? []
    var table = TextTable(
      [.init(title: "trial", isNumber: true)] + holes.map { .init(title: $0, isNumber: true) } + [
        .init(title: "solved", isNumber: true), .init(title: "evaluations", isNumber: true), .init(title: "best f", isNumber: true),
        .init(title: "failed", isNumber: true),
      ])
    let summaries = rung.data.summaries(problems: Array(rung.data.plan.problems.indices))
    for (trial, row) in zip(rung.trials, rung.rows).prefix(10) {
      guard let summary = summaries.first(where: { $0.chain == row }) else { continue }
      let values = holes.map { hole in trials[trial].values.first { $0.hole == hole }.map { canonicalText(of: $0.value) } ?? "default" }
      table.rows.append(["\(trials[trial].number)"] + values + [
        "\(summary.solved)/\(summary.runs)", costText(summary.cost.median), summary.best.isFinite ? shortText(summary.best) : "–", "\(summary.failures)",
      ])
    }
    return table
  }

  /// One object: the winner and what it cost.
  public var json: String {
    var json = JSONText()
    json.object { json in
      json.key("chain")
      if let winner { json.string(winner.chain) } else { json.null() }
      json.key("trial")
      json.number(winner?.number ?? -1)
      json.key("values")
      json.object { json in
        for item in winner?.values ?? [] {
          json.key(item.hole)
          json.number(item.value)
        }
      }
      json.key("rungs")
      json.array { json in
        for rung in rungs {
          json.object { json in
            json.key("budget")
            json.number(rung.budget)
            json.key("trials")
            json.array { json in for trial in rung.trials { json.number(trials[trial].number) } }
          }
        }
      }
      json.key("runs")
      json.number(runs.count)
      json.key("evals")
      json.number(cost)
      json.key("seconds")
      json.number(seconds)
    }
    json.newline()
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
