import Numerics
import Testing

@testable import Optimization

/// ½ xᵀAx with exact products.
private final class Curved: ObjectiveFunction {
  let A: Matrix
  init(_ A: Matrix, _ layout: Layout? = nil) {
    self.A = A
    super.init(layout: layout ?? .vector(A.rows))
  }
  override var capabilities: Capabilities { [.gradient, .hessian] }
  override func value(at x: Vector) throws -> Double { 0.5 * quadraticForm(A, x) }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    multiply(A, x, into: g)
    return 0.5 * quadraticForm(A, x)
  }
  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws { multiply(A, v, into: out) }
  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws { multiply(v, A, into: out) }
}

private func path(_ text: String, _ function: ObjectiveFunction, seed: UInt64 = 0, steps: Int = 5) throws -> [[Double]] {
  let n = function.layout.count
  let optimizer = try Optimizer(
    try ChainReader.chain(text), function, start: Vector((0..<n).map { Double($0) - 1.5 }), seed: seed)
  return try (0..<steps).map { _ in
    try optimizer.step()
    return optimizer.x.values
  }
}

private func makeDense() -> Matrix { Matrix([[4, 1, -1], [1, 3, 0.5], [-1, 0.5, 2]]) }

/// z ⊙ Hz with signs z is the diagonal itself where the Hessian is diagonal: a step is then Newton's.
@Test(arguments: ["autograd", "batched_autograd", "fd_forward", "fd_central"]) func diagonalHessiansAreFoundExactly(_ method: String) throws {
  let function = Curved(.diagonal(Vector([2, 5, 0.5])))
  let first = try path("adahessian(beta1=0, eps=0, hvp_method=\(method))", function, steps: 1)[0]
  #expect(first.allSatisfy { abs($0) < 1e-9 })
}

/// The mean of many samples is the diagonal, whatever the distribution.
@Test(arguments: ["rademacher", "gaussian", "uniform", "sphere"]) func estimatesAreUnbiased(_ distribution: String) throws {
  let chain = "adahessian(beta1=0, eps=0, n_samples=20000, distribution=\(distribution))"
  let first = try path(chain, Curved(makeDense()), seed: 7, steps: 1)[0]
  let x = Vector([-1.5, -0.5, 0.5]), g = Vector(count: 3), dense = makeDense()
  multiply(dense, x, into: g)
  for i in 0..<3 {
    let product = (x[i] - first[i]) * dense[i, i]
    #expect(abs(product - g[i]) < 0.05 * abs(g[i]) + 1e-3)
  }
}

/// Samples drawn together are those drawn one by one; seeds of one's own repeat, and start again after a reset.
@Test func samplesAreReproducible() throws {
  let single = try path("adahessian(n_samples=4, distribution=normal)", Curved(makeDense()), seed: 3)
  #expect(distance(try path("adahessian(n_samples=4, distribution=normal, hvp_method=batched_autograd)", Curved(makeDense()), seed: 3), single) < 1e-13)
  #expect(try path("adahessian(n_samples=4, distribution=normal)", Curved(makeDense()), seed: 3) == single)
  #expect(try path("adahessian(n_samples=4, distribution=normal)", Curved(makeDense()), seed: 4) != single)
  let own = try path("adahessian(distribution=normal, seed=5)", Curved(makeDense()), seed: 1)
  #expect(try path("adahessian(distribution=normal, seed=5)", Curved(makeDense()), seed: 2) == own)
}

/// Adam's rule with D for the second average, on a Hessian where D is known; estimates every second step.
@Test func adamsRuleOnTheDiagonal() throws {
  let d = [2.0, 5, 0.5]
  var x = [-1.5, -0.5, 0.5], m = [0.0, 0, 0], v = m
  var expected: [[Double]] = []
  for t in 1...6 {
    let k = (t + 1) / 2
    if t % 2 == 1 { v = zip(v, d).map { 0.9 * $0 + 0.1 * $1 * $1 } }
    m = (0..<3).map { 0.8 * m[$0] + 0.2 * d[$0] * x[$0] }
    func power(_ b: Double, _ n: Int) -> Double { (0..<n).reduce(1.0) { p, _ in p * b } }
    let c1 = 1 - power(0.8, t), c2 = 1 - power(0.9, k)
    x = (0..<3).map { x[$0] - 0.3 * (m[$0] / c1) / ((v[$0] / c2).squareRoot() + 1e-3) }
    expected.append(x)
  }
  let chain = "adahessian(0.8, 0.9, update_freq=2, eps=1e-3) | lr(0.3)"
  #expect(distance(try path(chain, Curved(.diagonal(Vector(d))), steps: 6), expected) < 1e-13)
  // With inner, momentum acts on its output.
  let inner = try path("adahessian(0, 0.9, inner=ema(0.8, debias=true), update_freq=2, eps=1e-3) | lr(0.3)", Curved(.diagonal(Vector(d))), steps: 6)
  #expect(distance(inner, expected) < 1e-13)
  // Transforms see the corrected averages.
  let signs = try path("adahessian(0.8, 0.9, exp_avg_tfm=sign, D_exp_avg_sq_tfm=ones, eps=0) | lr(0.25)", Curved(.diagonal(Vector(d))), steps: 1)
  #expect(distance(signs, [[-1.25, -0.25, 0.25]]) < 1e-15)
}

/// Every block of rows has the mean of its own rows, the rest too; without blocks trailing axes are averaged, matrices left.
@Test(arguments: [1, 2, 3, 4, 7]) func blockMeans(_ block: Int) throws {
  let segment = Layout([("pad", [1]), ("A", [7, 2])]).segments[1]
  let D = Vector((0..<15).map { Double($0 * $0 % 11) - 5 }), before = D.values
  AdaHessian.average(D, segment, block)
  for i in 0..<7 {
    let size = 7 / block < 2 ? 7 : block
    let top = i / size * size, rows = top..<min(top + size, 7)
    for j in 0..<2 {
      let mean = rows.map { abs(before[1 + 2 * $0 + j]) }.reduce(0, +) / Double(rows.count)
      #expect(abs(D[1 + 2 * i + j] - mean) < 1e-14)
    }
  }
  #expect(D[0] == before[0])
}

@Test func spatialMeans() throws {
  let layout = Layout([("T", [2, 2, 3]), ("A", [2, 2]), ("v", [2])])
  let D = Vector((0..<18).map { Double($0) - 9 }), before = D.values
  for segment in layout.segments { AdaHessian.average(D, segment, nil) }
  for start in stride(from: 0, to: 12, by: 3) {
    let mean = (start..<(start + 3)).map { abs(before[$0]) }.reduce(0, +) / 3
    #expect((start..<(start + 3)).allSatisfy { abs(D[$0] - mean) < 1e-14 })
  }
  #expect(Array(D.values[12...]) == Array(before[12...]))
}
