import Autograd
import Glibc
import Numerics
import Optimization
import Problems

/// u(seed, i) ∈ [0, 1): splitmix64 of seed + (i + 1)·0x9E3779B97F4A7C15, top 53 bits; the peers use the same numbers.
func uniform(_ seed: UInt64, _ i: Int) -> Double {
  var z = UInt64(i + 1) &* 0x9E37_79B9_7F4A_7C15 &+ seed
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
}

func uniforms(_ seed: UInt64, _ count: Int) -> [Double] { (0..<count).map { uniform(seed, $0) } }

/// A problem of the bench: a function and its start.
struct BenchProblem {
  let function: ObjectiveFunction
  let start: Vector

  /// Σ 100(x[i+1] − x[i]²)² + (1 − x[i])² from (−1.2, 1, −1.2, 1, …).
  static func rosenbrock(_ n: Int) throws -> BenchProblem {
    let problem = try Catalogue.problem("rosenbrock", dimension: n)
    return BenchProblem(function: problem.function(), start: Vector((0..<n).map { $0 % 2 == 0 ? -1.2 : 1 }))
  }

  /// mean log(1 + exp(−yᵢ Xᵢ·w)) + ½·1e-4·‖w‖², 10,000 × 100.
  static func logistic(atZero: Bool = true) -> BenchProblem {
    let (m, n) = (10_000, 100)
    let features = Vector(count: m * n)
    for i in 0..<m { for j in 0..<n { features[i * n + j] = (2 * uniform(1, i * n + j) - 1) * (0.1 + 2.9 * Double(j) / Double(n - 1)) } }
    let truth = uniforms(2, n).map { 2 * $0 - 1 }
    let labels = Vector(count: m)
    for i in 0..<m {
      var z = 0.0
      for j in 0..<n { z += features[i * n + j] * truth[j] }
      labels[i] = uniform(3, i) < 1 / (1 + exp(-z)) ? 1 : -1
    }
    let form = ObjectiveForm.value { p in
      let w = p[0], graph = w.graph
      let z = matmul(graph.tensor(features, shape: [m, n]), w)
      let margins = graph.tensor(labels, shape: [m]) * z
      return softplus(-margins).mean() + 0.5e-4 * dot(w, w)
    }
    let start = atZero ? Vector(count: n) : Vector(uniforms(9, n).map { 0.1 * (2 * $0 - 1) })
    return BenchProblem(function: CompiledFunction(layout: .vector(n, name: "w"), form: form), start: start)
  }

  /// Mean squared error of a network d-h-…-1 with elu; weights (out × in), then bias, layer by layer in one vector.
  static func network(_ sizes: [Int], rows m: Int) -> BenchProblem {
    let inputs = Vector(uniforms(4, m * sizes[0]).map { 2 * $0 - 1 })
    let targets = Vector(uniforms(5, m).map { 2 * $0 - 1 })
    var tensors: [(name: String, shape: [Int])] = []
    var start: [Double] = []
    let pairs = zip(sizes, sizes.dropFirst())
    for (layer, (i, o)) in pairs.enumerated() {
      tensors += [("w\(layer + 1)", [o, i]), ("b\(layer + 1)", [o])]
      for _ in 0..<(i * o + o) { start.append((2 * uniform(6, start.count) - 1) / Double(i).squareRoot()) }
    }
    let form = ObjectiveForm.value { p in
      let graph = p[0].graph
      var a = graph.tensor(inputs, shape: [m, sizes[0]])
      for layer in 0..<(p.count / 2) {
        let z = matmul(a, p[2 * layer].transpose()) + p[2 * layer + 1]
        a = layer == p.count / 2 - 1 ? z : select(z .> 0, z, expm1(z))
      }
      return square(a.reshape([m]) - graph.tensor(targets, shape: [m])).mean()
    }
    return BenchProblem(function: CompiledFunction(layout: Layout(tensors), form: form), start: Vector(start))
  }
}

/// A gradient that is there already: what an optimizer's step costs without the objective.
final class GivenGradient: ObjectiveFunction {
  /// Called for every gradient; a constant one is written into each of the few buffers once.
  private let write: (Vector, Vector) -> Void
  private let isConstant: Bool
  private var written: [UnsafeMutablePointer<Double>] = []

  init(layout: Layout, constant: Bool, write: @escaping (_ x: Vector, _ g: Vector) -> Void) {
    self.write = write
    isConstant = constant
    super.init(layout: layout)
  }

  override var capabilities: Capabilities { .gradient }
  override func value(at x: Vector) -> Double { 0 }
  override func gradient(at x: Vector, into g: Vector) -> Double {
    if isConstant {
      for known in written where known == g.base { return 0 }
      written.append(g.base)
    }
    write(x, g)
    return 0
  }
}
