import Autograd
import Testing

/// A function of one variable at a kink or at the end of its domain, with its first and second derivative there.
struct Edge: Sendable, CustomTestStringConvertible {
  let name: String
  let x: Double
  let first: Double
  /// nil: not looked at.
  let second: Double?
  let function: @Sendable (Expression) -> Expression

  var testDescription: String { "\(name) at \(x)" }

  init(
    _ name: String, _ x: Double, _ first: Double, _ second: Double? = nil,
    _ function: @escaping @Sendable (Expression) -> Expression
  ) {
    (self.name, self.x, self.first, self.second, self.function) = (name, x, first, second, function)
  }
}

private let infinity = Double.infinity

let edges: [Edge] = [
  Edge("abs", 0, 0, 0) { abs($0) },
  Edge("sign", 0, 0, 0) { sign($0) },
  Edge("floor", 2, 0, 0) { floor($0) },
  Edge("relu", 0, 0, 0) { relu($0) },
  Edge("step", 0, 0, 0) { step($0) },
  Edge("sqrt", 0, infinity, -infinity) { sqrt($0) },
  Edge("sqrt", 1e-100, 5e49) { sqrt($0) },
  Edge("guardedSqrt", 0, 0, 0) { guardedSqrt($0) },
  Edge("prod with one zero", 0, 6, 10) { stack([$0, 2 + $0, 3 + $0]).prod() },
  Edge("prod with two zeros", 0, 0, 6) { stack([$0, 3 + $0, $0]).prod() },
  Edge("cbrt", 0, infinity) { cbrt($0) },
  Edge("log", 0, infinity, -infinity) { log($0) },
  Edge("log1p", -1, infinity, -infinity) { log1p($0) },
  Edge("asin", 1, infinity) { asin($0) },
  Edge("asin", -1, infinity) { asin($0) },
  Edge("acos", 1, -infinity) { acos($0) },
  Edge("acosh", 1, infinity) { acosh($0) },
  Edge("atanh", 1, infinity) { atanh($0) },
  Edge("exp", -800, 0, 0) { exp($0) },
  Edge("exp", 800, infinity, infinity) { exp($0) },
  Edge("expm1", 0, 1, 1) { expm1($0) },
  Edge("tanh", 400, 0, 0) { tanh($0) },
  Edge("sinh", 0, 1, 0) { sinh($0) },
  Edge("cosh", 0, 0, 1) { cosh($0) },
  Edge("sigmoid", 800, 0, 0) { sigmoid($0) },
  Edge("sigmoid", -800, 0, 0) { sigmoid($0) },
  Edge("sigmoid", 0, 0.25, 0) { sigmoid($0) },
  Edge("softplus", 800, 1, 0) { softplus($0) },
  Edge("softplus", -800, 0, 0) { softplus($0) },
  Edge("softplus", 0, 0.5, 0.25) { softplus($0) },
  Edge("erf", 30, 0, 0) { erf($0) },
  Edge("atan", 1e200, 0, 0) { atan($0) },
  Edge("reciprocal", 0, -infinity) { reciprocal($0) },

  Edge("x^0", 0, 0, 0) { pow($0, 0) },
  Edge("x^0.5", 0, infinity, -infinity) { pow($0, 0.5) },
  Edge("x^1", 0, 1, 0) { pow($0, 1) },
  Edge("x^1.25", 0, 0, infinity) { pow($0, 1.25) },
  Edge("x^1.5", 0, 0, infinity) { pow($0, 1.5) },
  Edge("x^2", 0, 0, 2) { pow($0, 2) },
  Edge("x^2.5", 0, 0, 0) { pow($0, 2.5) },
  Edge("x^3", 0, 0, 0) { pow($0, 3) },
  Edge("x^7", 0, 0, 0) { pow($0, 7) },
  Edge("x^10", 0, 0, 0) { pow($0, 10) },
  Edge("x^7", -1, 7, -42) { pow($0, 7) },
  Edge("x^-3", -1, -3, -12) { pow($0, -3) },
  Edge("x^y in x, y = 2", 0, 0, 2) { pow($0, $0 + 2 - $0.detach()) - $0 * 0 },
  Edge("0^y in y", 2, 0, 0) { pow($0.graph.constant(0), $0) },
  Edge("0^y in y", 0, 0, 0) { pow($0.graph.constant(0), $0) },

  Edge("maximum(x, 0)", 0, 0.5, 0) { maximum($0, 0) },
  Edge("minimum(0, x)", 0, 0.5, 0) { minimum(0, $0) },
  Edge("maximum(x, 2x)", 0, 1.5, 0) { maximum($0, 2 * $0) },
  Edge("clip", 1, 1, 0) { clip($0, -1, 1) },
  Edge("clip", -1, 1, 0) { clip($0, -1, 1) },
  Edge("clip", 1.1, 0, 0) { clip($0, -1, 1) },
  Edge("hypot(x, 0)", 0, 0, 0) { hypot($0, 0 * $0) },
  Edge("hypot(x, x)", 0, 0, 0) { hypot($0, $0) },
  Edge("hypot(x, 3)", 0, 0, 1.0 / 3) { hypot($0, $0.graph.constant(3)) },
  Edge("norm", 0, 0, 0) { norm(stack([$0, 2 * $0])) },
  Edge("square of norm", 0, 0) { square(norm(stack([$0, 2 * $0]))) },
  Edge("atan2(x, -1)", 0, -1, 0) { atan2($0, $0.graph.constant(-1)) },
  Edge("max of equal entries", 1, 2, 0) { stack([$0, 2 * $0 - 1, 3 * $0 - 2]).max() },
  Edge("min of equal entries", 1, 2, 0) { stack([$0, 2 * $0 - 1, 3 * $0 - 2]).min() },
  Edge("logsumexp of large entries", 1000, 1, 0) { stack([$0, $0]).logsumexp() },
  Edge("logsumexp with an infinite entry", 0, 1, 0) { stack([$0, $0.graph.constant(-infinity)]).logsumexp() },
  Edge("a guarded branch", -1, 0, 0) { x in select(x .> 0, sqrt(select(x .> 0, x, 1)), 0) },
  Edge("detach", 3, 3, 0) { $0 * $0.detach() },
]

@Suite struct EdgeTests {
  @Test("derivatives at kinks and ends of domains are those documented, forward and in reverse", arguments: edges)
  func edge(_ edge: Edge) {
    let graph = Graph()
    let x = graph.input(0, shape: [])
    let f = edge.function(x)
    let one = graph.constant(1)
    let slopes = gradient(of: f, wrt: [x]) + jvp(outputs: [f], inputs: [x], tangents: [one])
    for slope in interpret(slopes, [0: [edge.x]]) { #expect(difference(slope, [edge.first]) < 1e-14) }
    if let second = edge.second {
      let curvature = hvp(of: f, wrt: [x], tangents: [one]) + gradient(of: slopes[0], wrt: [x])
      for value in interpret(curvature, [0: [edge.x]]) { #expect(difference(value, [second]) < 1e-13) }
    }
  }

  @Test("the norm of a zero vector has zero derivatives of all orders", arguments: [[3], [2, 2]])
  func zeroNorm(shape: Shape) {
    let graph = Graph()
    let x = graph.input(0, shape: shape)
    let v = graph.tensor((0..<shape.entries).map { Double($0) }, shape: shape)
    let f = norm(x)
    let outputs = [f] + gradient(of: f, wrt: [x]) + hvp(of: f, wrt: [x], tangents: [v])
    let third = jvp(outputs: hvp(of: f, wrt: [x], tangents: [v]), inputs: [x], tangents: [v])
    for value in interpret(outputs + third, [0: [Double](repeating: 0, count: shape.entries)]) {
      #expect(value.allSatisfy { $0 == 0 })
    }
  }

  @Test("products and cumulative sums")
  func products() {
    let graph = Graph()
    let x = graph.input(0, shape: [2, 3])
    let outputs = [x.prod(), x.prod(axes: [0], keepDims: true), x.prod(axes: [1]), x.cumsum(), x.cumsum(axis: 1)]
    let expected: [[Double]] = [[720], [4, 10, 18], [6, 120], [1, 2, 3, 5, 7, 9], [1, 3, 6, 4, 9, 15]]
    #expect(interpret(outputs, [0: [1, 2, 3, 4, 5, 6]]) == expected)
    #expect(outputs.map(\.shape) == [[], [1, 3], [2], [2, 3], [2, 3]])
  }

  @Test("0⁰ = 1, and NaN is not hidden by a factor of zero")
  func values() {
    let graph = Graph()
    let x = graph.input(0, shape: [])
    #expect(interpret([pow(x, x), pow(x, 0)], [0: [0]]) == [[1], [1]])
    #expect(interpret([0 * x], [0: [.nan]])[0][0].isNaN)
    #expect(interpret([x - x], [0: [.infinity]])[0][0].isNaN)
  }
}
