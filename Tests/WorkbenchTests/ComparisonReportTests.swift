import Optimization
import Testing

@testable import Workbench

/// Profiles and tables of results made by hand, against numbers worked out by hand.
@Suite struct ComparisonReportTests {
  private let settings = RunSettings()

  private func plan(chains: Int, problems: Int, seeds: Int) -> ComparisonPlan {
    ComparisonPlan(
      chains: (0..<chains).map { PlannedChain(label: "chain\($0)", text: "lr(\($0 + 1))") },
      problems: (0..<problems).map { PlannedProblem(text: "problem\($0)", hash: UInt64($0)) }, seeds: 0..<seeds, accuracy: 1e-6,
      settings: settings)
  }

  /// f falls from 1 at cost 1 to 0 at the cost given; infinite stays at 1.
  private func result(_ request: RunRequest, cost: Double, status: RunStatus = .converged, reason: String = "") -> RunResult {
    var trace = CostTrace()
    trace.add(1, cost: 1)
    if cost.isFinite { trace.add(0, cost: cost) }
    return RunResult(
      request: request, version: "1", type: "float64", dimension: 4, minimum: 0, status: status, reason: reason, steps: 1,
      counts: EvaluationCounts(), cost: cost, seconds: 0.5, startValue: 1, f: trace.best, xHash: 1, trace: trace)
  }

  private func data(_ plan: ComparisonPlan, _ cost: (_ chain: Int, _ problem: Int, _ seed: Int) -> Double) -> ComparisonData {
    ComparisonData(plan, results: (0..<plan.runCount).map { number in
      let request = plan.request(number)
      let chain = plan.chains.firstIndex { $0.text == request.chain } ?? 0
      return result(request, cost: cost(chain, Int(request.problemHash), request.seed))
    })
  }

  @Test func profilesAreThoseOfTheirPapers() {
    let costs = [[10, .infinity], [20, 30]]
    let data = data(plan(chains: 2, problems: 2, seeds: 1)) { chain, problem, _ in costs[chain][problem] }
    #expect(data.profile(.performance, tau: 0.1) == [[1, .infinity], [2, 1]])
    // n + 1 = 5
    #expect(data.profile(.data, tau: 1e-7) == [[2, .infinity], [4, 6]])
    let runtimes = data.runtimes()
    #expect(runtimes[0].count == 2 * 51)
    // f = 1 is at or below the 11 targets from 100 to 1; the other 40 are reached at the end, or never.
    #expect(share(runtimes[0], atMost: 0.25) == 22.0 / 102)
    #expect(share(runtimes[0], atMost: 2.5) == 62.0 / 102 && share(runtimes[0], atMost: 1e9) == 62.0 / 102)
    #expect(share(runtimes[1], atMost: 7.5) == 1)
  }

  @Test func aCurveIsTheDistributionOfItsValues() {
    let curve = distributionCurve([4, 2, 2, .infinity], from: 1, to: 10)
    #expect(curve.map(\.x) == [1, 2, 4, 10] && curve.map(\.y) == [0, 0.5, 0.75, 0.75])
  }

  @Test func aClearDifferenceIsSeenAndNoiseIsNot() {
    let clear = data(plan(chains: 2, problems: 1, seeds: 10)) { chain, _, seed in Double(100 + seed) * (chain == 0 ? 1 : 3) }
    let verdict = clear.verdicts([0, 1], problems: [0])[1]
    #expect(verdict.kind == .different && abs(verdict.ratio - 3) < 0.03)
    // 2 / 2^10
    #expect(verdict.probability == 0.001953125)
    let noise = data(plan(chains: 2, problems: 1, seeds: 10)) { chain, _, seed in 100 + Double((seed * 7 + chain * 5) % 10) }
    #expect(noise.verdicts([0, 1], problems: [0])[1].kind == .notDistinguishable)
    let few = data(plan(chains: 2, problems: 1, seeds: 5)) { chain, _, seed in Double(100 + seed) * (chain == 0 ? 1 : 3) }
    #expect(few.verdicts([0, 1], problems: [0])[1].kind == .tooFewRuns)
  }

  @Test func runsThatFailAreWorseThanAnyThatSolve() {
    let data = data(plan(chains: 2, problems: 1, seeds: 8)) { chain, _, _ in chain == 0 ? .infinity : 900 }
    let rows = data.summaries(problems: [0])
    #expect(rows.map(\.chain) == [1, 0] && rows.map(\.solved) == [8, 0])
    let verdict = data.verdicts([1, 0], problems: [0])[1]
    #expect(verdict.kind == .different && verdict.ratio == .infinity && verdict.text == "solves fewer")
  }

  @Test func resultsComeBackFromTheirLines() throws {
    let plan = plan(chains: 1, problems: 1, seeds: 1)
    var before = result(plan.request(0), cost: 10.5, status: .diverged, reason: "a \"reason\"\n")
    before.f = .nan
    let after = try #require(RunResult(try JSONReader.value(before.json.dropLast()[...])))
    #expect(after.json == before.json && after.request == before.request && after.trace.samples == before.trace.samples)
    #expect(try ComparisonPlan(JSONReader.value(plan.json.dropLast()[...])) == plan)
  }

  @Test func tablesOfAllFormatsHaveEveryRow() {
    let data = data(plan(chains: 3, problems: 2, seeds: 2)) { chain, problem, seed in Double(10 + chain + problem + seed) }
    let report = ComparisonReport(data, version: "1")
    #expect(report.text(.csv).split(separator: "\n").count == 1 + 3 * 3)
    for format in [ComparisonFormat.table, .markdown, .html] {
      let text = report.text(format)
      #expect(text.components(of: "chain2") >= 3, "\(format)")
    }
    // A narrow terminal cuts names, not lines in two.
    let narrow = report.text(.table, style: TextStyle(columns: 80, lines: 40))
    #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(narrow)")
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
