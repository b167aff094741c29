import Problems

/// One run as its trace tells it, the JSON lines of `tzopt solve … --format jsonl`.
public struct RunTrace: Sendable {
  public struct Row: Sendable {
    public let step: Int
    /// NaN where it was not finite.
    public let f: Double
    /// ‖∇f‖∞; NaN where it is not known.
    public let gradientNorm: Double
    /// Values, gradients and products until the end of the step.
    public let evaluations: Int
    public let seconds: Double
    public let x: [Double]?
  }

  public let file: String
  public private(set) var rows: [Row] = []
  public private(set) var chain: String?
  /// The problem as a request, which `ProblemRequest(reading:)` reads.
  public private(set) var problem: String?
  public private(set) var seed: UInt64?
  public private(set) var type: String?
  /// nil where the trace breaks off.
  public private(set) var status: String?

  /// The runs in a file, one after the other.
  ///
  /// - Parameter name: of the file, for messages and legends.
  /// - Throws: a line that is neither a step nor the end of a run; a file without steps.
  public static func runs(in bytes: [UInt8], name: String) throws(ContentError) -> [RunTrace] {
    var runs: [RunTrace] = []
    var run = RunTrace(file: name)
    var isEmpty = true
    _ = try JSONLines.forEach(in: bytes, name: name) { (line: JSONLine) throws(ContentError) in
      isEmpty = false
      if line.value["step"] != nil {
        run.rows.append(try row(line, name))
      } else if line.value["status"] != nil {
        run.readEnd(line.value)
        runs.append(run)
        run = RunTrace(file: name)
      } else if line.value["comparison"] != nil {
        throw ContentError("'\(name)' holds the results of a comparison, not a run", hint: "draw it alone: tzopt plot results.jsonl")
      } else {
        throw ContentError("'\(name)', line \(line.number): neither a step nor the end of a run", hint: RunTrace.hint)
      }
    }
    if !run.rows.isEmpty { runs.append(run) }
    runs.removeAll { $0.rows.isEmpty }
    if isEmpty { throw ContentError("'\(name)' is empty", hint: RunTrace.hint) }
    if runs.isEmpty { throw ContentError("'\(name)' has no steps", hint: "leave out --quiet where it is written") }
    return runs
  }

  private static let hint = "traces are written with tzopt solve … --format jsonl"

  private init(file: String) { self.file = file }

  /// A run that was watched.
  init(_ rows: [Row], _ title: RunTitle) {
    file = title.problem
    self.rows = rows
    (chain, problem, seed, type) = (title.chain, title.request ?? title.problem, title.seed, title.type)
  }

  private static func row(_ line: JSONLine, _ name: String) throws(ContentError) -> Row {
    func fault(_ key: String) -> ContentError {
      ContentError("'\(name)', line \(line.number): \"\(key)\" is missing or of the wrong type", hint: hint)
    }
    let value = line.value
    /// A number, or null for one that is not finite.
    func number(_ key: String) throws(ContentError) -> Double {
      guard let found = value[key] else { throw fault(key) }
      if found == .null { return .nan }
      guard let number = found.number else { throw fault(key) }
      return number
    }
    guard let step = value["step"]?.integer else { throw fault("step") }
    var evaluations = 0
    for key in ["f", "g", "hvp", "jac"] {
      guard let count = value["evals"]?[key]?.integer else { throw fault("evals") }
      let (sum, isBeyond) = evaluations.addingReportingOverflow(count)
      if isBeyond { throw fault("evals") }
      evaluations = sum
    }
    var x: [Double]?
    if let recorded = value["x"] {
      guard let numbers = recorded.numbers else { throw fault("x") }
      x = numbers
    }
    return Row(
      step: step, f: try number("f"), gradientNorm: try number("grad_norm"), evaluations: evaluations,
      seconds: try number("seconds"), x: x)
  }

  private mutating func readEnd(_ value: JSONValue) {
    status = value["status"]?.string
    chain = value["chain"]?.string
    problem = value["request"]?.string ?? value["problem"]?.string
    seed = value["seed"]?.unsigned
    type = value["dtype"]?.string
  }
}

extension RunTrace {
  /// The problem as it was asked for, the seed that the trace names with it; nil where that cannot be read.
  var request: ProblemRequest? {
    guard let problem, var request = try? ProblemRequest(reading: problem) else { return nil }
    if request.seed == 0, let seed { request.seed = seed }
    return request
  }
}

extension [RunTrace] {
  /// What tells runs apart, a text each: chain, problem, seed and type as far as they differ, else the file.
  public var differences: [String] {
    let aspects: [[String?]] = [
      map(\.chain), map(\.problem), map { $0.seed.map { "seed \($0)" } }, map(\.type),
    ]
    let differing = aspects.filter { Set($0).count > 1 }
    return indices.map { i in
      let parts = differing.compactMap { $0[i] }
      return parts.isEmpty ? self[i].file : parts.joined(separator: ", ")
    }
  }

  /// What all have in common: `rosenbrock: adam | lr(0.1)`.
  public var commonTitle: String {
    func common(_ values: [String?]) -> String? { Set(values).count == 1 ? values[0] : nil }
    return [common(map(\.problem)), common(map(\.chain))].compactMap { $0 }.joined(separator: ": ")
  }
}
