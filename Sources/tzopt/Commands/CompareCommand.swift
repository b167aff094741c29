import ArgumentParser
import Workbench

extension ComparisonFormat: ExpressibleByArgument {}

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Runs chains on problems from common starts, and says which solves more for less.",
    discussion: """
        tzopt compare --problems rosenbrock,booth --seeds 10 \\
          --chains @adamw 'lbfgs | strongwolfe'
        tzopt compare --problems set:classic 'rosenbrock dim=20' \\
          --chains 'mine=adam | lr(0.1)' 'bfgs | backtracking' --format csv
        tzopt compare --plan Recipes/compare.toml --seeds 3 --plot

      With -o FILE each finished run is in that file at once, and the same command goes on
      where an interrupted one ended. Options win over what a plan says.
      """)

  @OptionGroup(title: "Comparison")
  var plan: PlanArguments

  @OptionGroup(title: "Runs")
  var runs: RunArguments

  @OptionGroup(title: "Report")
  var output: ReportOptions

  func run() throws {
    try reporting {
      let options = try plan.options(runs)
      let comparison = try options.plan()
      let runner = try ComparisonRunner(output: options.output, jobs: options.jobs)
      let outcome = try runner.run(comparison)
      let report = ComparisonReport(ComparisonData(comparison, results: outcome.results), version: Tzopt.version)
      try show(output.text(report))
      try runner.check(outcome)
    }
  }
}

extension PlanOptions {
  fileprivate func plan() throws -> ComparisonPlan {
    let recipes = standardRecipes()
    let chains = try chains.map { try PlannedChain(reading: $0.text, label: $0.label, recipes: recipes) }
    let made = ComparisonPlan(
      chains: chains, problems: try plannedProblems(), seeds: seeds ?? 0..<1, accuracy: target ?? 1e-6, settings: settings)
    if let fault = made.fault { throw CommandFailure(ExitStatus.wrongCommandLine, fault) }
    return made
  }

  func plannedProblems() throws -> [PlannedProblem] {
    try problems.flatMap { try problemRequests(listedIn: $0) }.map { try PlannedProblem($0) }
  }

  var settings: RunSettings {
    var settings = RunSettings()
    settings.budget = budget ?? settings.budget
    settings.weights = cost ?? settings.weights
    settings.spread = spread ?? settings.spread
    settings.seconds = time
    settings.gradientTolerance = gtol ?? settings.gradientTolerance
    return settings
  }
}
