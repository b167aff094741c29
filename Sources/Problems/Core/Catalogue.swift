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
    ProblemSet("mgh", "the 35 of Moré, Garbow and Hillstrom, ACM TOMS 7(1), 1981", ProblemDeclaration.mgh),
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

  /// The sets, or this one alone, with those of their members that have all of these tags.
  ///
  /// - Throws: an unknown set or tag, with the nearest.
  public static func selection(set name: String? = nil, tags: [String] = []) throws(ProblemError) -> [ProblemSet] {
    var wanted: [ProblemTag] = []
    for text in tags {
      let known = ProblemTag.allCases.map(\.rawValue)
      guard let tag = ProblemTag(rawValue: text) else {
        throw ProblemError(
          .unknown, "unknown tag '\(text)'", hint: didYouMean(text, in: known) ?? "tags: \(known.joined(separator: ", "))")
      }
      wanted.append(tag)
    }
    var chosen = sets
    if let name {
      guard let set = set(name) else {
        let known = sets.map(\.name)
        throw ProblemError(
          .unknown, "unknown set '\(name)'", hint: didYouMean(name, in: known) ?? "sets: \(known.joined(separator: ", "))")
      }
      chosen = [set]
    }
    return chosen.map { set in ProblemSet(set.name, set.summary, set.members.filter { Set($0.tags).isSuperset(of: wanted) }) }
      .filter { !$0.members.isEmpty }
  }

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
    try known(name).problem(dimension: dimension, type: type, condition: condition)
  }

  /// The problem of this name or alias.
  ///
  /// - Throws: an unknown name, with the nearest.
  public static func known(_ name: String) throws(ProblemError) -> ProblemDeclaration {
    if let found = declaration(name) { return found }
    let names = all.flatMap { [$0.name] + $0.aliases }
    throw ProblemError(.unknown, "unknown problem '\(name)'", hint: didYouMean(name, in: names) ?? "tzopt problems lists them all")
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
      isMinimumOfDomain: isMinimumOfDomain, minimizers: self.known(self.minimizers, layout.count),
      domain: self.domain(layout.count))
  }

  /// What memory can hold, with derivatives and states.
  static var largestDimension: Int { 100_000_000 }

  /// The points that are known in this dimension.
  private func known(_ points: [EntryRule], _ count: Int) -> [[Double]] { points.map { $0(count) }.filter { !$0.isEmpty } }
}
