import Glibc
import Numerics
import Testing

@testable import Optimization

private func quadratic(_ curvatures: [Double]) -> HandWritten {
  .quadratic(
    curvatures.indices.map { i in curvatures.indices.map { $0 == i ? curvatures[i] : 0 } }, [Double](repeating: 0, count: curvatures.count))
}

private func path(_ text: String, _ function: ObjectiveFunction, from start: [Double], steps: Int) throws -> [[Double]] {
  let optimizer = try Optimizer(try ChainReader.chain(text), function, start: Vector(start))
  var path = [optimizer.x.values]
  for _ in 0..<steps {
    try optimizer.step()
    path.append(optimizer.x.values)
  }
  return path
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// A warm-up of no steps is over.
@Test func warmupOfNoSteps() throws {
  let u: [[Double]] = [[3, 4], [6, 8]]
  #expect(try outputs("warmup(0, 0.1, 0.5)", u) == [[1.5, 2], [3, 4]])
  #expect(try outputs("warmupnormclip(0, 0.1, 0.5)", u) == u)
  #expect(try outputs("warmup(2, 0, 1)", [[1], [1], [1], [1]]) == [[0], [0.5], [1], [1]])
}

/// The norm's bound grows linearly, then goes.
@Test func warmupBoundsTheNorm() throws {
  let norms = try outputs("warmupnormclip(2, 1, 3)", [[Double]](repeating: [30, 40], count: 5)).map { dot($0, $0).squareRoot() }
  #expect(zip(norms, [1.0, 2, 3, 50, 50]).allSatisfy { abs($0 - $1) < 1e-12 })
}

/// With the least value known, Polyak's step on ½‖x‖² halves x; without the gradient ⟨u, u⟩ divides.
@Test func polyakOnTheSphere() throws {
  for text in ["polyakstepsize", "polyakstepsize(use_grad=false)"] {
    let steps = try path(text, quadratic([1, 1]), from: [3, -4], steps: 3)
    #expect(distance(steps, [[3, -4], [1.5, -2], [0.75, -1], [0.375, -0.5]]) < 1e-15)
  }
  let capped = try path("polyakstepsize(max=0.1, alpha=0.5)", quadratic([1, 1]), from: [3, -4], steps: 1)
  #expect(distance([capped[1]], [[2.85, -3.8]]) < 1e-15)
}

/// The step is the quotient of the last secant pair: the inverse of a Rayleigh quotient on a quadratic.
@Test(arguments: ["short", "long", "geom"]) func spectralSteps(_ type: String) throws {
  let curvatures = [1.0, 5, 20]
  let points = try path("barzilaiborwein(type=\(type))", quadratic(curvatures), from: [1, 1, 1], steps: 8)
  for k in 2..<8 {
    let s = zip(points[k], points[k - 1]).map { $0 - $1 }, y = zip(curvatures, s).map { $0 * $1 }
    let short = dot(s, y) / dot(y, y), long = dot(s, s) / dot(s, y)
    let α = type == "short" ? short : type == "long" ? long : (short * long).squareRoot()
    let expected = zip(points[k], curvatures).map { $0 - α * $1 * $0 }
    #expect(distance([points[k + 1]], [expected]) < 1e-9)
  }
}

/// Negative curvature has no spectral step: the fallback, or a tiny step.
@Test func spectralFallback() throws {
  let steps = try path("barzilaiborwein(type=long, fallback=0.01)", quadratic([-1]), from: [1], steps: 3)
  #expect(abs(steps[3][0] - steps[2][0] * 1.01) < 1e-14)
  let tiny = try path("barzilaiborwein(type=long)", quadratic([-1]), from: [1], steps: 3)
  #expect(abs(tiny[3][0] - tiny[2][0] - 1e-7) < 1e-12)
}

/// Steps of the stabilized rule are bounded by Δ, given or found from the first steps (at least one).
@Test func stabilizedSteps() throws {
  func lengths(_ text: String) throws -> [Double] {
    let points = try path(text, HandWritten.rosenbrock(), from: [-1.2, 1], steps: 25)
    return zip(points.dropFirst(), points).map { a, b in dot(zip(a, b).map { $0 - $1 }, zip(a, b).map { $0 - $1 }).squareRoot() }
  }
  #expect(try lengths("bbstab(delta=0.05)").allSatisfy { $0 <= 0.05 * (1 + 1e-12) })
  #expect(try lengths("bbstab(inf_iters=0)").allSatisfy(\.isFinite))
}

/// AdGD's step never exceeds its local bound 1/(√2 L) and converges on a quadratic.
@Test(arguments: ["adgd", "adgd(variant=1)", "adgd(variant=1, sqrt=false)", "adgd(alpha_0=none)"])
func adaptiveDescentConverges(_ text: String) throws {
  let last = try path(text, quadratic([1, 5, 20]), from: [1, 1, 1], steps: 300)[300]
  #expect(dot(last, last) < 1e-16)
}

/// The bold driver grows on a decrease, shrinks otherwise, and takes a value that is not a number for no decrease.
@Test func boldDriver() throws {
  let values = [5.0, 4, 6, 6, 1]
  let sizes = try outputs("bolddriver(0.1, 2, 0.5)", [[Double]](repeating: [1], count: 5), value: { values[$0] }).map { $0[0] }
  #expect(distance([sizes], [[0.1, 0.2, 0.1, 0.05, 0.1]]) < 1e-15)
}

/// After a reset it starts from a_init again.
@Test func boldDriverStartsAgain() throws {
  let values = [5.0, 4, 3, 2, 1]
  let sizes = try outputs("restartevery(bolddriver(0.1, 2, 0.5), 2)", [[Double]](repeating: [1], count: 5), value: { values[$0] })
  #expect(distance(sizes, [[0.1], [0.2], [0.1], [0.2], [0.1]]) < 1e-15)
}

/// Random step sizes stay in their range, one for all or one for each tensor, and the same seed gives the same bits.
@Test func randomStepSizes() throws {
  let layout = Layout([("a", [2]), ("b", [3])])
  let ones = [[Double]](repeating: [1, 1, 1, 1, 1], count: 200)
  let common = try outputs("randomstepsize(0.5, 2)", ones, layout: layout)
  #expect(common.allSatisfy { Set($0).count == 1 && $0[0] >= 0.5 && $0[0] <= 2 })
  #expect(abs(common.map { $0[0] }.reduce(0, +) / 200 - 1.25) < 0.12)
  let each = try outputs("randomstepsize(parameterwise=true, seed=4)", ones, layout: layout)
  #expect(each.allSatisfy { $0[0] == $0[1] && $0[2] == $0[4] && $0[0] != $0[2] })
  #expect(try outputs("randomstepsize(parameterwise=true, seed=4)", ones, layout: layout) == each)
  // Its numbers go on through a reset.
  let restarted = try outputs("restartevery(randomstepsize(parameterwise=true, seed=4), 3)", ones, layout: layout)
  #expect(restarted == each)
}
