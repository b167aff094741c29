import Glibc
import Numerics
import Testing

@testable import Optimization

private let x = [2.0, -3, 0, 0.5]
private let u = [[1.0, 1, -1, -1]]

/// The penalty's gradient |x|^(p − 1)·sign(x) for even, odd and fractional exponents.
@Test(arguments: [1.0, 1.5, 2, 3, 4]) func penaltyGradient(_ p: Double) throws {
  let expected = zip(u[0], x).map { $0 + 0.1 * ($1 == 0 ? 0 : pow(abs($1), p - 1) * ($1 < 0 ? -1 : 1)) }
  #expect(distance(try outputs("weightdecay(0.1, ord=\(p))", u, start: x), [expected]) < 1e-14)
}

/// Cautious decay acts where the update points to zero too; relative decay in proportion to its measure.
@Test func decayVariants() throws {
  #expect(distance(try outputs("cautiousweightdecay(0.1)", u, start: x), [[1.2, 1, -1, -1]]) < 1e-15)
  #expect(distance(try outputs("relativeweightdecay(0.1)", [[2, -2, 2, 2]], start: x), [[2.4, -2.6, 2, 2.1]]) < 1e-15)
  #expect(distance(
    try outputs("mul(3) | relativeweightdecay(0.1, norm_input=grad, metric=linf)", u, start: x), [[3.2, 2.7, -3, -2.95]]) < 1e-15)
  #expect(distance(
    try outputs("relativeweightdecay(0.1, norm_input=params, metric=l1, cautious=true)", u, start: x), [[2.1, 1, -1, -1]]) < 1e-14)
}

/// Direct decay moves x at once: before the gradient is known it is found at the decayed x, after that it is kept.
@Test func directDecay() throws {
  func end(_ text: String) throws -> (x: Double, gradients: Int) {
    let optimizer = try Optimizer(try ChainReader.chain(text), HandWritten.quadratic([[1]], [0]), start: Vector([2.0]))
    try optimizer.step()
    return (optimizer.x[0], optimizer.evaluator.counts.g)
  }
  #expect(try end("directweightdecay(0.5) | lr(0.1)") == (1 - 0.1, 1))
  #expect(try end("lr(0.1) | directweightdecay(0.5)") == (1 - 0.2, 1))
  #expect(try end("split(ndim >= 1, directweightdecay(0.5) | lr(0.1), none)").x == 1 - 0.1)
  #expect(try end("directweightdecay(0.5)") == (0, 1))
}

/// The best point keeps its parameters when x is moved in place.
@Test func bestPointSurvivesDirectDecay() throws {
  let optimizer = try Optimizer(
    try ChainReader.chain("lr(0) | directweightdecay(0.5)"), HandWritten.quadratic([[1]], [2]), start: Vector([2.0]))
  for _ in 0..<3 { try optimizer.step() }
  #expect(optimizer.evaluator.best?.x[0] == 2 && optimizer.evaluator.bestValue == -2)
}

/// A step that cannot be finished leaves x where it began.
@Test func failedStepUndoesDirectDecay() throws {
  let optimizer = try Optimizer(
    try ChainReader.chain("directweightdecay(0.5) | lr(0.1)"), HandWritten.quadratic([[1]], [0]), start: Vector([2.0]))
  optimizer.evaluator.maximalEvaluations = 0
  #expect(throws: RunEnd.evaluationLimit) { try optimizer.step() }
  #expect(optimizer.x[0] == 2)
}

/// Reinitialized entries are the first parameters', in the share asked for, and the seed decides which.
@Test func reinitialization() throws {
  let n = 2000
  let layout = Layout.vector(n)
  func end(_ settings: String) throws -> [Double] {
    let function = ScriptedFunction(layout) { _, _ in 1 }
    let optimizer = try Optimizer(
      try ChainReader.chain("lr(1) | randomreinitialize(\(settings))"), function, start: Vector([Double](repeating: 7, count: n)))
    for _ in 0..<2 { try optimizer.step() }
    return optimizer.x.values
  }
  // After two steps: 5 where nothing happened, 6 where the second step began at the first parameters.
  let once = try end("p_reinit=1, p_weights=0.3, seed=3")
  #expect(Set(once) == [5, 6])
  #expect(abs(Double(once.filter { $0 == 6 }.count) / Double(n) - 0.3) < 0.04)
  #expect(try end("p_reinit=1, p_weights=0.3, seed=3") == once)
  #expect(Set(try end("p_reinit=0")) == [5])
  #expect(Set(try end("p_reinit=1, p_weights=1, store_every=1")) == [5])
}
