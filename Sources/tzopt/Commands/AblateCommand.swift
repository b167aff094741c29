import ArgumentParser
import Workbench

struct AblateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablate",
    abstract: "Leaves out each stage of a chain in turn, and exchanges neighbours: which stages earn their place?",
    discussion: """
        tzopt ablate 'clipnorm(1) | adam | lr(0.1)' --problems rosenbrock,beale --seeds 10
        tzopt ablate 'lbfgs | strongwolfe' --problems tag:convex
      """)

  @Argument(help: "The chain.")
  var chain: String

  @Option(parsing: .upToNextOption, help: ArgumentHelp("The problems, as in tzopt compare.", valueName: "problems"))
  var problems: [String] = ["rosenbrock"]

  @OptionGroup(title: "Runs")
  var runs: RunArguments

  @Option(help: ArgumentHelp("table, or what tzopt compare writes of the variants.", valueName: "format"))
  var format = ComparisonFormat.table

  func run() throws {
    try reporting {
      var options = runs.options
      options.problems = problems
      let ablation = try Ablation(chain, recipes: standardRecipes())
      if ablation.isEmpty {
        throw CommandFailure(ExitStatus.wrongInput, "the chain has one stage: nothing can be left out", hint: "stages stand between |")
      }
      let plan = ComparisonPlan(
        chains: ablation.chains, problems: try options.plannedProblems(), seeds: options.seeds ?? 0..<10,
        accuracy: options.target ?? 1e-6, settings: options.settings)
      if let fault = plan.fault { throw CommandFailure(ExitStatus.wrongCommandLine, fault) }
      let runner = try ComparisonRunner(output: options.output, jobs: options.jobs)
      let outcome = try runner.run(plan)
      let data = ComparisonData(plan, results: outcome.results)
      let style = Terminal.style()
      try show(format == .table ? ablation.text(data, style: style) : ComparisonReport(data, version: Tzopt.version).text(format))
      try runner.check(outcome)
    }
  }
}
