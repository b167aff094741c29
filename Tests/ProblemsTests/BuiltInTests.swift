import Autograd
import Numerics
import Optimization
import Testing

@testable import Problems

/// Built-in problems in their standard dimension, and those that have any also in another one.
struct Instance: Sendable, CustomTestStringConvertible {
  let name: String
  let dimension: Int
  var testDescription: String { "\(name) in \(dimension)" }

  static let all: [Instance] = Catalogue.all.flatMap { declaration in
    switch declaration.dimension {
    case .fixed(let n): [Instance(name: declaration.name, dimension: n)]
    case .any(let n, _, _, let step): [n, n + 3 * step].map { Instance(name: declaration.name, dimension: $0) }
    }
  }

  func problem(_ type: ElementType = .float64) throws -> Problem {
    let fixed = Catalogue.declaration(name)?.dimension == .fixed(dimension)
    return try Catalogue.problem(name, dimension: fixed ? nil : dimension, type: type)
  }
}

/// Seeded points around the start, away from symmetric places.
func points(_ problem: Problem, _ count: Int = 3) -> [Vector] {
  var random = RandomSource(seed: 7)
  return (0..<count).map { k in
    let x = problem.start.copy()
    for i in 0..<x.count { x[i] += (k == 0 ? 0.1 : 0.5) * (2 * random.uniform() - 1) }
    return x
  }
}

func isClose(_ a: Double, _ b: Double, _ relative: Double, _ absolute: Double = 0) -> Bool {
  abs(a - b) <= relative * max(abs(a), abs(b)) + absolute
}

/// Minimizers away from the origin where the gradient does not vanish.
private let slopes = [
  "adjiman": "lowest on the edge of its domain", "eggholder": "lowest on the edge of its domain",
  "alpine1": "kinks that rounding misses",
]

@Suite struct BuiltInProblems {
  /// The problems are those of the reference traces: every one of them would disagree otherwise.
  @Test(arguments: knownValues) func valuesOfTheReferenceTraces(_ known: KnownValue) throws {
    let problem = try Catalogue.problem(known.problem)
    let f = problem.function()
    #expect(isClose(try f.value(at: Vector(known.x)), known.f, 1e-13))
    let g = Vector(count: known.x.count)
    #expect(isClose(try f.gradient(at: Vector(known.x), into: g), known.f, 1e-13))
  }

  /// The traces start where the problems do (rosenbrock's traces have a start of their own).
  @Test(arguments: ["booth", "ill", "lstsq2", "shapes", "bilinear", "mlp_toy", "logreg_toy"])
  func starts(_ name: String) throws {
    let known = try #require(knownValues.first { $0.problem == name })
    let start = try Catalogue.problem(name).start
    #expect(start.count == known.x.count)
    for i in 0..<start.count { #expect(isClose(start[i], known.x[i], 1e-14, 1e-15)) }
  }

  /// Catches a wrong derivative rule and a wrong layout of tensors.
  @Test(arguments: Instance.all) func gradients(_ instance: Instance) throws {
    let problem = try instance.problem()
    let f = problem.function()
    let n = problem.layout.count
    for x in points(problem) {
      let g = Vector(count: n)
      let value = try f.gradient(at: x, into: g)
      #expect(isClose(value, try f.value(at: x), 1e-14))
      let scale = 1e-9 * max(1, abs(value)) / 1e-5
      for i in 0..<n {
        let h = 1e-5 * max(1, abs(x[i]))
        let moved = x.copy()
        moved[i] = x[i] + h
        let above = try f.value(at: moved)
        moved[i] = x[i] - h
        let below = try f.value(at: moved)
        #expect(isClose(g[i], (above - below) / (2 * h), 1e-5, max(1e-6, scale)), "entry \(i)")
      }
    }
  }

  /// H v is the derivative of the gradient along v, and batches and the Hessian are made of the same.
  @Test(arguments: Instance.all) func secondDerivatives(_ instance: Instance) throws {
    let problem = try instance.problem()
    let f = problem.function()
    let n = problem.layout.count
    let x = points(problem)[1]
    var random = RandomSource(seed: 3)
    let v = Matrix(rows: 3, columns: n)
    random.fill(v.storage, .normal)
    let products = Matrix(rows: 3, columns: n)
    try f.hessianProducts(at: x, v, into: products)
    let H = Matrix(rows: n, columns: n)
    try f.hessian(at: x, into: H)
    for row in 0..<3 {
      let direction = Vector((0..<n).map { v[row, $0] })
      let product = Vector(count: n)
      try f.hessianProduct(at: x, direction, into: product)
      let (above, below, moved) = (Vector(count: n), Vector(count: n), x.copy())
      let h = 1e-5
      moved.add(direction, times: h)
      _ = try f.gradient(at: moved, into: above)
      moved.add(direction, times: -2 * h)
      _ = try f.gradient(at: moved, into: below)
      let size = max(1, product.maxAbs)
      for i in 0..<n {
        #expect(isClose(product[i], (above[i] - below[i]) / (2 * h), 1e-5, 1e-5 * size))
        #expect(isClose(product[i], products[row, i], 1e-12, 1e-12 * size))
        let entry = (0..<n).reduce(0.0) { $0 + H[i, $1] * direction[$1] }
        #expect(isClose(product[i], entry, 1e-11, 1e-11 * size))
      }
    }
  }

  /// The answers that problems carry: the minimum is attained at the minimizers, and the derivatives there are numbers. So are the
  /// local minima that are not at infinity.
  @Test(arguments: Instance.all) func minima(_ instance: Instance) throws {
    let problem = try instance.problem()
    let f = problem.function()
    let n = problem.layout.count
    // The sums of what cancels at a minimum: 419 n - 419 n of schwefel.
    let scale = instance.name == "schwefel" ? 100 * Double(n) : 1
    var known: [(x: [Double], value: Double)] = []
    for minimizer in problem.minimizers { known.append((minimizer, try #require(problem.minimum))) }
    for local in Catalogue.declaration(instance.name)?.localMinima ?? [] {
      for rule in local.minimizers {
        let x = rule(n)
        if !x.isEmpty, x.allSatisfy(\.isFinite) { known.append((x, try #require(local.value(n)))) }
      }
    }
    for (minimizer, minimum) in known {
      let x = Vector(minimizer)
      let g = Vector(count: n)
      #expect(isClose(try f.gradient(at: x, into: g), minimum, 1e-12, 1e-13 * scale))
      let H = Matrix(rows: n, columns: n)
      try f.hessian(at: x, into: H)
      #expect(H.storage.isFinite)
      // The last bits of x alone move the gradient by |H| |x| ε.
      let rounding = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + abs(H[i, $1] * x[$1]) } }.max() ?? 0
      let isStationary = slopes[instance.name] == nil || x.maxAbs == 0
      #expect(!isStationary || g.maxAbs <= 1e-10 + 4e-15 * rounding, "gradient \(g.values)")
    }
    if let minimum = problem.minimum {
      for point in points(problem) { #expect(try f.value(at: point) >= minimum - 1e-12 * max(1, abs(minimum))) }
    }
  }

  /// f = Σr² for the function that least-squares chains get, and its Jacobian is the derivative of its residuals.
  @Test(arguments: Instance.all) func residuals(_ instance: Instance) throws {
    let problem = try instance.problem()
    guard problem.hasResiduals else {
      #expect(problem.function(leastSquares: true) === problem.function())
      #expect(!problem.function().capabilities.contains(.residuals))
      return
    }
    let f = problem.function(leastSquares: true)
    #expect((f === problem.function()) == problem.isSumOfSquares)
    #expect(f.capabilities.contains(.residuals))
    let (m, n) = (f.residualCount, problem.layout.count)
    for x in points(problem) {
      let (r, again, g) = (Vector(count: m), Vector(count: m), Vector(count: n))
      let J = Matrix(rows: m, columns: n)
      try f.residuals(at: x, into: r)
      try f.jacobian(at: x, residuals: again, into: J)
      #expect(r.values == again.values)
      #expect(isClose(try f.gradient(at: x, into: g), r.sumOfSquares, 1e-13))
      for j in 0..<n {
        let slope = (0..<m).reduce(0.0) { $0 + 2 * J[$1, j] * r[$1] }
        #expect(isClose(g[j], slope, 1e-10, 1e-10 * max(1, g.maxAbs)))
      }
      let moved = x.copy()
      for j in 0..<n {
        let h = 1e-6 * max(1, abs(x[j]))
        moved[j] = x[j] + h
        try f.residuals(at: moved, into: again)
        for i in 0..<m { #expect(isClose(J[i, j], (again[i] - r[i]) / h, 1e-3, 1e-3 * max(1, abs(r[i])))) }
        moved[j] = x[j]
      }
    }
  }

  /// Single precision is single precision, not a double with another name.
  @Test(arguments: Instance.all) func singlePrecision(_ instance: Instance) throws {
    let (single, double) = (try instance.problem(.float32), try instance.problem())
    let x = points(double)[0]
    let (g, h) = (Vector(count: x.count), Vector(count: x.count))
    let a = try single.function().gradient(at: x, into: g)
    let b = try double.function().gradient(at: x, into: h)
    #expect(Double(Float(a)) == a)
    #expect(isClose(a, b, 1e-3, 1e-4))
    for i in 0..<x.count { #expect(isClose(g[i], h[i], 1e-3, 1e-4 * max(1, h.maxAbs))) }
  }
}
