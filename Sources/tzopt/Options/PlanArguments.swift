import ArgumentParser
import Language
import Workbench

extension CostWeights: ExpressibleByArgument {
  public init?(argument: String) { self.init(reading: argument) }
}

/// `10` or `3-12`
struct SeedList: ExpressibleByArgument {
  let range: Range<Int>

  init?(argument: String) {
    guard let range = seedRange(argument) else { return nil }
    self.range = range
  }
}

/// What compare, tune and ablate say of their runs.
struct RunArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Starts for each problem: 0 is its own, the others are moved; 3-12 names them.", valueName: "number"))
  var seeds: SeedList?

  @Option(parsing: .unconditional, help: ArgumentHelp("Evaluations that a run may spend (default: 1000).", valueName: "number"))
  var budget: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Solved is f - lowest <= target max(1, |lowest|) (default: 1e-6).", valueName: "accuracy"))
  var target: Double?

  @Option(help: ArgumentHelp("What evaluations cost (default: 1 each); jac is a product with the Jacobian.", valueName: "f=1,g=2,hvp=4"))
  var cost: CostWeights?

  @Option(parsing: .unconditional, help: ArgumentHelp("How far seeds move the start (default: 0.1).", valueName: "size"))
  var spread: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Seconds that a run may take; not reproducible.", valueName: "seconds"))
  var time: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("A run ends where no entry of the gradient is larger (default: 1e-8).", valueName: "tolerance"))
  var gtol: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Runs at a time (default: the number of cores).", valueName: "number"))
  var jobs: Int?

  @Option(name: [.customLong("output"), .customShort("o")], help: ArgumentHelp("The results file; runs in it are not made again.", valueName: "file"))
  var output: String?

  func validate() throws {
    if let budget, !(budget >= 1 && budget <= 1e15) { throw ValidationError("--budget must be at least 1, not \(budget).") }
    if let target, !(target >= 0 && target.isFinite) { throw ValidationError("--target must be a number from 0 on, not \(target).") }
    if let spread, !(spread >= 0 && spread.isFinite) { throw ValidationError("--spread must be a number from 0 on, not \(spread).") }
    if let time, !(time > 0 && time.isFinite) { throw ValidationError("--time must be a number of seconds above 0, not \(time).") }
    if let gtol, !(gtol >= 0 && gtol.isFinite) { throw ValidationError("--gtol must be a number from 0 on, not \(gtol).") }
    if let jobs, !(1...PlanOptions.mostJobs).contains(jobs) {
      throw ValidationError("--jobs must be in 1...\(PlanOptions.mostJobs), not \(jobs).")
    }
    if let fault = cost?.fault { throw ValidationError("--cost: \(fault).") }
    if output == "-" { throw ValidationError("--output needs a file: results are read again from it.") }
    if output == "" { throw ValidationError("--output needs the name of a file.") }
  }

  var options: PlanOptions {
    var options = PlanOptions()
    options.seeds = seeds?.range
    options.budget = budget
    options.target = target
    options.cost = cost
    options.spread = spread
    options.time = time
    options.gtol = gtol
    options.jobs = jobs
    options.output = output
    return options
  }
}

struct PlanArguments: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Names with commas, set:NAME, tag:NAME, or 'NAME option=value; …' as in tzopt problems.", valueName: "problems"),
    completion: .problem)
  var problems: [String] = []

  @Option(parsing: .upToNextOption, help: ArgumentHelp("The chains, in quotes; 'name=chain' names one for the tables.", valueName: "chain"),
    completion: .chain)
  var chains: [String] = []

  @Option(help: ArgumentHelp("A TOML file with these options as keys.", valueName: "file"))
  var plan: String?

  func validate() throws {
    if plan != nil { return }
    if problems.isEmpty { throw ValidationError("Name problems: --problems rosenbrock,set:classic") }
    if chains.isEmpty { throw ValidationError("Name chains: --chains @adamw 'lbfgs | strongwolfe'") }
  }

  /// What the command line says over what the plan says.
  func options(_ runs: RunArguments) throws -> PlanOptions {
    var options = runs.options
    options.problems = problems
    options.chains = chains.map { (nil, $0) }
    guard let plan else { return options }
    options = options.over(try PlanOptions(plan: String(decoding: try readFile(plan), as: UTF8.self)))
    for (list, key) in [(options.problems.isEmpty, "problems"), (options.chains.isEmpty, "chains")] where list {
      throw CommandFailure(ExitStatus.wrongInput, "\(plan) names no \(key)", hint: "\(key) = [\"…\", \"…\"]")
    }
    return options
  }
}

struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("table, markdown, csv, jsonl or html.", valueName: "format"))
  var format = ComparisonFormat.table

  @Flag(help: "With the table, profiles drawn in the terminal.")
  var plot = false

  func validate() throws {
    if plot, format != .table { throw ValidationError("--plot draws below the table; --format html has its own pictures.") }
  }

  func text(_ report: ComparisonReport) -> String {
    let style = Terminal.style()
    return report.text(format, style: style) + (plot ? "\n" + report.terminalPictures(style: style) : "")
  }
}
