import Autograd
import Numerics
import Optimization
import Testing

@testable import Problems

/// The folder `Problems` of the repository, with the data sets.
let dataFolder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/Problems/"

extension ReferenceFit {
  func problem(_ type: ElementType = .float64) throws -> Problem {
    var options = DataOptions()
    options.target = target
    options.model = model
    options.standardize = standardize
    options.l2 = l2
    return try dataProblem(path: dataFolder + file + ".csv", options: options, type: type)
  }
}

/// Gauss–Newton steps by orthogonal factorization, which a linear problem needs one of, and another one for its rounding: normal
/// equations would not find the minimum of longley, whose columns are nearly collinear.
func gaussNewtonMinimum(_ problem: Problem) throws -> (f: Double, x: Vector) {
  let f = problem.function(leastSquares: true)
  let (m, n) = (f.residualCount, problem.layout.count)
  let (x, step, r) = (problem.start.copy(), Vector(count: n), Vector(count: m))
  let J = Matrix(rows: m, columns: n)
  let solver = LeastSquares(rows: m, columns: n)
  for _ in 0..<3 {
    try f.jacobian(at: x, residuals: r, into: J)
    #expect(solver.solve(J, r, into: step, rcond: 0))
    x.add(step, times: -1)
  }
  return (try f.value(at: x), x)
}

/// A damped Newton method, enough for convex problems; the Hessian is shifted, since a softmax has a direction without curvature.
func newtonMinimum(_ problem: Problem) throws -> (f: Double, x: Vector) {
  let f = problem.function()
  let n = problem.layout.count
  let (x, trial, g) = (problem.start.copy(), Vector(count: n), Vector(count: n))
  let H = Matrix(rows: n, columns: n)
  let factors = LUFactorization(order: n)
  var value = try f.gradient(at: x, into: g)
  for _ in 0..<60 {
    try f.hessian(at: x, into: H)
    _ = factors.factor(H, adding: 1e-13 * H.storage.maxAbs)
    let step = g.copy()
    factors.solve(step)
    var length = 1.0
    while length > 1e-8 {
      trial.assign(x, minus: step, times: length)
      if try f.value(at: trial) <= value { break }
      length /= 2
    }
    if length <= 1e-8 { break }
    x.assign(trial)
    value = try f.gradient(at: x, into: g)
  }
  return (value, x)
}

@Suite struct Models {
  /// Loss, penalty, standardization and layout mean what the reference means: the known minimizer has the known value and a
  /// vanishing gradient.
  @Test(arguments: referenceFits) func knownMinimizers(_ fit: ReferenceFit) throws {
    let problem = try fit.problem()
    let f = problem.function()
    let (x, g) = (Vector(fit.parameters), Vector(count: fit.parameters.count))
    #expect(problem.layout.count == fit.parameters.count)
    #expect(isClose(try f.gradient(at: x, into: g), fit.objective, 1e-11))
    // Against the size of the terms that cancel in it: raw features of longley are 1e6.
    let atZero = Vector(count: x.count)
    _ = try f.gradient(at: Vector(count: x.count), into: atZero)
    #expect(g.maxAbs <= 1e-8 * max(1, atZero.maxAbs), "gradient \(g.maxAbs)")
  }

  /// The minimum found from the standard start is the known one to 1e-8.
  @Test(arguments: referenceFits) func minima(_ fit: ReferenceFit) throws {
    let (f, _) = try fit.model == "linear" ? gaussNewtonMinimum(fit.problem()) : newtonMinimum(fit.problem())
    #expect(isClose(f, fit.objective, 1e-8))
  }

  /// Metrics are of all rows and without penalties.
  @Test(arguments: referenceFits) func metrics(_ fit: ReferenceFit) throws {
    let problem = try fit.problem()
    let metrics = problem.metrics(at: Vector(fit.parameters))
    let n = Double(problem.rowCount)
    if fit.model == "linear" {
      #expect(metrics.map(\.name) == ["train loss", "train R²"])
      #expect(isClose(metrics[0].value, fit.quality / n, 1e-9))
    } else {
      #expect(metrics.map(\.name) == ["train loss", "train accuracy"])
      #expect(isClose(metrics[1].value, fit.quality / n, 1e-12))
    }
  }

  /// f = Σr² for linear least squares with its penalty.
  @Test(arguments: referenceFits.filter { $0.model == "linear" }) func residuals(_ fit: ReferenceFit) throws {
    let problem = try fit.problem()
    let f = problem.function(leastSquares: true)
    #expect(f === problem.function())
    let r = Vector(count: f.residualCount)
    try f.residuals(at: Vector(fit.parameters), into: r)
    #expect(isClose(r.sumOfSquares, fit.objective, 1e-11))
  }

  /// Every activation and every loss: first and second derivatives against differences.
  @Test(arguments: ["tanh", "relu", "elu", "sigmoid", "gelu", "silu", "softplus"], ["mse", "mae", "huber(0.5)", "crossentropy"])
  func networks(_ activation: String, _ loss: String) throws {
    var options = DataOptions()
    options.target = loss == "crossentropy" ? "cultivar" : "alcohol"
    options.features = ["malic_acid", "ash", "hue"]
    options.model = "mlp(5, 4, activation=\(activation))"
    options.loss = loss
    options.l2 = 0.01
    options.l1 = 0.02
    options.standardize = true
    options.seed = 3
    let problem = try dataProblem(path: dataFolder + "wine.csv", options: options)
    #expect(problem.layout.segments.map(\.name) == ["w1", "b1", "w2", "b2", "w3", "b3"])
    let f = problem.function()
    let n = problem.layout.count
    let x = problem.start
    let (g, product, v) = (Vector(count: n), Vector(count: n), Vector(count: n))
    var random = RandomSource(seed: 1)
    random.fill(v, .normal)
    _ = try f.gradient(at: x, into: g)
    try f.hessianProduct(at: x, v, into: product)
    let (above, below, moved) = (Vector(count: n), Vector(count: n), x.copy())
    let h = 1e-6
    moved.add(v, times: h)
    let fAbove = try f.gradient(at: moved, into: above)
    moved.add(v, times: -2 * h)
    let fBelow = try f.gradient(at: moved, into: below)
    #expect(isClose(g.dot(v), (fAbove - fBelow) / (2 * h), 1e-6, 1e-7))
    // Kinks that a difference crosses would show here; this seed has none.
    if activation != "relu", loss != "mae" {
      for i in 0..<n { #expect(isClose(product[i], (above[i] - below[i]) / (2 * h), 1e-4, 1e-5 * max(1, product.maxAbs))) }
    }
    let H = Matrix(rows: n, columns: n)
    try f.hessian(at: x, into: H)
    for i in 0..<n {
      let entry = (0..<n).reduce(0.0) { $0 + H[i, $1] * v[$1] }
      #expect(isClose(product[i], entry, 1e-10, 1e-10 * max(1, product.maxAbs)))
    }
  }

  /// The start of a network: uniform in ±1/√inputs, by the seed; the others start at zero.
  @Test func starts() throws {
    var options = DataOptions()
    options.target = "target"
    options.model = "mlp(32, 16)"
    let path = dataFolder + "diabetes.csv"
    let first = try dataProblem(path: path, options: options)
    #expect(try dataProblem(path: path, options: options).start.values == first.start.values)
    options.seed = 1
    #expect(try dataProblem(path: path, options: options).start.values != first.start.values)
    for segment in first.layout.segments {
      let bound = 1 / [10.0, 10, 32, 32, 16, 16][first.layout.segments.firstIndex(of: segment) ?? 0].squareRoot()
      let entries = (segment.offset..<(segment.offset + segment.count)).map { first.start[$0] }
      #expect(entries.allSatisfy { abs($0) <= bound })
      if entries.count > 100 { #expect(entries.map(abs).reduce(0, +) / Double(entries.count) > 0.4 * bound) }
    }
    options.model = "linear"
    #expect(try dataProblem(path: path, options: options).start.maxAbs == 0)
  }

  /// Text labels are classes; which one is positive is said, and coefficients bear names.
  @Test func classesAndNames() throws {
    var options = DataOptions()
    options.target = "species"
    options.model = "softmax"
    let iris = try dataProblem(path: dataFolder + "iris.csv", options: options)
    #expect(iris.entryNames[0] == "w[setosa,sepal_length]")
    #expect(iris.entryNames[14] == "b[virginica]")
    #expect(iris.description[0].hasSuffix("iris.csv: 150 rows, 4 features (sepal_length, sepal_width, petal_length, petal_width), target species"))
    #expect(iris.description[2] == "classes: setosa, versicolor, virginica")
    options.target = "benign"
    options.model = "logistic"
    let cancer = try dataProblem(path: dataFolder + "breast_cancer.csv", options: options)
    #expect(cancer.description[2] == "positive class: 1 (the other: 0)")
    options.model = "mlp(3)"
    options.target = "species"
    let network = try dataProblem(path: dataFolder + "iris.csv", options: options)
    #expect(network.layout.segments.map(\.shape) == [[3, 4], [3], [3, 3], [3]])
  }
}

@Suite struct BatchesOfData {
  private func options(_ size: Int) -> DataOptions {
    var options = DataOptions()
    options.target = "target"
    options.batch = size
    options.seed = 5
    options.l2 = 0.1
    options.standardize = true
    return options
  }

  /// An epoch shows every row once, epochs differ, and the same seed shows the same rows.
  @Test(arguments: [1, 7, 100, 441]) func epochs(_ size: Int) throws {
    let (a, b) = (try Fixture(size), try Fixture(size))
    var orders: [[Int]] = []
    for epoch in 0..<3 {
      var rows: [Int] = []
      for step in 0..<a.batches.perEpoch {
        a.batches.load(step: epoch * a.batches.perEpoch + step)
        b.batches.load(step: epoch * a.batches.perEpoch + step)
        #expect(a.batches.rows == b.batches.rows)
        rows += a.batches.rows
        #expect(isClose(a.batches.inputs[2].values.sum, 1, 1e-12))
      }
      #expect(rows.sorted() == Array(0..<442))
      orders.append(rows)
    }
    #expect(orders[0] != orders[1] && orders[1] != orders[2])
  }

  private struct Fixture {
    let problem: Problem
    let batches: Batches
    init(_ size: Int) throws {
      problem = try dataProblem(path: dataFolder + "diabetes.csv", options: BatchesOfData().options(size))
      batches = try #require(problem.batches)
    }
  }

  /// A step sees one batch in all its evaluations; the mean over an epoch, weighted by rows, is the full objective.
  @Test(arguments: [100, 221]) func steps(_ size: Int) throws {
    let problem = try dataProblem(path: dataFolder + "diabetes.csv", options: options(size))
    #expect(problem.isStochastic)
    let f = problem.function()
    let n = problem.layout.count
    let x = Vector((0..<n).map { Double($0) - 3 })
    var full = options(size)
    full.batch = nil
    let whole = try dataProblem(path: dataFolder + "diabetes.csv", options: full).function()
    let (g, sum, exact) = (Vector(count: n), Vector(count: n), Vector(count: n))
    var values = 0.0
    let perEpoch = (442 + size - 1) / size
    for t in 0..<perEpoch {
      let version = f.version
      #expect(f.beginStep(t) == (t > 0))
      #expect(f.version == (t > 0 ? version + 1 : version))
      #expect(!f.beginStep(t))
      let rows = Double(min(size, 442 - t * size)) / 442
      let value = try f.gradient(at: x, into: g)
      #expect(isClose(try f.value(at: x), value, 1e-14))
      let r = Vector(count: f.residualCount)
      try f.residuals(at: x, into: r)
      #expect(isClose(r.sumOfSquares, value, 1e-12))
      values += rows * value
      sum.add(g, times: rows)
    }
    #expect(isClose(values, try whole.gradient(at: x, into: exact), 1e-12))
    for i in 0..<n { #expect(isClose(sum[i], exact[i], 1e-11, 1e-11 * exact.maxAbs)) }
    #expect(f.beginStep(0))
  }

  /// Rows for testing are not trained on, and both parts are measured.
  @Test func testRows() throws {
    var options = options(50)
    options.batch = nil
    options.testFraction = 0.25
    let problem = try dataProblem(path: dataFolder + "diabetes.csv", options: options)
    #expect(problem.rowCount == 331)
    let (_, x) = try newtonMinimum(problem)
    let metrics = problem.metrics(at: x)
    #expect(metrics.map(\.name) == ["train loss", "train R²", "test loss", "test R²"])
    #expect(metrics[1].value > 0.4 && metrics[3].value > 0.3)
    #expect(problem.description[0].contains("331 rows") && problem.description[0].hasSuffix("111 rows for testing"))
  }
}
