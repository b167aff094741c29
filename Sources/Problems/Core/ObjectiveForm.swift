import Autograd

/// How an objective is computed from the parameter tensors, as code that traces it into a graph.
public struct ObjectiveForm {
  /// The parameter tensors, in the order of the layout; their graph is `$0[0].graph`.
  public typealias Trace = ([Expression]) -> Expression

  /// f, a scalar; nil: Σr².
  public let value: Trace?
  /// The residuals, a vector; nil: there are none.
  public let residuals: Trace?
  /// Whether f = Σr² at every point.
  public let isSumOfSquares: Bool

  private init(value: Trace?, residuals: Trace?, isSumOfSquares: Bool) {
    self.value = value
    self.residuals = residuals
    self.isSumOfSquares = isSumOfSquares
  }

  /// f alone.
  public static func value(_ value: @escaping Trace) -> ObjectiveForm {
    ObjectiveForm(value: value, residuals: nil, isSumOfSquares: false)
  }

  /// f = Σr², not halved.
  public static func residuals(_ residuals: @escaping Trace) -> ObjectiveForm {
    ObjectiveForm(value: nil, residuals: residuals, isSumOfSquares: true)
  }

  /// f and residuals, where f = Σr² too but is written in a form that is computed faster or reads better.
  public static func sumOfSquares(_ value: @escaping Trace, residuals: @escaping Trace) -> ObjectiveForm {
    ObjectiveForm(value: value, residuals: residuals, isSumOfSquares: true)
  }

  /// f, and residuals whose sum of squares is another function: what a least-squares chain minimizes instead.
  public static func value(_ value: @escaping Trace, leastSquares residuals: @escaping Trace) -> ObjectiveForm {
    ObjectiveForm(value: value, residuals: residuals, isSumOfSquares: false)
  }

  /// f = Σr² of the residuals; nil where there are none.
  public var leastSquares: ObjectiveForm? {
    if isSumOfSquares { return self }
    return residuals.map { .residuals($0) }
  }

  /// f without residuals that do not belong to it.
  public var scalar: ObjectiveForm {
    if let value, !isSumOfSquares { return .value(value) }
    return self
  }

  /// f at what a map makes of the parameters; residuals too.
  func composed(with map: @escaping ([Expression]) -> [Expression]) -> ObjectiveForm {
    func composed(_ trace: Trace?) -> Trace? { trace.map { trace in { trace(map($0)) } } }
    return ObjectiveForm(value: composed(value), residuals: composed(residuals), isSumOfSquares: isSumOfSquares)
  }

  /// The scalar f of these parameters.
  func traceValue(_ parameters: [Expression]) -> Expression {
    if let value { return value(parameters).reshape([]) }
    guard let residuals else { return parameters[0].graph.constant(.nan) }
    return square(residuals(parameters)).sum()
  }

  /// The residuals of these parameters as a vector.
  func traceResiduals(_ parameters: [Expression]) -> Expression? {
    residuals.map { $0(parameters).flattened }
  }
}
