import Autograd
import Optimization

/// A built-in problem with all that is known of it, said once: what it computes, where one starts, where its minima are.
///
/// Adding one is adding a declaration to the list of its set.
public struct ProblemDeclaration: Sendable {
  public typealias Tensors = [(name: String, shape: [Int])]
  typealias Form = @Sendable (_ dimension: Int) -> ObjectiveForm

  public private(set) var name: String
  public private(set) var aliases: [String]
  public let summary: String
  /// f in plain text; `x1` is the first entry.
  public let formula: String
  public let dimension: Dimension
  /// The standard start.
  public let start: EntryRule
  /// The box in which one usually looks at it, entry by entry.
  public let domain: BoxRule
  /// The lowest value, if known.
  public let minimum: NumberRule?
  /// Points of lowest value, as far as known.
  public let minimizers: [EntryRule]
  /// Whether the minimum is the lowest value in the domain alone: on its edge, or lower values lie outside.
  public let isMinimumOfDomain: Bool
  /// Where a method may end instead, as far as known.
  public let localMinima: [LocalMinimum]
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
    domain: BoxRule = [], minimum: NumberRule? = nil, at minimizers: [EntryRule] = [],
    localMinima: [LocalMinimum] = [], withinDomain: Bool = false, tags: [ProblemTag] = [], source: String,
    withCondition: (@Sendable (Double) -> ProblemDeclaration)? = nil
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
    self.localMinima = localMinima
    isMinimumOfDomain = withinDomain
    self.tags = tags
    self.source = source
    self.withCondition = withCondition
  }

  /// Of one vector x, by its value.
  init(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, dimension: Dimension = .fixed(2),
    value: @escaping @Sendable (_ x: Expression) -> Expression, start: EntryRule, domain: BoxRule,
    minimum: NumberRule?, at minimizers: [EntryRule], localMinima: [LocalMinimum] = [], withinDomain: Bool = false,
    tags: [ProblemTag] = [], source: String
  ) {
    self.init(
      name, aliases: aliases, summary, formula: formula, dimension: dimension,
      form: { _ in .value { value($0[0]) } }, start: start, domain: domain, minimum: minimum, at: minimizers,
      localMinima: localMinima, withinDomain: withinDomain, tags: tags, source: source)
  }

  /// Of one vector x, as the sum of squares of residuals: scalars, vectors or both.
  init(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, dimension: Dimension = .fixed(2),
    residuals: @escaping @Sendable (_ x: Expression) -> [Expression], start: EntryRule, domain: BoxRule = [],
    minimum: NumberRule?, at minimizers: [EntryRule], localMinima: [LocalMinimum] = [], tags: [ProblemTag] = [], source: String
  ) {
    self.init(
      name, aliases: aliases, summary, formula: formula, dimension: dimension,
      form: { _ in .residuals { concatenate(residuals($0[0]).map(\.flattened)) } }, start: start, domain: domain,
      minimum: minimum, at: minimizers, localMinima: localMinima, tags: [.leastSquares] + tags, source: source)
  }
}

extension ProblemDeclaration {
  /// The same problem as another set names it; its own names stay with it.
  func called(_ name: String) -> ProblemDeclaration {
    var renamed = self
    renamed.name = name
    renamed.aliases = []
    return renamed
  }
}

/// A minimum that is not the lowest.
public struct LocalMinimum: Sendable {
  public let value: NumberRule
  /// An infinite entry: f comes down to the value as this entry grows.
  public let minimizers: [EntryRule]

  init(_ value: NumberRule, at minimizers: [EntryRule]) {
    self.value = value
    self.minimizers = minimizers
  }
}

/// How many entries a problem has.
public enum Dimension: Sendable, Hashable {
  case fixed(Int)
  /// Any multiple of `multipleOf` from `from` up to `upTo`.
  case any(default: Int, from: Int = 1, upTo: Int = .max, multipleOf: Int = 1)

  /// The dimension where none is asked for.
  public var standard: Int {
    switch self {
    case .fixed(let n), .any(default: let n, from: _, upTo: _, multipleOf: _): n
    }
  }

  public func allows(_ n: Int) -> Bool {
    switch self {
    case .fixed(let fixed): n == fixed
    case .any(_, let least, let most, let step): n >= least && n <= most && n % step == 0
    }
  }

  /// What is allowed, in words.
  public var text: String {
    switch self {
    case .fixed(let n): "\(n)"
    case .any(_, let least, .max, 1): least <= 1 ? "any" : "any from \(least)"
    case .any(_, let least, let most, 1): "\(least) to \(most)"
    case .any(_, _, .max, let step): "any multiple of \(step)"
    case .any(_, _, let most, let step): "any multiple of \(step) up to \(most)"
    }
  }
}

/// Entries for any dimension: a list that repeats, or a rule.
public enum EntryRule: Sendable, ExpressibleByArrayLiteral {
  case repeating([Double])
  /// Empty in a dimension where the point is not known.
  case rule(@Sendable (_ dimension: Int) -> [Double])

  public init(arrayLiteral elements: Double...) { self = .repeating(elements) }

  /// A point for each of some dimensions.
  static func table(_ points: [Int: [Double]]) -> EntryRule { .rule { points[$0] ?? [] } }

  public func callAsFunction(_ dimension: Int) -> [Double] {
    switch self {
    case .repeating(let values): (0..<dimension).map { values[$0 % values.count] }
    case .rule(let rule): rule(dimension)
    }
  }
}

/// A box for any dimension: a range for each entry, from a list that repeats, or a rule.
public enum BoxRule: Sendable, ExpressibleByArrayLiteral {
  case repeating([ClosedRange<Double>])
  /// A list for this dimension, which repeats.
  case rule(@Sendable (_ dimension: Int) -> [ClosedRange<Double>])

  public init(arrayLiteral ranges: ClosedRange<Double>...) { self = .repeating(ranges) }

  /// Empty where there is none.
  public func callAsFunction(_ dimension: Int) -> [ClosedRange<Double>] {
    let ranges =
      switch self {
      case .repeating(let ranges): ranges
      case .rule(let rule): rule(dimension)
      }
    return ranges.isEmpty ? [] : (0..<dimension).map { ranges[$0 % ranges.count] }
  }
}

/// A number for any dimension.
public enum NumberRule: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  case constant(Double)
  case perEntry(Double)
  /// nil in a dimension where the number is not known.
  case rule(@Sendable (_ dimension: Int) -> Double?)

  public init(floatLiteral value: Double) { self = .constant(value) }
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }

  /// A number for each of some dimensions.
  static func table(_ numbers: [Int: Double]) -> NumberRule { .rule { numbers[$0] } }

  public func callAsFunction(_ dimension: Int) -> Double? {
    switch self {
    case .constant(let value): value
    case .perEntry(let value): value * Double(dimension)
    case .rule(let rule): rule(dimension)
    }
  }
}

public enum ProblemTag: String, Sendable, CaseIterable {
  case convex, multimodal, illConditioned = "ill-conditioned", nonsmooth, separable
  case leastSquares = "least-squares", stochastic, matrix
}
