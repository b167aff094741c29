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
  }

  public var subject: Subject
  /// nil: the standard one.
  public var dimension: Int?
  public var condition: Double?
  public var type = ElementType.float64
  /// Of all that is drawn when the problem is made: batches, the start of a network, lenses, noise.
  public var seed: UInt64 = 0
  /// The start, entry by entry; nil: the problem's own.
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
    let problem = try subjectProblem()
    let count = problem.layout.count
    if let start, start.count != count {
      func entries(_ n: Int) -> String { n == 1 ? "1 entry" : "\(n) entries" }
      let example = problem.start.values.prefix(4).map { canonicalText(of: $0) }.joined(separator: ",") + (count > 4 ? ",…" : "")
      throw ProblemError(
        .invalid, "--x0 has \(entries(start.count)), but \(problem.name) has \(counted(count, "parameter"))",
        hint: "write --x0=\(example)")
    }
    guard startScale.isFinite else {
      throw ProblemError(.invalid, "the start cannot be scaled by \(canonicalText(of: startScale))", hint: "write --start-scale 10")
    }
    if start == nil, startScale == 1 { return problem }
    let moved = start.map { Vector($0) } ?? problem.start.copy()
    if startScale != 1 { moved.scale(by: startScale) }
    return problem.started(at: moved)
  }

  private func subjectProblem() throws -> Problem {
    switch subject {
    case .builtIn(let name):
      return try Catalogue.problem(name, dimension: dimension, type: type, condition: condition)
    case .data(let path, var options):
      options.seed = seed
      return try dataProblem(path: path, options: options, type: type)
    case .formula(let text, let start):
      return try formulaProblem(text, start: start, type: type)
    }
  }
}
