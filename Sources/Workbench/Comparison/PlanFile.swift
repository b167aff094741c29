import Language

/// What a plan file or a command line says of a comparison; nil where it says nothing.
public struct PlanOptions {
  public var problems: [String] = []
  public var chains: [(label: String?, text: String)] = []
  public var seeds: Range<Int>?
  public var budget: Double?
  public var target: Double?
  public var cost: CostWeights?
  public var spread: Double?
  public var time: Double?
  public var gtol: Double?
  public var jobs: Int?
  public var output: String?

  /// Threads that runs may be spread over.
  public static let mostJobs = 4096

  public init() {}

  /// What is said here wins over what the other says.
  public func over(_ other: PlanOptions) -> PlanOptions {
    var merged = other
    if !problems.isEmpty { merged.problems = problems }
    if !chains.isEmpty { merged.chains = chains }
    merged.seeds = seeds ?? other.seeds
    merged.budget = budget ?? other.budget
    merged.target = target ?? other.target
    merged.cost = cost ?? other.cost
    merged.spread = spread ?? other.spread
    merged.time = time ?? other.time
    merged.gtol = gtol ?? other.gtol
    merged.jobs = jobs ?? other.jobs
    merged.output = output ?? other.output
    return merged
  }
}

extension PlanOptions {
  /// Reads a plan: a TOML file with the options of the command line as keys.
  ///
  ///     problems = ["set:classic", "rosenbrock dim=10"]
  ///     seeds = 10
  ///     budget = 1000
  ///     [chains]
  ///     adamw = "@adamw"
  ///     lbfgs = "lbfgs | strongwolfe"
  public init(plan source: String) throws(Diagnostics) {
    for entry in try TOMLReader.read(source).entries {
      do throws(Complaint) {
        try read(entry.key, entry.value)
      } catch {
        let diagnostic = Diagnostic(message: error.message, range: error.range ?? entry.range, hint: error.hint)
        throw Diagnostics(all: [diagnostic], source: source)
      }
    }
  }

  private struct Complaint: Error {
    var message: String
    var hint: String?
    var range: SourceRange?
  }

  private static let keys = ["problems", "chains", "seeds", "budget", "target", "cost", "spread", "time", "gtol", "jobs", "output"]

  private mutating func read(_ key: String, _ value: TOMLValue) throws(Complaint) {
    switch key {
    case "problems": problems = try texts(key, value)
    case "chains": chains = try chains(value)
    case "seeds":
      if case .string(let text) = value, let range = seedRange(text) {
        seeds = range
      } else {
        seeds = 0..<Int(try number(key, value, whole: true, from: 1))
      }
    case "budget": budget = try number(key, value, from: 1)
    case "target": target = try number(key, value, from: 0)
    case "cost": cost = try weights(value)
    case "spread": spread = try number(key, value, from: 0)
    case "time":
      time = try number(key, value, from: 0)
      if time == 0 { throw Complaint(message: "'time' is a number of seconds above 0") }
    case "gtol": gtol = try number(key, value, from: 0)
    case "jobs":
      jobs = Int(try number(key, value, whole: true, from: 1))
      if let jobs, jobs > PlanOptions.mostJobs { throw Complaint(message: "'jobs' is at most \(PlanOptions.mostJobs)") }
    case "output":
      guard case .string(let text) = value, !text.isEmpty else { throw Complaint(message: "'output' is the name of a file") }
      if text == "-" { throw Complaint(message: "'output' needs a file: results are read again from it") }
      output = text
    default:
      throw Complaint(
        message: "a plan has no '\(key)'", hint: didYouMean(key, in: Self.keys) ?? "keys: \(Self.keys.joined(separator: ", "))")
    }
  }

  private func number(_ key: String, _ value: TOMLValue, whole: Bool = false, from least: Double) throws(Complaint) -> Double {
    guard case .number(let number) = value, number >= least, number <= 1e15, !whole || number == number.rounded() && number <= 1e6 else {
      throw Complaint(message: "'\(key)' is \(whole ? "a whole number up to a million" : "a number") from \(canonicalText(of: least)) on")
    }
    return number
  }

  private func texts(_ key: String, _ value: TOMLValue) throws(Complaint) -> [String] {
    if case .string(let text) = value { return [text] }
    guard case .array(let items) = value else {
      throw Complaint(message: "'\(key)' is a list of texts, not \(value.kindName)", hint: "write \(key) = [\"…\", \"…\"]")
    }
    var texts: [String] = []
    for item in items {
      guard case .string(let text) = item.value else {
        throw Complaint(message: "'\(key)' is a list of texts; this is \(item.value.kindName)", range: item.range)
      }
      texts.append(text)
    }
    return texts
  }

  private func chains(_ value: TOMLValue) throws(Complaint) -> [(label: String?, text: String)] {
    guard case .table(let table) = value else { return try texts("chains", value).map { (nil, $0) } }
    var chains: [(label: String?, text: String)] = []
    for entry in table.entries {
      guard case .string(let text) = entry.value else {
        throw Complaint(message: "a chain is a text, not \(entry.value.kindName)", hint: "write \(entry.key) = \"…\"", range: entry.range)
      }
      chains.append((entry.key, text))
    }
    return chains
  }

  private func weights(_ value: TOMLValue) throws(Complaint) -> CostWeights {
    var text = ""
    switch value {
    case .string(let written): text = written
    case .table(let table):
      var parts: [String] = []
      for entry in table.entries {
        guard case .number(let number) = entry.value else { throw Complaint(message: "a cost is a number", range: entry.range) }
        parts.append("\(entry.key)=\(number)")
      }
      text = parts.joined(separator: ",")
    default: break
    }
    guard let weights = CostWeights(reading: text) else {
      throw Complaint(message: "'cost' says what evaluations of f, g, hvp and jac cost", hint: "write cost = { f = 1, g = 2, hvp = 4 }")
    }
    if let fault = weights.fault { throw Complaint(message: "'cost': " + fault) }
    return weights
  }
}
