import Language
import Problems

/// A part of a report: a title, sentences, a table.
struct ReportSection: Sendable {
  var title: String
  var lines: [String] = []
  var table: TextTable?
}

/// What is said of a comparison, before any format.
public struct ComparisonReport: Sendable {
  public let data: ComparisonData
  private let version: String

  public init(_ data: ComparisonData, version: String) {
    self.data = data
    self.version = version
  }

  private var plan: ComparisonPlan { data.plan }
  private var allProblems: [Int] { Array(plan.problems.indices) }

  func sections() -> [ReportSection] {
    var sections = [conditions]
    if plan.problems.count > 1 { sections.append(overall) }
    sections.append(byProblem)
    sections.append(profileTable)
    let causes = data.unsolvedByCause()
    if !causes.isEmpty { sections.append(unsolved(causes)) }
    sections.append(method)
    return sections
  }

  // MARK: what was compared

  var title: String {
    "\(counted(plan.chains.count, "chain")) on \(counted(plan.problems.count, "problem")), \(counted(plan.seeds, "start")) each"
  }

  private var conditions: ReportSection {
    let settings = plan.settings
    let present = plan.runCount - data.missing
    var lines = ["\(counted(present, "run")), each of at most \(shortText(settings.budget)) evaluations, counted \(settings.weights.text)."]
    if data.missing > 0 {
      lines.append("\(data.missing) of \(plan.runCount) runs are missing: the same command with the same -o goes on with them.")
    }
    let accuracy = canonicalText(of: plan.accuracy)
    let unknown = allProblems.filter { !data.knowsMinimum(problem: $0) }.map { plan.problems[$0].text }
    let known = "f <= lowest + \(accuracy) max(1, |lowest|), where lowest is the problem's known minimum"
    let reduced = "f <= lowest + \(canonicalText(of: ComparisonData.reduction)) (f at the start - lowest)"
    if unknown.isEmpty {
      lines.append("Solved: \(known).")
    } else if unknown.count == plan.problems.count {
      lines.append("Solved: \(reduced), where lowest is the lowest value of any run from the same start, since no minimum is known.")
    } else {
      lines.append(
        "Solved: \(known); where none is known (\(unknown.joined(separator: ", "))), \(reduced), and lowest is the lowest value of any run from "
          + "the same start.")
    }
    for chain in plan.chains where chain.label != chain.text { lines.append("\(chain.label) = \(chain.text)") }
    return ReportSection(title: title, lines: lines)
  }

  // MARK: tables

  private static let verdictColumns: [TextTable.Column] = [
    .init(title: "against the first", wraps: true), .init(title: "p", isNumber: true, isOptional: true),
  ]

  private var overall: ReportSection {
    var table = TextTable([
      .init(title: "chain", isFlexible: true), .init(title: "solved", isNumber: true), .init(title: "95 % interval", isNumber: true),
      .init(title: "fastest", isNumber: true), .init(title: "failed", isNumber: true, isOptional: true),
    ] + ComparisonReport.verdictColumns)
    let rows = data.summaries(problems: allProblems)
    for (row, verdict) in zip(rows, data.verdicts(rows.map(\.chain), problems: allProblems)) {
      let interval = row.solvedInterval
      table.rows.append([
        plan.chains[row.chain].label, "\(row.solved)/\(row.runs)",
        "\(formatted("%.0f", 100 * interval.lowerBound))–\(percent(interval.upperBound))", percent(row.fastest), "\(row.failures)",
        verdict.text, verdict.probabilityText,
      ])
    }
    return ReportSection(title: "All problems", table: table)
  }

  private var byProblem: ReportSection {
    var table = TextTable([
      .init(title: "problem", isFlexible: true), .init(title: "chain", isFlexible: true), .init(title: "solved", isNumber: true),
      .init(title: "evaluations", isNumber: true), .init(title: "quartiles", isNumber: true, isOptional: true),
      .init(title: "best f", isNumber: true, isOptional: true),
    ] + ComparisonReport.verdictColumns, isGrouped: true)
    for problem in allProblems {
      let rows = data.summaries(problems: [problem])
      for (row, verdict) in zip(rows, data.verdicts(rows.map(\.chain), problems: [problem])) {
        table.rows.append([
          plan.problems[problem].text, plan.chains[row.chain].label, "\(row.solved)/\(row.runs)", costText(row.cost.median),
          quartilesText(row.cost), row.best.isFinite ? shortText(row.best) : "–", verdict.text, verdict.probabilityText,
        ])
      }
    }
    return ReportSection(title: byProblemTitle, table: table)
  }

  /// Both kinds of profiles in numbers.
  private var profileTable: ReportSection {
    let accuracies = ComparisonData.accuracies
    var columns: [TextTable.Column] = [.init(title: "chain", isFlexible: true)]
    for tau in accuracies { columns.append(.init(title: "to \(canonicalText(of: tau))", isNumber: true, wraps: true)) }
    var table = TextTable(columns)
    table.rows = plan.chains.map { [$0.label] }
    for tau in accuracies {
      let ratios = data.profile(.performance, tau: tau), units = data.profile(.data, tau: tau)
      for chain in plan.chains.indices {
        let shares = [share(ratios[chain], atMost: 1), share(ratios[chain], atMost: 2), share(units[chain], atMost: 100)]
        let solved = share(ratios[chain], atMost: .greatestFiniteMagnitude)
        table.rows[chain].append((shares + [solved]).map { formatted("%.0f", 100 * $0) }.joined(separator: " "))
      }
    }
    let lines = ["Runs in % that reduced f − lowest to that part of its value at the start: fastest of all chains, within twice the fastest "
      + "(performance profiles at 1 and 2), within 100 (n + 1) evaluations (data profile at 100), within the budget."]
    return ReportSection(title: ComparisonReport.profileTitle, lines: lines, table: table)
  }

  private func unsolved(_ causes: [(cause: String, chain: Int, runs: [(problem: Int, seed: Int)])]) -> ReportSection {
    var table = TextTable([
      .init(title: "chain", isFlexible: true), .init(title: "runs", isNumber: true), .init(title: "how they ended", wraps: true), .init(title: "where", wraps: true),
    ], isGrouped: true)
    for cause in causes {
      var places: [String] = []
      for problem in allProblems {
        let seeds = cause.runs.filter { $0.problem == problem }.map { plan.firstSeed + $0.seed }
        if seeds.isEmpty { continue }
        places.append(plan.problems[problem].text + (seeds.count == plan.seeds ? "" : " (\(ranges(seeds)))"))
      }
      table.rows.append([plan.chains[cause.chain].label, "\(cause.runs.count)", cause.cause, places.joined(separator: ", ")])
    }
    return ReportSection(title: "Not solved, by cause", table: table)
  }

  private var method: ReportSection {
    var lines = ["evaluations: until the target, median and quartiles of all runs; – where so many did not reach it."]
    lines.append(
      "against the first: the median ratio of evaluations in pairs with the same problem and start, with a 95 % bootstrap interval; "
        + "not distinguishable where Wilcoxon's signed-rank test, two-sided and Holm-adjusted within the table, has p >= 0.05.")
    var costs = "Costs are up to 2 % too high, but exact for the plan's target where the minimum is known and the chain sees f itself."
    if allProblems.contains(where: { !data.knowsMinimum(problem: $0) }) {
      costs += " Where no minimum is known, the target is the reduction of f that Moré and Wild ask for: it depends on the best of the chains "
        + "compared, which reaches it by definition."
    }
    lines.append(costs)
    let spread = canonicalText(of: plan.settings.spread)
    lines.append(
      "seed 0 starts where the problem says, seed k at x + \(spread) max(1, |x|) z with the same normal z for every chain. tzopt \(version)")
    return ReportSection(title: "How to read this", lines: lines)
  }

  // MARK: words

  static let profileTitle = "Profiles"
  var byProblemTitle: String { plan.problems.count > 1 ? "By problem" : "Evaluations to the target" }

  private func percent(_ share: Double) -> String { formatted("%.0f", 100 * share) + " %" }
}

/// Evaluations in few digits; `–` where they are not enough.
func costText(_ cost: Double) -> String {
  if !cost.isFinite { return "–" }
  return cost >= 1e7 ? shortText(cost) : cost == cost.rounded() ? formatted("%.0f", cost) : formatted("%.1f", cost)
}

/// `82–90`, nothing where not even a quarter of the runs reached the target.
private func quartilesText(_ cost: Quartiles) -> String {
  guard cost.lower.isFinite else { return "" }
  return "\(costText(cost.lower))–\(cost.upper.isFinite ? costText(cost.upper) : "∞")"
}

/// `0–3, 7`
private func ranges(_ seeds: [Int]) -> String {
  var parts: [String] = []
  var first = 0
  for i in seeds.indices where i + 1 == seeds.count || seeds[i + 1] != seeds[i] + 1 {
    parts.append(i == first ? "\(seeds[i])" : "\(seeds[first])–\(seeds[i])")
    first = i + 1
  }
  return (seeds.count == 1 ? "seed " : "seeds ") + parts.joined(separator: ", ")
}
