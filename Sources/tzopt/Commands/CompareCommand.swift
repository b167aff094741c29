import ArgumentParser
import Optimization
import Problems
import Workbench

extension ComparisonFormat: ExpressibleByArgument {}

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Runs chains on problems from common starts, and says which solves more for less.",
    discussion: """
        tzopt compare --problems rosenbrock,booth --chains @adamw 'lbfgs | strongwolfe' \\
          --seeds 10
        tzopt compare --problems set:classic 'rosenbrock dim=20; quadratic condition=1e6' \\
          --chains 'mine=adam | lr(0.1)' @muon -o results.jsonl
        tzopt compare --plan plan.toml --format html > report.html

      Each finished run is in the results file (-o) at once; the same command goes on where
      an interrupted one ended. Options win over what a plan says.
      """)

  @OptionGroup(title: "Comparison")
  var plan: PlanArguments

  @OptionGroup(title: "Report")
  var output: ReportOptions

  func run() throws {
    try reporting {
      let options = try plan.options()
      let comparison = try makePlan(options)
      let file = try options.output.map { try openResults($0, comparison) }
      let outcome = try execute(comparison, options, file)
      let report = ComparisonReport(ComparisonData(comparison, results: outcome.results), version: Tzopt.version)
      try show(report.text(output.format, style: Terminal.style()))
      if let error = outcome.error {
        guard let error = error as? OutputError else { throw error }
        throw CommandFailure(ExitStatus.unwritableOutput, "cannot write \(options.output ?? "the results"): \(error.message)")
      }
      if outcome.isInterrupted {
        say(file == nil ? "interrupted; with -o FILE a comparison can be taken up again\n" : "interrupted; the same command goes on\n")
        throw ExitCode(ExitStatus.interrupted)
      }
    }
  }

  private func makePlan(_ options: PlanOptions) throws -> ComparisonPlan {
    var settings = RunSettings()
    settings.budget = options.budget ?? settings.budget
    settings.weights = options.cost ?? settings.weights
    settings.spread = options.spread ?? settings.spread
    settings.seconds = options.time
    settings.gradientTolerance = options.gtol ?? settings.gradientTolerance
    let recipes = standardRecipes()
    let chains = try options.chains.map { try PlannedChain(reading: $0.text, label: $0.label, holes: plan.holeValues, recipes: recipes) }
    let problems = try options.problems.flatMap { try problemRequests(listedIn: $0) }.map { try PlannedProblem($0) }
    let made = ComparisonPlan(
      chains: chains, problems: problems, seeds: options.seeds ?? 0..<1, accuracy: options.target ?? 1e-6, settings: settings)
    if let repetition = made.repetition { throw CommandFailure(ExitStatus.wrongCommandLine, repetition) }
    return made
  }

  private func openResults(_ path: String, _ plan: ComparisonPlan) throws -> ResultsFile {
    do {
      return try ResultsFile(path: path, plan: plan)
    } catch let error as OutputError {
      throw CommandFailure(ExitStatus.unwritableOutput, "cannot write \(path): \(error.message)")
    }
  }

  private func execute(_ plan: ComparisonPlan, _ options: PlanOptions, _ file: ResultsFile?) throws -> ComparisonOutcome {
    let known = file?.stored.byKey ?? [:]
    let comparison = Comparison(plan, version: Tzopt.version, jobs: options.jobs ?? availableCores)
    let there = comparison.known(known)
    if there > 0 { say("\(there) of \(plan.runCount) runs are in \(options.output ?? "the file") already\n") }
    nonisolated(unsafe) let isInterrupted = Interrupt.watch()
    let display = DisplayLine()
    defer { display.clear() }
    return comparison.run(
      known: known, finished: { try file?.append($0) }, display: { display.show($0) }, isInterrupted: { isInterrupted() })
  }
}
