import ArgumentParser
import Problems
import Workbench

/// `b1=0:inf,b2=:1`
struct BoundsList: ExpressibleByArgument {
  let values: [(name: String, bounds: CoefficientBounds)]

  init?(argument: String) {
    var values: [(name: String, bounds: CoefficientBounds)] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else { return nil }
      let ends = sides[1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard ends.count == 2, let lower = ends[0].isEmpty ? -.infinity : numberArgument(ends[0]),
        let upper = ends[1].isEmpty ? .infinity : numberArgument(ends[1]),
        let bounds = CoefficientBounds(lower: lower, upper: upper)
      else { return nil }
      values.append((sides[0].filter { $0 != " " }, bounds))
    }
    self.values = values
  }
}

extension FitLoss: ExpressibleByArgument {
  public init?(argument: String) {
    guard let loss = try? FitLoss(reading: argument) else { return nil }
    self = loss
  }
}

/// What is fitted, and what is known beforehand.
struct FitArguments: ParsableArguments {
  @Argument(help: "A CSV file; - is the standard input.", completion: .file(extensions: ["csv"]))
  var data: String

  @Argument(help: "response ~ model; names that are no columns are coefficients.")
  var formula: String

  @Option(parsing: .unconditional, help: ArgumentHelp("Where coefficients start; a rule gives the others a start.", valueName: "b1=500,b2=1e-4"))
  var start: NamedNumbers?

  @Option(parsing: .unconditional, help: ArgumentHelp("Coefficients that are not fitted.", valueName: "b2=0.5"))
  var fix: NamedNumbers?

  @Option(parsing: .unconditional, help: ArgumentHelp("Intervals that coefficients stay in.", valueName: "b1=0:inf"))
  var bounds: BoundsList?

  @Option(help: ArgumentHelp("The column of weights: the sum of w*(response - model)^2 is minimized.", valueName: "column"))
  var weights: String?

  @Option(help: ArgumentHelp("squares, huber(1.345) or softl1(1), in units of a scale: huber(1.5, scale=0.2), or else of the residuals' median.", valueName: "loss"))
  var loss: FitLoss = .squares

  @Option(help: ArgumentHelp("Missing values: an error, the row dropped, or the mean of the column put in.", valueName: "policy"))
  var missing: MissingPolicy = .error

  var request: FitRequest {
    var request = FitRequest(path: data, formula: formula)
    request.start = start?.values ?? []
    request.fixed = fix?.values ?? []
    request.bounds = bounds?.values ?? []
    request.weights = weights
    request.loss = loss
    request.missing = missing
    return request
  }
}

/// How it is fitted.
struct FitRunOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The modules, instead of the standard ones; - reads them from the standard input.", valueName: "chain"))
  var chain: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Fills a hole ?name of the chain.", valueName: "name=value"))
  var holes: [HoleValue] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("So many starts: the one given, and seeded draws around it.", valueName: "number"))
  var multistart = 1

  @Option(parsing: .unconditional, help: ArgumentHelp("Of all random numbers; the same seed gives the same bits.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Converged where the cosine of the residuals and what the coefficients change is at most this.", valueName: "cosine"))
  var rtol = 1e-7

  @Option(parsing: .unconditional, help: ArgumentHelp("Also where no entry of the gradient is larger; 0 turns it off.", valueName: "tolerance"))
  var gtol = 0.0

  @Option(parsing: .unconditional, help: ArgumentHelp("At most so many steps from each start.", valueName: "number"))
  var steps = 10_000

  @Option(parsing: .unconditional, help: ArgumentHelp("At most so many points evaluated.", valueName: "number"))
  var maxEvals: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("At most so many seconds.", valueName: "seconds"))
  var time: Double?

  func validate() throws {
    if !(1...1_000_000).contains(multistart) { throw ValidationError("--multistart must be from 1 to 1000000, not \(multistart).") }
    if !(rtol >= 0 && rtol < 1) { throw ValidationError("--rtol must be at least 0 and below 1, not \(rtol).") }
    if !(gtol >= 0 && gtol.isFinite) { throw ValidationError("--gtol must be a number from 0 on, not \(gtol).") }
    if steps < 0 { throw ValidationError("--steps must be at least 0, not \(steps).") }
    if let maxEvals, maxEvals < 1 { throw ValidationError("--max-evals must be at least 1, not \(maxEvals).") }
    if let time, !(time > 0 && time.isFinite) { throw ValidationError("--time must be a number of seconds above 0, not \(time).") }
    if chain == nil, let hole = holes.first { throw ValidationError("--set \(hole.name)=… fills a hole of --chain, which is not given.") }
  }

  /// A fitter with these options.
  func fitter(_ model: FitModel) throws -> Fitter {
    let fitter = Fitter(model)
    if let chain {
      // Read anew for every run: a chain has memory. The standard input can be read but once.
      let text = chain == "-" ? String(decoding: try readFile("-"), as: UTF8.self) : chain
      let holes = holes
      _ = try readChain(text, holes: holes)
      fitter.chain = { try readChain(text, holes: holes) }
    }
    fitter.starts = multistart
    fitter.seed = seed
    fitter.tolerance = rtol
    fitter.rules.gradientTolerance = gtol
    fitter.rules.maximalSteps = steps
    fitter.rules.maximalEvaluations = maxEvals
    fitter.rules.seconds = time
    return fitter
  }
}
