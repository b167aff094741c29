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
    result(request, cost.isFinite ? [(1, 1), (cost, 0)] : [(1, 1)], cost: cost, minimum: 0, status: status, reason: reason)
  }

  /// A run that saw these values at these costs.
  private func result(
    _ request: RunRequest, _ values: [(cost: Double, f: Double)], cost: Double, minimum: Double?, status: RunStatus = .converged,
    reason: String = ""
  ) -> RunResult {
    var trace = CostTrace()
    for value in values { trace.add(value.f, cost: value.cost) }
    return RunResult(
      request: request, version: "1", type: "float64", dimension: 4, minimum: minimum, status: status, reason: reason, steps: 1,
      counts: EvaluationCounts(), cost: cost, seconds: 0.5, startValue: values.first?.f ?? .nan, f: trace.best, xHash: 1, trace: trace)
  }

  /// One problem, one seed, a run for each of these.
  private func data(_ runs: [[(cost: Double, f: Double)]], minimum: Double?) -> ComparisonData {
    let plan = plan(chains: runs.count, problems: 1, seeds: 1)
    return ComparisonData(plan, results: runs.indices.map { result(plan.request($0), runs[$0], cost: 100, minimum: minimum) })
  }

  private func costs(_ data: ComparisonData) -> [Double?] {
    data.plan.chains.indices.map { data.costToTarget(chain: $0, problem: 0, seed: 0) }
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

  /// With m others the least p of n pairs is m·2^(1 − n).
  @Test func pairsThatCannotShowADifferenceAreTooFew() {
    func kinds(_ chains: Int, _ seeds: Int) -> Set<Verdict.Kind> {
      let data = data(plan(chains: chains, problems: 1, seeds: seeds)) { chain, _, seed in Double((100 + seed) * (chain == 0 ? 1 : 3)) }
      return Set(data.verdicts(Array(0..<chains), problems: [0]).dropFirst().map(\.kind))
    }
    #expect(kinds(2, 5) == [.tooFewRuns] && kinds(2, 6) == [.different])
    #expect(kinds(3, 6) == [.tooFewRuns] && kinds(3, 7) == [.different])
    #expect(kinds(9, 8) == [.tooFewRuns] && kinds(9, 9) == [.different])
  }

  @Test func aVerdictSaysHowMuchWhereItIsNotSure() {
    #expect(Verdict(kind: .notDistinguishable, ratio: 1.25).text == "1.2× (not distinguishable)")
    #expect(Verdict(kind: .tooFewRuns, ratio: 3).text == "3× (too few runs)")
    #expect(Verdict(kind: .notDistinguishable, ratio: .nan).text == "neither solves")
    let none = data(plan(chains: 2, problems: 2, seeds: 10)) { _, _, _ in .infinity }
    #expect(none.verdicts([0, 1], problems: [0, 1])[1].text == "neither solves")
  }

  /// Nothing finite was evaluated, and nothing is known: no run is solved, and all that a report holds can be made.
  @Test func runsWithoutValues() {
    let data = data([[], []], minimum: nil)
    #expect(costs(data) == [.infinity, .infinity] && data.lowestValue(problem: 0, seed: 0) == .infinity)
    for format in ComparisonFormat.allCases { #expect(ComparisonReport(data, version: "1").text(format).contains("chain1"), "\(format)") }
    #expect(ComparisonReport(data, version: "1").terminalPictures(style: TextStyle()).contains("Performance profile"))
    #expect(CostTrace().cost(to: .infinity) == nil)
  }

  /// A run that leaves the domain is no measure for those that stay.
  @Test func theKnownMinimumIsTheMeasure() {
    let data = data([[(1, 5), (10, 2)], [(1, 5), (7, -3e19)]], minimum: 2)
    #expect(data.lowestValue(problem: 0, seed: 0) == 2 && costs(data) == [10, 7])
  }

  /// Without a known minimum the target is a part of the way from the start to the lowest value of all.
  @Test func withoutAMinimumTheTargetIsAReduction() {
    let runs: [[(cost: Double, f: Double)]] = [[(1, 1000), (5, 2.5), (20, 1)], [(1, 1000), (30, 1.5)], [(1, 1000), (40, 3)]]
    // lowest + 1e-3 (1000 - 1) is 1.999
    #expect(costs(data(runs, minimum: nil)) == [20, 30, .infinity])
    #expect(costs(data(runs, minimum: 1)) == [20, .infinity, .infinity])
    // Nobody left the start.
    #expect(costs(data([[(1, 7)], [(1, 7)]], minimum: nil)) == [.infinity, .infinity])
    #expect(ComparisonReport(data(runs, minimum: nil), version: "1").text(.markdown).contains("f <= lowest + 0.001 (f at the start - lowest)"))
  }

  @Test func minusInfinityIsNoValue() throws {
    let plan = plan(chains: 1, problems: 1, seeds: 1)
    let run = result(plan.request(0), [(1, 5), (2, 3), (3, -.infinity)], cost: 3, minimum: nil, status: .diverged)
    #expect(run.best == 3 && run.trace.samples.count == 2)
    // Files of before may hold it, as null.
    let text = String(decoding: run.json.dropLast(), as: UTF8.self)
    let stored = text.replacing("[2.0,3.0]]", with: "[2.0,3.0],[3.0,null]]").replacing("[2,3]]", with: "[2,3],[3,null]]")
    #expect(stored != text)
    #expect(try RunResult(JSONReader.value(stored))?.trace.samples == run.trace.samples)
  }

  @Test(arguments: [("\"seed\":0", "\"seed\":-9223372036854775808"), ("\"dimension\":4", "\"dimension\":9223372036854775807")])
  func linesThatAreNoRun(_ before: String, _ after: String) throws {
    let plan = plan(chains: 1, problems: 1, seeds: 1)
    let text = String(decoding: result(plan.request(0), cost: 10).json.dropLast(), as: UTF8.self)
    #expect(text.contains(before))
    #expect(try RunResult(JSONReader.value(text)) != nil)
    #expect(try RunResult(JSONReader.value(text.replacing(before, with: after))) == nil)
  }

  /// A first line may be torn as any other.
  @Test func aTornFirstLineIsAnEmptyFile() throws {
    for text in ["", "{\"compar", "{\"comparison\":{\"chains\":["] {
      let stored = try StoredResults(path: "r", bytes: Array(text.utf8))
      #expect(stored.plans.isEmpty && stored.wholeLength == 0)
    }
    for text in ["x", "{\"chain\":", "{\"compar\n"] { #expect(throws: ReadError.self) { try StoredResults(path: "r", bytes: Array(text.utf8)) } }
  }

  @Test func onlyWhatWasNotSolvedHasACause() {
    let plan = plan(chains: 2, problems: 1, seeds: 2)
    let reasons = ["step 3: f is inf", "step 5: f is -nan"]
    let results = (0..<plan.runCount).map { number in
      let request = plan.request(number)
      return result(request, cost: number % 2 == 0 ? 10 : .infinity, status: .diverged, reason: reasons[request.seed])
    }
    let causes = ComparisonData(plan, results: results).unsolvedByCause()
    #expect(causes.count == 1 && causes[0].chain == 1 && causes[0].cause == "diverged: f is not finite" && causes[0].runs.count == 2)
  }

  @Test func equalMediansAreOrderedByQuartilesAndValues() {
    let costs: [[Double]] = [
      [90, 90, .infinity, .infinity, .infinity], [80, 80, .infinity, .infinity, .infinity], [.infinity, .infinity, .infinity, 80, 80],
    ]
    let data = data(plan(chains: 3, problems: 1, seeds: 5)) { chain, _, seed in costs[chain][seed] }
    #expect(data.summaries(problems: [0]).map(\.chain) == [1, 2, 0])
    let none = self.data([[(1, 9), (5, 4)], [(1, 9), (5, 3)]], minimum: 0)
    #expect(none.summaries(problems: [0]).map(\.chain) == [1, 0])
  }

  @Test func ranksAreSharedByWhatIsEqual() {
    let costs = [10, .infinity, 10, 5, .infinity]
    let data = data(plan(chains: 5, problems: 1, seeds: 1)) { chain, _, _ in costs[chain] }
    #expect(data.meanRanks() == [2.5, 4.5, 2.5, 1, 4.5])
  }

  /// What was found holds until the run ends.
  @Test func curvesGoOnToTheEndOfTheRun() throws {
    let descent = try #require(ComparisonReport(data([[(1, 5), (10, 2)]], minimum: 1), version: "1").descents.first)
    #expect(descent.series[0].points.map(\.x) == [1, 10, 100] && descent.series[0].points.map(\.y) == [4, 1, 1])
  }

  @Test(arguments: [60, 80, 100]) func tablesFitTheTerminal(_ columns: Int) {
    var plan = plan(chains: 3, problems: 2, seeds: 8)
    plan.problems = ["rosenbrock dim=10 condition=1e4 start-scale=2 a", "rosenbrock dim=10 condition=1e4 start-scale=2 b"].enumerated()
      .map { PlannedProblem(text: $1, hash: UInt64($0)) }
    plan.chains = (0..<3).map { PlannedChain(label: "clipnorm(1) | adam(0.9, 0.999) | lr(0.\($0 + 1))", text: "lr(\($0 + 1))") }
    let data = data(plan) { chain, problem, seed in chain == 2 ? .infinity : Double(100 + (seed * 7 + chain * 5) % 10) }
    let text = ComparisonReport(data, version: "1").text(.table, style: TextStyle(columns: columns, lines: 40))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(text)")
    for problem in plan.problems { #expect(text.contains(problem.text), "\(text)") }
  }

  @Test func titlesOfPicturesFitThem() {
    let title = String(repeating: "title ", count: 30)
    let svg = SVGPicture(Picture(title: title, xLabel: "", yLabel: "", series: [Series("", [(0, 1), (1, 2)])])).text
    #expect(svg.contains("class=\"title\">title title") && svg.contains("…</text>"))
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
