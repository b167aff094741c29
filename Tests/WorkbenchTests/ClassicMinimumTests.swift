import Numerics
import Optimization
import Problems
import Testing
import Workbench

/// The minimum of every classic problem is reached by a method from a point near a minimizer: what a problem says of its answer
/// is what a method finds.
@Suite struct ClassicMinimumTests {
  static let names = Catalogue.set("classic")?.members.map(\.name) ?? []

  /// What is no stationary point, so that no method stays there.
  static let unreachable = [
    "adjiman": "lowest on the edge of its domain", "eggholder": "lowest on the edge of its domain",
    "bukin6": "a kinked valley: no method of the tool follows it to its end",
  ]

  struct Run {
    var chain = "bfgs | strongwolfe"
    var distance = 1.0
    var steps = 1000
    /// f − minimum at the end, relative to the minimum where that is above 1.
    var tolerance = 1e-10
  }

  /// For kinks: steps that shrink at each change of sign.
  static let shrinking = Run(chain: "rprop(alpha=0.01, lb=1e-9)", tolerance: 1e-6)

  /// Where the default does not fit.
  static let runs: [String: Run] = [
    "ackley": shrinking, "alpine1": shrinking, "bartels_conn": shrinking, "salomon": shrinking, "schwefel_2_20": shrinking,
    "schwefel_2_21": shrinking, "schwefel_2_22": shrinking,
    // Narrow pits.
    "trefethen": Run(distance: 0.02), "dejong5": Run(distance: 3), "deckkers_aarts": Run(distance: 3),
  ]

  @Test(arguments: names) func isReached(_ name: String) throws {
    if ClassicMinimumTests.unreachable[name] != nil { return }
    let run = ClassicMinimumTests.runs[name] ?? Run()
    let problem = try Catalogue.problem(name)
    let minimum = try #require(problem.minimum)
    let minimizer = try #require(problem.minimizers.first)
    // A hundredth of the domain away, in a direction that is no symmetry of any of them.
    let directions = [0.8, -0.6, 0.35, 0.5]
    let start = minimizer.enumerated().map { i, x -> Double in
      let range = problem.domain[i]
      return x + 0.01 * run.distance * directions[i % 4] * min(range.upperBound - range.lowerBound, 20)
    }
    let solver = try Solver(ChainReader.chain(run.chain), problem.function(), start: Vector(start))
    solver.rules.maximalSteps = run.steps
    let report = try solver.run()
    let excess = (report.best.f - minimum) / max(1, abs(minimum))
    #expect(abs(excess) <= run.tolerance, "\(report.status.rawValue) at f = \(report.best.f), \(report.reason)")
  }
}
