import Glibc
import Numerics
import Testing

@testable import Optimization

/// A linear function keeps the points at which it was evaluated.
private final class Linear: ObjectiveFunction {
  let slope: [Double]
  var points: [[Double]] = []
  init(_ slope: [Double], _ layout: Layout) {
    self.slope = slope
    super.init(layout: layout)
  }
  override var capabilities: Capabilities { .gradient }
  override func value(at x: Vector) throws -> Double {
    points.append(x.values)
    return zip(slope, x.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    for (i, s) in slope.enumerated() { g[i] = s }
    return try value(at: x)
  }
}

private func perturbation(_ sam: String, _ slope: [Double], _ x: [Double], _ layout: Layout) throws -> [Double] {
  let function = Linear(slope, layout)
  let optimizer = try Optimizer(try ChainReader.chain("\(sam) | lr(0.1)"), function, start: Vector(x))
  try optimizer.step()
  #expect(function.points.count == 2)
  #expect(function.points[0] == x)
  return zip(function.points[1], x).map { $0 - $1 }
}

private func norm(_ v: [Double], _ p: Double) -> Double {
  p == .infinity ? v.map(abs).max() ?? 0 : pow(v.map { pow(abs($0), p) }.reduce(0, +), 1 / p)
}

/// The perturbation has p-norm rho in each tensor and the largest inner product with the gradient that such vectors have.
@Test(arguments: [1.0, 1.5, 2, 3, .infinity]) func steepestPerturbation(_ p: Double) throws {
  let layout = Layout([("a", [3]), ("b", [2])])
  let g = [1.0, -2, 0.5, 3, 0]
  let e = try perturbation("sam(rho=0.3, p=\(p == .infinity ? "inf" : "\(p)"))", g, [1, 2, -1, 0.5, 4], layout)
  let q = p == 1 ? Double.infinity : p == .infinity ? 1 : p / (p - 1)
  for range in [0..<3, 3..<5] {
    let e = Array(e[range]), g = Array(g[range])
    #expect(abs(norm(e, p) - 0.3) < 1e-12)
    #expect(abs(zip(e, g).reduce(0) { $0 + $1.0 * $1.1 } - 0.3 * norm(g, q)) < 1e-12)
  }
}

/// ASAM's is the same in coordinates x/|x|.
@Test(arguments: [1.0, 2, 3, .infinity]) func adaptivePerturbation(_ p: Double) throws {
  let g = [1.0, -2, 0.5], x = [2.0, 0.5, -3]
  let e = try perturbation("asam(rho=0.3, p=\(p == .infinity ? "inf" : "\(p)"))", g, x, .vector(3))
  let relative = zip(e, x).map { $0 / abs($1) }
  let q = p == 1 ? Double.infinity : p == .infinity ? 1 : p / (p - 1)
  #expect(abs(norm(relative, p) - 0.3) < 1e-12)
  #expect(abs(zip(e, g).reduce(0) { $0 + $1.0 * $1.1 } - 0.3 * norm(zip(g, x).map { $0 * abs($1) }, q)) < 1e-12)
}

/// A gradient costs two evaluations, and a point that is known is not evaluated again by the modules behind.
@Test func costOfSharpness() throws {
  let optimizer = try Optimizer(try ChainReader.chain("sam | mul(grad) | lr(1e-9)"), HandWritten.rosenbrock(), start: Vector([-1.2, 1]))
  for _ in 0..<5 { try optimizer.step() }
  #expect(optimizer.evaluator.counts.g == 10)
}

/// Momentum SAM without a radius is plain momentum, and MSAM around a step size is the same as its own momentum step where that has none.
@Test func momentumSharpness() throws {
  let updates: [[Double]] = [[1, -2], [0.5, 3], [-1, 1], [2, 2]]
  #expect(distance(
    try outputs("msammomentum(0.1, rho=0)", updates), try outputs("heavyball(0.9, ema_init=zeros) | lr(0.1)", updates)) < 1e-14)
  #expect(distance(
    try outputs("msam(lr(0.1), momentum=0, weight_decay=0.1)", updates, start: [1, 2]),
    try outputs("msammomentum(0.1, momentum=0, weight_decay=0.1)", updates, start: [1, 2])) < 1e-14)
  // The chain is fed the update itself, with Nesterov's momentum too.
  #expect(distance(
    try outputs("msam(lr(0.1), rho=0, nesterov=true)", updates), updates.map { $0.map { 0.1 * $0 } }) < 1e-14)
}
