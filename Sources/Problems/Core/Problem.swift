import Autograd
import Numerics
import Optimization

/// What is wrong with the request for a problem, and how to mend it.
public struct ProblemError: Error, Hashable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// No problem of this name.
    case unknown
    /// An option that this problem does not take, or not with this value.
    case invalid
    /// The data cannot be used as they are.
    case data
    /// The file cannot be read.
    case unreadable
  }

  public let kind: Kind
  public let message: String
  public let hint: String?

  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  public var description: String { hint.map { "\(message)\n  \($0)" } ?? message }
}

/// A function to be minimized, with its start and what is known of its minimum.
public final class Problem {
  /// As it is reported: a built-in name, the path of the data, the text of the formula.
  public let name: String
  public let layout: Layout
  public let start: Vector
  /// The lowest value, if known.
  public let minimum: Double?
  /// Points of lowest value, as far as known.
  public let minimizers: [[Double]]
  /// The box for plots, entry by entry; empty where there is none.
  public let domain: [ClosedRange<Double>]
  public let type: ElementType
  /// What it is, a line each: for a header or `--verbose`.
  public let description: [String]
  /// A name for each entry of x, for reports.
  public let entryNames: [String]

  /// Rows of data that are fitted; 0 without data.
  public let rowCount: Int

  /// How f is computed; nil where `given` computes it.
  let form: ObjectiveForm?
  /// A function of its own, such as a program's.
  let given: ObjectiveFunction?
  let batches: Batches?
  /// What is added to values and gradients.
  let noise: Noise?
  let measure: ((Vector) -> [(name: String, value: Double)])?
  private var scalarFunction: ObjectiveFunction?
  private var leastSquaresFunction: ObjectiveFunction?

  init(
    name: String, layout: Layout, start: Vector, form: ObjectiveForm?, given: ObjectiveFunction? = nil, type: ElementType,
    minimum: Double? = nil, minimizers: [[Double]] = [], domain: [ClosedRange<Double>] = [], description: [String] = [],
    entryNames: [String]? = nil, rowCount: Int = 0, batches: Batches? = nil, noise: Noise? = nil,
    metrics: ((Vector) -> [(name: String, value: Double)])? = nil
  ) {
    self.name = name
    self.layout = layout
    self.start = start
    self.form = form
    self.given = given
    self.type = type
    self.minimum = minimum
    self.minimizers = minimizers
    self.domain = domain
    self.description = description
    self.entryNames = entryNames ?? Problem.entryNames(of: layout)
    self.rowCount = rowCount
    self.batches = batches
    self.noise = noise
    measure = metrics
  }

  /// The same problem from another start.
  func started(at start: Vector) -> Problem {
    Problem(
      name: name, layout: layout, start: start, form: form, given: given, type: type, minimum: minimum, minimizers: minimizers,
      domain: domain, description: description, entryNames: entryNames, rowCount: rowCount, batches: batches, noise: noise,
      metrics: measure)
  }

  /// Whether there is a residual form, which least-squares chains need; under noise there is none.
  public var hasResiduals: Bool { form?.residuals != nil && noise == nil }

  /// Whether f = Σr² of those residuals: then one function serves every chain.
  public var isSumOfSquares: Bool { form?.isSumOfSquares ?? false }

  /// Whether a step sees only a part of the data, or noise.
  public var isStochastic: Bool { batches != nil || noise != nil }

  /// The function to be minimized; traced and compiled at its first use, the same object from then on.
  ///
  /// - Parameter leastSquares: the function f = Σr² of the residuals, for chains that use them; where the problem's own f is
  ///   that sum, or there are no residuals, the same object as without.
  public func function(leastSquares: Bool = false) -> ObjectiveFunction {
    if leastSquares, noise == nil, let form, !form.isSumOfSquares, let squares = form.leastSquares {
      let function = leastSquaresFunction ?? CompiledFunction(layout: layout, form: squares, type: type, batches: batches)
      leastSquaresFunction = function
      return function
    }
    let function = scalarFunction ?? measured()
    scalarFunction = function
    return function
  }

  /// f, with its noise.
  private func measured() -> ObjectiveFunction {
    let function =
      given ?? CompiledFunction(layout: layout, form: form?.scalar ?? .residuals { $0[0] }, type: type, batches: batches)
    return noise.map { NoisyFunction(function, $0) } ?? function
  }

  /// How well x does on the data (losses, accuracy or R²), and f without its noise; empty for test functions.
  public func metrics(at x: Vector) -> [(name: String, value: Double)] {
    var metrics = measure?(x) ?? []
    if let noisy = function() as? NoisyFunction, let f = try? noisy.base.value(at: x) { metrics.append(("f without noise", f)) }
    return metrics
  }

  /// `x[3]` for an entry of a vector, `w1[0,2]` of a matrix, `b` for a scalar.
  static func entryNames(of layout: Layout) -> [String] {
    layout.segments.flatMap { segment in
      (0..<segment.count).map { flat in
        if segment.shape.isEmpty { return segment.name }
        var (rest, indices) = (flat, [Int]())
        for size in segment.shape.reversed() {
          indices.insert(rest % size, at: 0)
          rest /= size
        }
        return "\(segment.name)[\(indices.map(String.init).joined(separator: ","))]"
      }
    }
  }
}
