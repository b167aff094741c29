import Autograd
import Optimization

/// A built-in problem with all that is known of it, said once: what it computes, where one starts, where its minima are.
///
/// Adding one is adding a declaration to the list of its set.
public struct ProblemDeclaration: Sendable {
  public typealias Tensors = [(name: String, shape: [Int])]
  typealias Form = @Sendable (_ dimension: Int) -> ObjectiveForm

  public let name: String
  public let aliases: [String]
  public let summary: String
  /// f in plain text; `x1` is the first entry.
  public let formula: String
  public let dimension: Dimension
  /// The standard start.
  public let start: EntryRule
  /// The box in which one usually looks at it, entry by entry; where it is shorter than x, it is repeated.
  public let domain: [ClosedRange<Double>]
  /// The lowest value, if known.
  public let minimum: NumberRule?
  /// Points of lowest value, as far as known.
  public let minimizers: [EntryRule]
  public let tags: [ProblemTag]
  /// Where it comes from.
  public let source: String

  let tensors: @Sendable (_ dimension: Int) -> Tensors
  let form: Form
  /// The same problem with another condition number, where it takes one.
  let withCondition: (@Sendable (Double) -> ProblemDeclaration)?
  /// The noise with which a request measures it where it says nothing else.
  var noise: Noise?
  /// The rows that f is a mean over, where a step may see a part of them.
  var rows: RowSum?

  init(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, dimension: Dimension,
    tensors: (@Sendable (_ dimension: Int) -> Tensors)? = nil, form: @escaping Form, start: EntryRule,
    domain: [ClosedRange<Double>] = [], minimum: NumberRule? = nil, at minimizers: [EntryRule] = [],
    tags: [ProblemTag] = [], source: String, withCondition: (@Sendable (Double) -> ProblemDeclaration)? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.formula = formula
    self.dimension = dimension
    self.tensors = tensors ?? { [("x", [$0])] }
    self.form = form
    self.start = start
    self.domain = domain
    self.minimum = minimum
    self.minimizers = minimizers
    self.tags = tags
    self.source = source
    self.withCondition = withCondition
  }

  /// Of one vector x, by its value.
  init(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, dimension: Dimension = .fixed(2),
    value: @escaping @Sendable (_ x: Expression) -> Expression, start: EntryRule, domain: [ClosedRange<Double>],
    minimum: NumberRule?, at minimizers: [EntryRule], tags: [ProblemTag] = [], source: String
  ) {
    self.init(
      name, aliases: aliases, summary, formula: formula, dimension: dimension,
      form: { _ in .value { value($0[0]) } }, start: start, domain: domain, minimum: minimum, at: minimizers, tags: tags,
      source: source)
  }

  /// Of one vector x, as the sum of squares of residuals: scalars, vectors or both.
  init(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, dimension: Dimension = .fixed(2),
    residuals: @escaping @Sendable (_ x: Expression) -> [Expression], start: EntryRule, domain: [ClosedRange<Double>],
    minimum: NumberRule?, at minimizers: [EntryRule], tags: [ProblemTag] = [], source: String
  ) {
    self.init(
      name, aliases: aliases, summary, formula: formula, dimension: dimension,
      form: { _ in .residuals { concatenate(residuals($0[0]).map(\.flattened)) } }, start: start, domain: domain,
      minimum: minimum, at: minimizers, tags: [.leastSquares] + tags, source: source)
  }
}

/// How many entries a problem has.
public enum Dimension: Sendable, Hashable {
  case fixed(Int)
  /// Any multiple of `step` from `least` on.
  case any(default: Int, from: Int = 1, multipleOf: Int = 1)

  /// The dimension where none is asked for.
  public var standard: Int {
    switch self {
    case .fixed(let n), .any(default: let n, from: _, multipleOf: _): n
    }
  }

  public func allows(_ n: Int) -> Bool {
    switch self {
    case .fixed(let fixed): n == fixed
    case .any(_, let least, let step): n >= least && n % step == 0
    }
  }

  /// What is allowed, in words.
  public var text: String {
    switch self {
    case .fixed(let n): "\(n)"
    case .any(_, let least, 1): least <= 1 ? "any" : "any from \(least)"
    case .any(_, _, let step): "any multiple of \(step)"
    }
  }
}

/// Entries for any dimension: a list that repeats, or a rule.
public enum EntryRule: Sendable, ExpressibleByArrayLiteral {
  case repeating([Double])
  case rule(@Sendable (_ dimension: Int) -> [Double])

  public init(arrayLiteral elements: Double...) { self = .repeating(elements) }

  public func callAsFunction(_ dimension: Int) -> [Double] {
    switch self {
    case .repeating(let values): (0..<dimension).map { values[$0 % values.count] }
    case .rule(let rule): rule(dimension)
    }
  }
}

/// A number for any dimension.
public enum NumberRule: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  case constant(Double)
  case perEntry(Double)

  public init(floatLiteral value: Double) { self = .constant(value) }
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }

  public func callAsFunction(_ dimension: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .perEntry(let value): value * Double(dimension)
    }
  }
}

public enum ProblemTag: String, Sendable, CaseIterable {
  case convex, multimodal, illConditioned = "ill-conditioned", nonsmooth, separable
  case leastSquares = "least-squares", stochastic, matrix
}
