import Numerics
import Optimization

/// The problem's function with a meter: it adds up what evaluations cost, remembers the lowest f at every cost, and ends the run
/// when the budget is spent.
///
/// Every point that is evaluated counts, trial points of line searches too, as in COCO. Where the run's own values are not what it
/// is judged by (batches, noise, least squares in place of the problem's f), f is computed apart, at costs that grow by 2 %.
final class MeasuredFunction: ObjectiveFunction {
  private let base: ObjectiveFunction
  private let judge: ObjectiveFunction?
  private let weights: CostWeights
  private let budget: Double
  private(set) var trace: CostTrace
  private(set) var spent = 0.0
  private var points = 0
  /// Rows of Jacobians beyond their columns, which cost nothing: the engine goes the shorter way.
  private var sparedRows = 0
  private var nextJudgement = 0.0
  /// Counts for the run; set once it exists. It owns this function and so outlives every call.
  unowned(unsafe) var evaluator: Evaluator?

  init(_ base: ObjectiveFunction, judge: ObjectiveFunction?, settings: RunSettings, target: Double?) {
    self.base = base
    self.judge = judge
    weights = settings.weights
    budget = settings.budget
    trace = CostTrace(target: target)
    super.init(layout: base.layout)
    version = base.version
  }

  override var capabilities: Capabilities { base.capabilities }
  override var residualCount: Int { base.residualCount }

  override func beginStep(_ t: Int) -> Bool {
    let isNew = base.beginStep(t)
    version = base.version
    return isNew
  }

  override func beginReport() { base.beginReport() }
  override func heedInterrupts(_ isInterrupted: (() -> Bool)?) { base.heedInterrupts(isInterrupted) }

  override func value(at x: Vector) throws -> Double {
    let f = try base.value(at: x)
    note(f, at: x)
    return f
  }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    let f = try base.gradient(at: x, into: g)
    note(f, at: x)
    return f
  }

  override func residuals(at x: Vector, into r: Vector) throws {
    try base.residuals(at: x, into: r)
    note(r.sumOfSquares, at: x)
  }

  override func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws {
    try base.jacobian(at: x, residuals: r, into: J)
    sparedRows += max(0, J.rows - J.columns)
    note(r.sumOfSquares, at: x)
  }

  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    try pay()
    try base.hessianProduct(at: x, v, into: out)
  }

  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    try pay()
    try base.hessianProducts(at: x, v, into: out)
  }

  override func hessian(at x: Vector, into out: Matrix) throws {
    try pay()
    try base.hessian(at: x, into: out)
  }

  /// Second derivatives cost, and are refused when nothing is left.
  private func pay() throws {
    guard spent < budget else { throw RunEnd.evaluationLimit }
    guard let evaluator else { return }
    spend(evaluator)
  }

  private func spend(_ evaluator: Evaluator) {
    var counts = evaluator.counts
    counts.jac -= sparedRows
    spent = weights.cost(of: counts)
    // The evaluator ends the run at the next point that is asked for.
    if spent >= budget { evaluator.maximalEvaluations = evaluator.counts.points }
  }

  private func note(_ f: Double, at x: Vector) {
    version = base.version
    // The solver's own look at a point is not counted and tells nothing that was paid for.
    guard let evaluator, evaluator.counts.points != points else { return }
    points = evaluator.counts.points
    spend(evaluator)
    guard let judge else { return trace.add(f, cost: spent) }
    guard spent >= nextJudgement else { return }
    nextJudgement = max(spent * CostTrace.ratio, spent + 1)
    trace.add((try? judge.value(at: x)) ?? .nan, cost: spent)
  }
}
