import Autograd
import Language
import Numerics
import Optimization

/// Problems that belong together.
public struct ProblemSet: Sendable {
  public let name: String
  public let summary: String
  public let members: [ProblemDeclaration]

  init(_ name: String, _ summary: String, _ members: [ProblemDeclaration]) {
    self.name = name
    self.summary = summary
    self.members = members
  }
}

/// The built-in problems.
public enum Catalogue {
  /// The sets; a problem may be in several.
  public static let sets = [
    ProblemSet("classic", "functions that papers and courses use", ProblemDeclaration.classic),
    ProblemSet("matrix", "unknowns that are matrices; dim is their size", ProblemDeclaration.matrix),
    ProblemSet("stochastic", "sums over rows seen in batches, and noise", ProblemDeclaration.stochastic),
    ProblemSet("agreement", "the problems of the reference traces", ProblemDeclaration.agreement),
  ]

  /// All problems, set by set, each once.
  public static let all: [ProblemDeclaration] = {
    var seen = Set<String>()
    return sets.flatMap(\.members).filter { seen.insert($0.name).inserted }
  }()

  /// The set of this name; nil where there is none.
  public static func set(_ name: String) -> ProblemSet? { sets.first { $0.name == name } }

  /// Their names, in alphabetical order.
  public static var names: [String] { all.map(\.name).sorted() }

  /// The problem of this name or alias; nil where there is none.
  public static func declaration(_ name: String) -> ProblemDeclaration? {
    let wanted = canonicalModuleName(name)
    return all.first { declaration in
      ([declaration.name] + declaration.aliases).contains { canonicalModuleName($0) == wanted }
    }
  }

  /// The problem of this name in this dimension.
  ///
  /// - Parameters:
  ///   - dimension: nil for the standard one.
  ///   - condition: the condition number, for a problem that takes one.
  /// - Throws: an unknown name, with the nearest; a dimension or condition number that the problem does not take.
  public static func problem(
    _ name: String, dimension: Int? = nil, type: ElementType = .float64, condition: Double? = nil
  ) throws(ProblemError) -> Problem {
    guard let found = declaration(name) else {
      let names = all.flatMap { [$0.name] + $0.aliases }
      throw ProblemError(
        .unknown, "unknown problem '\(name)'",
        hint: didYouMean(name, in: names) ?? "built-in problems: \(Self.names.joined(separator: ", "))")
    }
    return try found.problem(dimension: dimension, type: type, condition: condition)
  }
}

extension ProblemDeclaration {
  /// This problem in this dimension; nil for the standard one.
  public func problem(
    dimension: Int? = nil, type: ElementType = .float64, condition: Double? = nil
  ) throws(ProblemError) -> Problem {
    if let condition {
      guard let withCondition else {
        throw ProblemError(.invalid, "\(name) takes no condition number", hint: "quadratic does")
      }
      guard condition >= 1, condition < .infinity else {
        throw ProblemError(
          .invalid, "the condition number \(canonicalText(of: condition)) is not possible", hint: "it is finite and at least 1")
      }
      return try withCondition(condition).problem(dimension: dimension, type: type)
    }
    let n = dimension ?? self.dimension.standard
    guard self.dimension.allows(n), n <= Self.largestDimension else {
      if case .fixed(let fixed) = self.dimension {
        throw ProblemError(.invalid, "\(name) has dimension \(fixed), not \(n)", hint: "leave --dim out")
      }
      throw ProblemError(
        .invalid, "\(name) does not exist in dimension \(n)",
        hint: n > Self.largestDimension ? "at most \(Self.largestDimension) entries" : "its dimension: \(self.dimension.text)")
    }
    let layout = Layout(tensors(n))
    return Problem(
      name: self.name, layout: layout, start: Vector(start(layout.count)), form: form(n), type: type, minimum: minimum?(n),
      minimizers: minimizers.map { $0(layout.count) }, domain: domain(layout.count), description: lines(dimension: n))
  }

  /// What memory can hold, with derivatives and states.
  static var largestDimension: Int { 100_000_000 }

  /// The box for x of this many entries.
  func domain(_ count: Int) -> [ClosedRange<Double>] {
    domain.isEmpty ? [] : (0..<count).map { domain[$0 % domain.count] }
  }

  /// All of the declaration as text, a line each.
  public func lines(dimension n: Int? = nil) -> [String] {
    let n = n ?? dimension.standard
    var lines = ["\(name): \(summary)", "f = \(formula)"]
    if !aliases.isEmpty { lines.append("also called \(aliases.joined(separator: ", "))") }
    lines.append("dimension \(n)" + (dimension == .fixed(n) ? "" : " (\(dimension.text))"))
    func point(_ values: [Double]) -> String {
      let shown = values.prefix(6).map { canonicalText(of: $0) }.joined(separator: ", ")
      return "(\(shown)\(values.count > 6 ? ", …" : ""))"
    }
    let count = Layout(tensors(n)).count
    lines.append("start \(point(start(count)))")
    if let minimum {
      let places = minimizers.map { point($0(count)) }.joined(separator: ", ")
      lines.append("minimum \(canonicalText(of: minimum(n)))" + (places.isEmpty ? "" : " at \(places)"))
    }
    if !tags.isEmpty { lines.append("tags: \(tags.map(\.rawValue).joined(separator: ", "))") }
    lines.append("source: \(source)")
    return lines
  }
}
