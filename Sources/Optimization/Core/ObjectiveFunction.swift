import Numerics

/// What a problem can give, and so what modules may ask.
public struct Capabilities: OptionSet, Hashable, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let gradient = Capabilities(rawValue: 1)
  /// Hessian–vector products and the Hessian.
  public static let hessian = Capabilities(rawValue: 2)
  /// A residual vector r with f = Σr², and its Jacobian.
  public static let residuals = Capabilities(rawValue: 4)

  /// The words of an error message.
  public var names: [String] {
    var names: [String] = []
    if contains(.gradient) { names.append("gradients") }
    if contains(.hessian) { names.append("Hessian products") }
    if contains(.residuals) { names.append("residuals") }
    return names
  }
}

/// A scalar function of the parameters with its derivatives: the problem itself, or what a module puts in its place.
///
/// Subclasses override what they can compute and say so in `capabilities`; the rest throws `RunEnd.failed`.
open class ObjectiveFunction {
  public let layout: Layout
  /// Grows when the values at one and the same x change (a new batch, new noise): what points remember is then void.
  @exclusivity(unchecked) public final var version = 0

  public init(layout: Layout) { self.layout = layout }

  open var capabilities: Capabilities { [] }
  /// The number of residuals, where there are any.
  open var residualCount: Int { 0 }

  /// The function whose values these are: another than this one where only derivatives are replaced.
  open var valueFunction: ObjectiveFunction { self }

  /// Called before step t; true if from here on other values are given than before (a new batch).
  open func beginStep(_ t: Int) -> Bool { false }

  /// Called before evaluations that are for reports alone, after which a run goes on as if they had not been.
  open func beginReport() {}

  /// Given before a run: what to ask now and then while an evaluation takes long; it then throws `RunEnd.interrupted`.
  open func heedInterrupts(_ isInterrupted: (() -> Bool)?) {}

  /// What its values depend on besides x and the step, copied; nil for a function that remembers nothing (checkpoints).
  open func snapshot() -> Any? { nil }
  open func restore(_ snapshot: Any) {}

  /// The lowest value that this run has been given anywhere, with the number of steps before it, where the function keeps it:
  /// a program may be too costly to be asked again where it was.
  open var lowest: (x: Vector, f: Double, step: Int)? { nil }

  /// f(x)
  open func value(at x: Vector) throws -> Double { throw unavailable("values") }
  /// f(x); writes ∇f(x).
  open func gradient(at x: Vector, into g: Vector) throws -> Double { throw unavailable("gradients") }
  /// out ← ∇²f(x) v
  open func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws { throw unavailable("Hessian products") }
  /// Row i of out ← ∇²f(x) · (row i of v)
  open func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws { throw unavailable("Hessian products") }
  /// out ← ∇²f(x), n × n.
  open func hessian(at x: Vector, into out: Matrix) throws { throw unavailable("Hessians") }
  /// r ← the residuals at x; f = Σr².
  open func residuals(at x: Vector, into r: Vector) throws { throw unavailable("residuals") }
  /// r ← residuals, J ← ∂r/∂x, m × n.
  open func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws { throw unavailable("Jacobians") }

  public final func unavailable(_ what: String) -> RunEnd { .failed("the problem gives no \(what)") }
}

/// Evaluations so far, of the problem's own function.
public struct EvaluationCounts: Hashable, Sendable {
  /// Values.
  public var f = 0
  /// Gradients.
  public var g = 0
  /// Hessian–vector products; a Hessian counts n.
  public var hvp = 0
  /// Jacobian products; a Jacobian counts one for each row.
  public var jac = 0
  /// Points at which the value, the gradient or both were evaluated: what `--max-evals` limits.
  public var points = 0

  public init() {}
}
