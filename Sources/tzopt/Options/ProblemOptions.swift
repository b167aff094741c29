import ArgumentParser
import Autograd
import Numerics
import Optimization
import Problems

extension ElementType: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "float64": self = .float64
    case "float32": self = .float32
    default: return nil
    }
  }

  var name: String { self == .float32 ? "float32" : "float64" }
}

/// `-1.2,1`
struct NumberList: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    var values: [Double] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = numberArgument(String(part)), value.isFinite else { return nil }
      values.append(value)
    }
    self.values = values
  }
}

/// `x=-1.2,y=1`
struct NamedNumbers: ExpressibleByArgument {
  let values: [(name: String, value: Double)]

  init?(argument: String) {
    var values: [(name: String, value: Double)] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.firstIndex(of: "="), equals > part.startIndex,
        let value = numberArgument(String(part[part.index(after: equals)...])), value.isFinite
      else { return nil }
      values.append((part[..<equals].filter { $0 != " " }, value))
    }
    self.values = values
  }
}

struct ProblemOptions: ParsableArguments {
  @Argument(help: "A built-in problem (tzopt problems), or a CSV file: a path with a / or ending in .csv.")
  var problem: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("A function to minimize, written out.", valueName: "formula"))
  var objective: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("The variables of --objective and where they start.", valueName: "x=-1.2,y=1"))
  var start: NamedNumbers?

  @Option(parsing: .unconditional, help: ArgumentHelp("A program to minimize: reads lines {\"x\":[…]}, answers each with {\"f\":…} or {\"f\":…,\"g\":[…]}.", valueName: "shell command"))
  var command: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long --command may take for an answer (default: 60).", valueName: "seconds"))
  var timeout: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("The start, entry by entry.", valueName: "-1.2,1"))
  var x0: NumberList?

  @Option(parsing: .unconditional, help: ArgumentHelp("The problem's own start times this.", valueName: "number"))
  var startScale: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("The dimension of a built-in problem or a program.", valueName: "n"))
  var dim: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("The condition number of a built-in problem that has one.", valueName: "number"))
  var condition: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Of all random numbers; the same seed gives the same bits.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("The type of numbers.", valueName: "type"))
  var dtype: ElementType = .float64

  @OptionGroup(title: "Lenses and noise")
  var lenses: LensOptions

  func validate() throws {
    if problem == nil && objective == nil && command == nil {
      throw ValidationError(
        "Name a problem, a CSV file, or give --objective with --start, or --command. `tzopt problems` lists the built-in ones.")
    }
    if let other = problem.map({ "the problem '\($0)'" }) ?? objective.map({ "--objective '\($0)'" }), command != nil {
      throw ValidationError("--command takes the place of \(other): give one of them.")
    }
    if command != nil && dim == nil && x0 == nil {
      throw ValidationError("--command needs --dim, such as --dim 3, or --x0, such as --x0 0,0,0.")
    }
    if timeout != nil && command == nil { throw ValidationError("--timeout belongs to --command.") }
    if let timeout, !(timeout > 0 && timeout.isFinite) {
      throw ValidationError("--timeout must be a number of seconds above 0, not \(timeout).")
    }
    if let problem, objective != nil { throw ValidationError("--objective takes the place of the problem '\(problem)': give one of them.") }
    if start != nil && objective == nil { throw ValidationError("--start names the variables of --objective; a problem takes --x0.") }
    if objective != nil && start == nil { throw ValidationError("--objective needs --start, such as --start x=-1.2,y=1.") }
    if objective != nil && x0 != nil { throw ValidationError("--objective starts at --start, not at --x0.") }
    if let dim, dim < 1 { throw ValidationError("--dim must be at least 1, not \(dim).") }
    if dim != nil && !isBuiltIn && command == nil { throw ValidationError("--dim belongs to built-in problems and --command.") }
    if condition != nil && !isBuiltIn { throw ValidationError("--condition belongs to built-in problems.") }
  }

  var isData: Bool { problem.map(ProblemRequest.isPath) ?? false }
  var isBuiltIn: Bool { problem != nil && !isData }

  /// What was asked for, with the options of a CSV file.
  func request(_ data: DataArguments) -> ProblemRequest {
    let name = problem ?? ""
    let subject: ProblemRequest.Subject =
      if let command { .command(command) } else if let objective { .formula(objective, start: start?.values ?? []) } else if isData {
        .data(path: name, data.options(seed: seed))
      } else { .builtIn(name) }
    var request = ProblemRequest(subject)
    request.dimension = dim
    request.condition = condition
    request.type = dtype
    request.seed = seed
    request.start = x0?.values
    request.startScale = startScale ?? 1
    request.timeout = timeout
    if isBuiltIn { request.batch = data.batch }
    request.lenses = lenses.lenses
    request.noise = lenses.measured
    return request
  }
}
