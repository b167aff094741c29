import Autograd
import Testing

/// A function to differentiate: shapes and ranges of its inputs.
struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [Shape]
  let ranges: [ClosedRange<Double>]
  /// Step of the finite differences.
  let step: Double
  let build: @Sendable ([Expression]) -> Expression

  var testDescription: String { name }

  init(
    _ name: String, _ shapes: [Shape], _ ranges: [ClosedRange<Double>] = [-1.5...1.5], step: Double = 1e-2,
    _ build: @escaping @Sendable ([Expression]) -> Expression
  ) {
    self.name = name
    self.shapes = shapes
    self.ranges = shapes.indices.map { ranges[$0 % ranges.count] }
    self.step = step
    self.build = build
  }

  /// The case in a graph of its own, with a point, a direction for each input, and weights that make a scalar of the output.
  func instance() -> Instance { Instance(self) }

  struct Instance {
    let graph = Graph()
    let inputs: [Expression]
    let output: Expression
    /// Σ weights · sin(output / its size): a scalar whose Hessian has every part, and finite differences can resolve.
    let scalar: Expression
    let weights: [Double]
    let point: [[Double]]
    let direction: [[Double]]
    let other: [[Double]]

    init(_ definition: Case) {
      var points = Points(seed: definition.name)
      let graph = graph
      inputs = definition.shapes.enumerated().map { graph.input($0.offset, shape: $0.element) }
      output = definition.build(inputs)
      weights = points.numbers(output.count)
      let point = zip(definition.shapes, definition.ranges).map { points.numbers($0.entries, in: $1) }
      let values = interpret([output], Dictionary(uniqueKeysWithValues: point.enumerated().map { ($0, $1) }))[0]
      let size = values.reduce(1) { max($0, abs($1)) }
      scalar = dot(graph.tensor(weights, shape: output.shape), sin(output / size))
      self.point = point
      direction = definition.shapes.map { points.numbers($0.entries) }
      other = definition.shapes.map { points.numbers($0.entries) }
    }

    /// The outputs at the point, moved by t along the direction, with more inputs after those of the case.
    func values(_ outputs: [Expression], at t: Double = 0, _ more: [[Double]] = []) -> [[Double]] {
      let moved = zip(point, direction).map { p, d in zip(p, d).map { $0 + t * $1 } }
      return interpret(outputs, Dictionary(uniqueKeysWithValues: (moved + more).enumerated().map { ($0, $1) }))
    }
  }
}


/// The elementwise functions, at random points of their domains.
let elementwiseCases: [Case] = [
  Case("negate", [[4]]) { -$0[0] },
  Case("square", [[4]]) { square($0[0]) },
  Case("reciprocal", [[4]], [0.5...2]) { reciprocal($0[0]) },
  Case("reciprocal of negative", [[4]], [-2 ... -0.5]) { reciprocal($0[0]) },
  Case("sqrt", [[4]], [0.2...3]) { sqrt($0[0]) },
  Case("guardedSqrt", [[4]], [0.2...3]) { guardedSqrt($0[0]) },
  Case("cbrt", [[4]], [0.3...3]) { cbrt($0[0]) },
  Case("cbrt of negative", [[4]], [-3 ... -0.3]) { cbrt($0[0]) },
  Case("exp", [[4]]) { exp($0[0]) },
  Case("expm1", [[4]]) { expm1($0[0]) },
  Case("log", [[4]], [0.2...4]) { log($0[0]) },
  Case("log1p", [[4]], [-0.7...3]) { log1p($0[0]) },
  Case("sin", [[4]], [-6...6]) { sin($0[0]) },
  Case("cos", [[4]], [-6...6]) { cos($0[0]) },
  Case("tan", [[4]], [-1.2...1.2]) { tan($0[0]) },
  Case("asin", [[4]], [-0.8...0.8]) { asin($0[0]) },
  Case("acos", [[4]], [-0.8...0.8]) { acos($0[0]) },
  Case("atan", [[4]], [-3...3]) { atan($0[0]) },
  Case("sinh", [[4]]) { sinh($0[0]) },
  Case("cosh", [[4]]) { cosh($0[0]) },
  Case("tanh", [[4]], [-2...2]) { tanh($0[0]) },
  Case("asinh", [[4]], [-3...3]) { asinh($0[0]) },
  Case("acosh", [[4]], [1.3...4]) { acosh($0[0]) },
  Case("atanh", [[4]], [-0.8...0.8]) { atanh($0[0]) },
  Case("erf", [[4]], [-2...2]) { erf($0[0]) },
  Case("abs", [[4]], [0.1...2]) { abs($0[0]) },
  Case("abs of negative", [[4]], [-2 ... -0.1]) { abs($0[0]) },
  Case("sign", [[4]], [0.1...2]) { $0[0] * sign($0[0]) },
  Case("floor", [[4]], [0.1...0.9]) { $0[0] * floor(3 + $0[0]) },
  Case("relu", [[4]], [0.1...2]) { relu($0[0]) },
  Case("relu of negative", [[4]], [-2 ... -0.1]) { relu($0[0]) },
  Case("sigmoid", [[4]], [-4...4]) { sigmoid($0[0]) },
  Case("softplus", [[4]], [-4...4]) { softplus($0[0]) },
  Case("step", [[4]], [0.1...2]) { $0[0] * step($0[0]) },

  Case("add", [[3], [3]]) { $0[0] + $0[1] },
  Case("subtract", [[3], [3]]) { $0[0] - $0[1] },
  Case("multiply", [[3], [3]]) { $0[0] * $0[1] },
  Case("divide", [[3], [3]], [-2...2, 0.5...2]) { $0[0] / $0[1] },
  Case("power", [[3], [3]], [0.3...2, -2...2]) { pow($0[0], $0[1]) },
  Case("power of a number", [[3]]) { pow(1.7, $0[0]) },
  Case("minimum", [[3], [3]], [-2...2]) { minimum($0[0], $0[1]) },
  Case("maximum", [[3], [3]], [-2...2]) { maximum($0[0], $0[1]) },
  Case("atan2", [[3], [3]], [0.3...2, -2...2]) { atan2($0[0], $0[1]) },
  Case("hypot", [[3], [3]], [0.3...2]) { hypot($0[0], $0[1]) },
  Case("comparisons", [[3], [3]], [0...1, 2...3]) { x in
    let (a, b) = (x[0], x[1])
    return a * (a .< b) + b * (a .>= b) + square(a) * (a .<= b) + b * (a .> b) + a * (a .!= b) + b * (a .== b)
  },
  Case("select", [[3], [3]]) { select($0[0] .< $0[1], square($0[0]), sin($0[1])) },
  Case("clip", [[5]], [-2...2]) { clip($0[0], -1, 1) * $0[0] },
  Case("scalar and tensor", [[], [2, 3]], [0.5...2]) { ($0[0] / $0[1] - $0[0]) * ($0[1] / $0[0]) },
  Case("scalar and tensor, non-arithmetic", [[], [2, 3]], [0.5...2]) {
    hypot($0[0], $0[1]) + pow($0[1], $0[0]) + maximum($0[0], $0[1]) + select($0[1] .> 1, $0[0], $0[1])
  },
  Case("row and column", [[3, 1], [1, 2]], [0.5...2]) { $0[0] * $0[1] + $0[0] / $0[1] },
  Case("vector and matrix", [[3], [2, 3]], [0.5...2]) { ($0[0] - $0[1]) * exp($0[0]) },
  Case("scalars", [[], []], [0.5...2]) { square(10 * ($0[1] - square($0[0]))) + square(1 - $0[0]) },
]

/// x^c, whose derivatives avoid logarithms.
let powerCases: [Case] = [-4, -3, -2, -1, -0.5, 0, 0.5, 1, 1.3, 1.5, 2, 3, 4, 5, 6, 7, 8, 11].map { c in
  Case("power \(c)", [[4]], [0.4...2]) { pow($0[0], c) }
} + [-3, -2, -1, 2, 3, 4, 5, 6, 7, 8, 11].map { c in
  Case("power \(c) of negative", [[4]], [-2 ... -0.4]) { pow($0[0], c) }
}

/// Reductions, views and linear algebra.
let tensorCases: [Case] = [
  Case("sum", [[2, 3]]) { exp($0[0]).sum() },
  Case("sum over the first axis", [[2, 3]]) { exp($0[0]).sum(axes: [0]) },
  Case("sum over the last axis", [[2, 3, 2]]) { exp($0[0]).sum(axes: [-1], keepDims: true) * $0[0] },
  Case("sum over outer axes", [[2, 3, 2]]) { exp($0[0]).sum(axes: [0, 2]) },
  Case("mean", [[2, 3]]) { square($0[0] - $0[0].mean(axes: [1], keepDims: true)).mean() },
  Case("prod", [[5]]) { $0[0].prod() },
  Case("prod over outer axes", [[2, 3, 3]]) { $0[0].prod(axes: [0, -1]) },
  Case("cumsum", [[7]]) { square($0[0]).cumsum() },
  Case("cumsum along the last axis", [[2, 5]]) { square($0[0]).cumsum(axis: -1) },
  Case("max", [[3, 4]]) { square($0[0]).max(axes: [1]) },
  Case("max of all", [[3, 4]]) { $0[0] * $0[0].max() },
  Case("min", [[3, 4]]) { exp($0[0]).min(axes: [0], keepDims: true) * $0[0] },
  Case("logsumexp", [[2, 3]], [-3...3]) { $0[0].logsumexp(axes: [1]) },
  Case("logsumexp of all", [[2, 3]], [-3...3]) { $0[0].logsumexp() },
  Case("dot", [[4], [4]]) { dot($0[0], $0[1]) },
  Case("norm", [[4]], [0.3...1]) { norm($0[0]) },
  Case("norm along an axis", [[2, 3]], [0.3...1]) { norm($0[0], axes: [1]) },
  Case("broadcast", [[3, 1]]) { square($0[0]).broadcast(to: [2, 3, 4]) * $0[0] },
  Case("reshape", [[2, 6]]) { square($0[0]).reshape([3, -1]) },
  Case("transpose", [[2, 3]]) { sin($0[0]).transpose() * $0[0].reshape([3, 2]) },
  Case("transpose of three axes", [[2, 3, 4]]) { square($0[0]).transpose([2, 0, 1]) },
  Case("entries", [[4]]) { $0[0][0] * $0[0][3] + square($0[0][1]) * $0[0][2] },
  Case("entries of a matrix", [[2, 3]]) { $0[0][0, 2] * $0[0][1] },
  Case("slices", [[6]]) { square($0[0][1...] - square($0[0][..<5])) },
  Case("strided slice", [[7, 3]]) { square($0[0]).slice(1..<7, step: 2) * $0[0].slice(0...2) },
  Case("slice of an axis", [[2, 5]]) { exp($0[0]).slice(1...3, axis: 1) },
  Case("concatenate", [[2, 2], [2, 3]]) { concatenate([square($0[0]), $0[1], $0[0]], axis: 1) },
  Case("concatenate with a constant", [[2]]) { concatenate([square($0[0]), $0[0].graph.vector([1, 2, 3])]) },
  Case("stack", [[3], [3]]) { stack([square($0[0]), $0[0] * $0[1]], axis: 1) },
  Case("gather", [[4]]) { square($0[0]).gather([2, 0, 2, 1, 2]) },
  Case("gather along an axis", [[2, 4]]) { square($0[0]).gather([3, 0, 0], axis: 1) },
  Case("diagonal", [[3, 3]]) { exp($0[0]).diagonal() },
  Case("diagonal of a batch", [[2, 3, 4]]) { exp($0[0]).diagonal() },
  Case("trace", [[3, 3]]) { matmul($0[0], $0[0]).trace() },
  Case("matmul", [[2, 3], [3, 4]]) { matmul($0[0], $0[1]) },
  Case("matmul with a vector", [[3, 4], [4]]) { matmul($0[0], $0[1]) },
  Case("matmul of a vector", [[3], [3, 4]]) { matmul($0[0], $0[1]) },
  Case("matmul of vectors", [[3], [3]]) { matmul($0[0], $0[1]) },
  Case("matmul of transposed matrices", [[3, 2], [4, 3]]) { matmul($0[0].transpose(), $0[1].transpose()) },
  Case("matmul, left transposed", [[3, 2], [3, 4]]) { matmul($0[0].transpose(), $0[1]) },
  Case("matmul, right transposed", [[2, 3], [4, 3]]) { matmul($0[0], $0[1].transpose()) },
  Case("matmul of batches", [[2, 2, 3], [2, 3, 2]]) { matmul($0[0], $0[1]) },
  Case("matmul of a batch and a matrix", [[2, 2, 3], [3, 2]]) { matmul($0[0], $0[1]) },
  Case("matmul of a matrix and a batch", [[2, 3], [2, 3, 2]]) { matmul($0[0], $0[1]) },
  Case("matmul of a matrix and columns", [[2, 3], [2, 3, 1]]) { matmul($0[0], $0[1]) },
  Case("matmul of a transposed batch and a matrix", [[2, 3, 2], [3, 2]]) {
    matmul($0[0].transpose([0, 2, 1]), $0[1])
  },
  Case("matmul with broadcast batches", [[2, 1, 2, 3], [3, 3, 2]]) { matmul($0[0], $0[1]) },
  Case("outer product", [[3], [4]]) { matmul($0[0].expandDims(1), $0[1].expandDims(0)) },
  Case("quadratic form", [[3], [3, 3]]) { dot($0[0], matmul($0[1], $0[0])) },
  Case("solve", [[3, 3], [3]]) { solve($0[0] + 4 * $0[0].graph.identity(3), $0[1]) },
  Case("solve with a matrix", [[3, 3], [3, 2]]) { solve($0[0] + 4 * $0[0].graph.identity(3), $0[1]) },
  Case("solve a batch", [[2, 2, 2], [2, 2, 3]]) { solve($0[0] + 4 * $0[0].graph.identity(2), $0[1]) },
  Case("solve one matrix for a batch", [[2, 2], [2, 2, 3]]) { solve($0[0] + 4 * $0[0].graph.identity(2), $0[1]) },
  Case("solve a batch for one right side", [[2, 2, 2], [2, 3]]) { solve($0[0] + 4 * $0[0].graph.identity(2), $0[1]) },
  Case("solve transposed", [[3, 3], [3]]) { x in
    // The gradient of a solution solves with the transpose.
    gradient(of: solve(x[0] + 4 * x[0].graph.identity(3), x[1]).sum(), wrt: [x[1]])[0]
  },
  Case("network", [[4, 3], [3], [3]]) { x in
    softplus(matmul(tanh(matmul(x[0].graph.tensor((0..<8).map { 0.3 * Double($0) - 1 }, shape: [2, 4]), x[0]) + x[1]), x[2]))
  },
]

let allCases = elementwiseCases + powerCases + tensorCases
