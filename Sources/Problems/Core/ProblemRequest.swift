import Autograd
import Language
import Numerics

/// What is asked for when a problem is named: the subject with its options, as the command line, the prompt, plans and stored
/// results say it.
///
/// Its text is a line of words, `rosenbrock dim=10 start-scale=10`: the subject, then the command line's options without their
/// dashes. Reading what is printed gives the same request.
public struct ProblemRequest: Sendable {
  public enum Subject: Sendable {
    /// A built-in problem by its name or alias.
    case builtIn(String)
    /// A CSV file with a model.
    case data(path: String, DataOptions)
    /// A function written out, with the start of its variables.
    case formula(String, start: [(name: String, value: Double)])
    /// A shell command that answers `{"x":[…]}` with `{"f":…}`, line by line.
    case command(String)
  }

  public var subject: Subject
  /// nil: the standard one.
  public var dimension: Int?
  public var condition: Double?
  public var type = ElementType.float64
  /// Of all that is drawn when the problem is made: batches, the start of a network, lenses, noise.
  public var seed: UInt64 = 0
  /// Rows that a step sees of a built-in sum over rows; nil: what the problem says. (A CSV file has its own in `DataOptions`.)
  public var batch: Int?
  /// Seconds that a program may take for an answer; nil: the standard.
  public var timeout: Double?
  /// The coordinates in which the problem is seen.
  public var lenses = Lenses()
  /// nil: what the problem says, for most none.
  public var noise: Noise?
  /// The start, entry by entry, as seen through the lenses; nil: the problem's own.
  public var start: [Double]?
  /// The problem's own start times this.
  public var startScale = 1.0

  public init(_ subject: Subject) { self.subject = subject }

  /// Whether a name means a file: it has a `/` or ends in `.csv`.
  public static func isPath(_ name: String) -> Bool { name.contains("/") || name.hasSuffix(".csv") }

  /// The problem that is asked for.
  ///
  /// - Throws: `ProblemError`, and `Diagnostics` of a formula.
  public func problem() throws -> Problem {
    let problem = try scaledProblem().seen(through: lenses, seed: seed)
    let count = problem.layout.count
    if let start, start.count != count {
      func entries(_ n: Int) -> String { n == 1 ? "1 entry" : "\(n) entries" }
      let example = problem.start.values.prefix(4).map { canonicalText(of: $0) }.joined(separator: ",") + (count > 4 ? ",…" : "")
      throw ProblemError(
        .invalid, "--x0 has \(entries(start.count)), but \(problem.name) has \(counted(count, "parameter"))",
        hint: "write --x0=\(example)")
    }
    let started = start.map { problem.started(at: scaled(Vector($0))) } ?? problem
    guard var noise = noise ?? declaredNoise else { return started }
    noise.seed = seed
    return try started.measured(with: noise)
  }

  /// The subject, started at its own start times the factor.
  private func scaledProblem() throws -> Problem {
    let problem = try subjectProblem()
    guard startScale.isFinite else {
      throw ProblemError(.invalid, "the start cannot be scaled by \(canonicalText(of: startScale))", hint: "write --start-scale 10")
    }
    return start == nil && startScale != 1 ? problem.started(at: scaled(problem.start.copy())) : problem
  }

  private func scaled(_ start: Vector) -> Vector {
    if startScale != 1 { start.scale(by: startScale) }
    return start
  }

  private var declaredNoise: Noise? {
    if case .builtIn(let name) = subject { Catalogue.declaration(name)?.noise } else { nil }
  }

  private func subjectProblem() throws -> Problem {
    switch subject {
    case .builtIn(let name):
      let problem = try Catalogue.problem(name, dimension: dimension, type: type, condition: condition)
      return try sum(over: batch, in: problem, of: name)
    case .data(let path, var options):
      options.seed = seed
      return try dataProblem(path: path, options: options, type: type)
    case .formula(let text, let start):
      return try formulaProblem(text, start: start, type: type)
    case .command(let command):
      return try externalProblem(command)
    }
  }
}
