import Numerics
import Testing

@testable import Optimization

/// ½Σ cᵢxᵢ², counting what is asked of it.
final class CountingQuadratic: ObjectiveFunction {
  let curvature: [Double]
  var values = 0, gradients = 0

  init(_ curvature: [Double]) {
    self.curvature = curvature
    super.init(layout: .vector(curvature.count))
  }
  override var capabilities: Capabilities { [.gradient] }
  private func f(_ x: Vector) -> Double { curvature.indices.reduce(0) { $0 + 0.5 * curvature[$1] * x[$1] * x[$1] } }
  override func value(at x: Vector) -> Double {
    values += 1
    return f(x)
  }
  override func gradient(at x: Vector, into g: Vector) -> Double {
    gradients += 1
    for i in curvature.indices { g[i] = curvature[i] * x[i] }
    return f(x)
  }
}

@Suite struct EvaluatorTests {
  private func optimizer(_ chain: String, _ function: ObjectiveFunction, _ x: [Double]) throws -> Optimizer {
    try Optimizer(try ChainReader.chain(chain), function, start: Vector(x))
  }

  @Test("A gradient is evaluated once a step, however many modules ask")
  func oneGradientPerStep() throws {
    let function = CountingQuadratic([1, 2])
    let optimizer = try optimizer("adam + sign | graft(sign, adam) | lr(0.1)", function, [1, 1])
    for _ in 0..<10 { try optimizer.step() }
    #expect(function.gradients == 10)
    #expect(function.values == 0)
    #expect(optimizer.evaluator.counts.points == 10)
  }

  @Test("The evaluation limit ends a step and leaves x where it began")
  func evaluationLimit() throws {
    let function = CountingQuadratic([1, 2])
    let optimizer = try optimizer("lr(0.1)", function, [1, 1])
    optimizer.evaluator.maximalEvaluations = 3
    for _ in 0..<3 { try optimizer.step() }
    let before = optimizer.x.values
    #expect(throws: RunEnd.evaluationLimit) { try optimizer.step() }
    #expect(optimizer.x.values == before)
    #expect(function.gradients == 3)
  }

  @Test("The gradient criterion ends the run at the point that meets it, before another step")
  func gradientTolerance() throws {
    let function = CountingQuadratic([1, 1])
    let optimizer = try optimizer("lr(1)", function, [3, 4])
    optimizer.evaluator.gradientTolerance = 1e-8
    try optimizer.step()
    #expect(throws: RunEnd.gradientTolerance(measured: 0)) { try optimizer.step() }
    #expect(optimizer.x.values == [0, 0])
    #expect(optimizer.steps == 1)
  }

  @Test("The best point survives what comes after it")
  func bestPoint() throws {
    let function = CountingQuadratic([1, 1])
    let optimizer = try optimizer("lr(t < 3 ? 0.5 : 4)".replacing("t < 3 ? 0.5 : 4", with: "where(t < 3, 0.5, 4)"), function, [1, -1])
    for _ in 0..<8 { try optimizer.step() }
    #expect(optimizer.evaluator.best?.x.values == [0.125, -0.125])
  }

  @Test("A value that is not finite names the module")
  func divergence() throws {
    let optimizer = try optimizer("adam | div(0) | lr(1)", CountingQuadratic([1, 2]), [1, 1])
    do {
      try optimizer.step()
      Issue.record("went on")
    } catch RunEnd.diverged(let what) {
      #expect(what.contains("div"))
    }
    #expect(optimizer.x.values == [1, 1])
  }

  @Test("Fused blocks give the bits that whole passes give", arguments: [1, 2, 7, 8, 9, 2048, 2049, 5000])
  func fusion(_ n: Int) throws {
    let curvature = (0..<n).map { 1 + Double($0 % 7) }, x = (0..<n).map { Double($0 % 5) - 2 }
    let fused = try optimizer("adam | clip(-0.5, 0.5) | lr(0.1)", CountingQuadratic(curvature), x)
    // `alternate` keeps every module on its own.
    let apart = try optimizer("alternate(adam) | alternate(clip(-0.5, 0.5)) | alternate(lr(0.1))", CountingQuadratic(curvature), x)
    for _ in 0..<5 {
      try fused.step()
      try apart.step()
    }
    #expect(fused.x.values == apart.x.values)
  }

  @Test("An update that is kept for the record changes nothing")
  func recordedUpdates() throws {
    let n = 5000
    let plain = try optimizer("adam | lr(0.1)", CountingQuadratic([Double](repeating: 1, count: n)), [Double](repeating: 1, count: n))
    let recorded = try optimizer("adam | lr(0.1)", CountingQuadratic([Double](repeating: 1, count: n)), [Double](repeating: 1, count: n))
    recorded.recordsUpdate = true
    for _ in 0..<3 {
      let before = recorded.x.copy()
      try plain.step()
      try recorded.step()
      let update = try #require(recorded.lastUpdate)
      for i in [0, 4999] { #expect(before[i] - update[i] == recorded.x[i]) }
    }
    #expect(plain.x.values == recorded.x.values)
  }
}
