import ArgumentParser
import Workbench

enum TuningFormat: String, ExpressibleByArgument, CaseIterable {
  case table, jsonl
}

struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Searches for the values of a chain's holes.",
    discussion: """
        tzopt tune rosenbrock --chain 'adam(beta1=?b1=0.9) | lr(?lr)' \\
          --over 'lr=log(1e-4,1)' 'b1=lin(0.8,0.99)' --trials 64 --seeds 3
        tzopt tune 'rosenbrock dim=10; beale' --chain 'lbfgs(?m=10) | strongwolfe' \\
          --over 'm=int(1,20)' --trials 20 --format jsonl

      Quasi-random trials (the R sequence), from a small budget on; the better third goes on
      with three times as much, up to --budget. With -o FILE a search can be taken up again.
      """)

  @Argument(help: "The problems, as in tzopt compare.")
  var problems: [String]

  @Option(parsing: .unconditional, help: ArgumentHelp("A chain with holes ?name.", valueName: "chain"))
  var chain: String

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Values of a hole: log (factors), lin or int.", valueName: "name=log(1e-4,1)"),
    transform: { argument in
      do throws(ContentError) { return try SearchDimension(reading: argument) } catch { throw ValidationError(error.message) }
    })
  var over: [SearchDimension]

  @Option(parsing: .unconditional, help: ArgumentHelp("Points to try, besides the defaults.", valueName: "number"))
  var trials = 32

  @OptionGroup(title: "Runs")
  var runs: RunArguments

  @Option(help: ArgumentHelp("table or jsonl.", valueName: "format"))
  var format = TuningFormat.table

  func validate() throws {
    if !(1...100_000).contains(trials) { throw ValidationError("--trials must be in 1...100000, not \(trials).") }
    if over.isEmpty { throw ValidationError("--over names the holes to fill: --over 'lr=log(1e-4,1)'.") }
    if Set(over.map(\.hole)).count < over.count { throw ValidationError("--over names a hole twice.") }
  }

  func run() throws {
    try reporting {
      var options = runs.options
      options.problems = problems
      let tuning = try Tuning(
        chain, over: over, trials: trials, problems: try options.plannedProblems(), seeds: options.seeds ?? 0..<3,
        accuracy: options.target ?? 1e-6, settings: options.settings, recipes: standardRecipes())
      let rungs = tuning.rungs.map { "\($0.trials) with \(Int($0.budget))" }.joined(separator: ", ")
      say("trials by evaluations: \(rungs); about \(Int(tuning.budget)) evaluations in all\n")
      let runner = try ComparisonRunner(output: options.output, jobs: options.jobs)
      let result: TuningResult?
      do {
        result = try tuning.run { try runner.run($0) }
      } catch let error as OutputError {
        throw runner.unwritable(error)
      }
      guard let result else { throw runner.interruption }
      try show(format == .jsonl ? result.json : result.text(style: Terminal.style()))
    }
  }
}
