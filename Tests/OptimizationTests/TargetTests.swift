import Numerics
import Testing

@testable import Optimization

private func end(_ text: String, steps: Int = 1) throws -> [Double] {
  let optimizer = try Optimizer(
    try ChainReader.chain(text), HandWritten.quadratic([[2, 0], [0, 10]], [0, 0]), start: Vector([1, 3]))
  for _ in 0..<steps { try optimizer.step() }
  return optimizer.x.values
}

/// The rule of a module may replace the gradient, all gradients, the parameters or a difference instead of the update.
@Test func targetsOfARule() throws {
  // ∇f = (2, 30)
  #expect(try end("clipvalue(5) | lr(0.1)") == [0.8, 2.5])
  #expect(try end("clipvalue(5, target=grad) | lr(0.1)") == [0.8, 2.5])
  #expect(try end("lr(0.1) | clipvalue(5, target=grad)") == [0.8, 0])
  #expect(try end("lr(0.1) | clipvalue(5, target=grad) | grad | lr(0.1)") == [0.8, 2.5])
  #expect(try end("clipvalue(5, target=closure) | lr(0.1)", steps: 2) == [0.64, 2])
  #expect(try end("clipvalue(2, target=params_direct) | lr(0.1)") == [0.8, 0])
  #expect(try end("clipvalue(2, target=params_difference)") == [1, 2])
  #expect(try end("clipvalue(5, target=update_difference) | lr(0.1)") == [1, 0.5])
  #expect(throws: (any Error).self) { try end("clipvalue(5, target=sideways)") }
}

/// Memory moves with what the rule sees.
@Test func memoryOfATargetedRule() throws {
  #expect(try end("ema(0.5, target=params_difference)", steps: 2) == end("params | ema(0.5) | rsub(params)", steps: 2))
}
