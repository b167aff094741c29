import Autograd
import Numerics
import Optimization
import Testing

@testable import Problems

/// A loss on six rows at w = (0.4, −0.3), b = 0.2: its mean and the gradient, by NumPy.
struct LossValue: Sendable, CustomTestStringConvertible {
  let loss, model: String
  let value: Double
  let gradient: [Double]
  var testDescription: String { loss }

  static let all = [
    LossValue(loss: "mse", model: "linear", value: 3.4834375, gradient: [-3, -2.7395833333333335, -2.691666666666666]),
    LossValue(loss: "mae", model: "linear", value: 1.5291666666666666, gradient: [0, -0.5416666666666666, -0.6666666666666666]),
    LossValue(
      loss: "huber(0.7)", model: "linear", value: 0.8406770833333331,
      gradient: [-0.03124999999999989, -0.40729166666666666, -0.4208333333333334]),
    LossValue(loss: "quantile(0.9)", model: "linear", value: 1.3029166666666667, gradient: [-0.3, -0.2875, -0.7333333333333334]),
    LossValue(
      loss: "poisson", model: "poisson", value: 0.8602031981918992,
      gradient: [0.48258671835780803, -1.7553888140209903, 0.25186986485856583]),
    LossValue(
      loss: "logistic", model: "logistic", value: 0.6935245316416996,
      gradient: [-0.13224137959232163, -0.3712557378727765, 0.10717852770430825]),
    LossValue(loss: "hinge", model: "linear", value: 0.8375, gradient: [-0.4166666666666667, -0.4583333333333333, 0.16666666666666666]),
  ]
}

@Suite struct Losses {
  private static let data = "a,c,y,k,m\n0.5,-1,1,yes,u\n1.5,2,3,yes,v\n-2,0.25,0,no,w\n3,1,4,yes,v\n-0.75,-0.5,2,no,u\n2.25,-1.5,1,no,w\n"

  private func problem(_ model: String, _ loss: String, target: String, type: ElementType = .float64) throws -> Problem {
    var options = DataOptions()
    options.target = target
    options.features = ["a", "c"]
    options.model = model
    options.loss = loss
    let file = try TemporaryFile(Losses.data)
    return try dataProblem(path: file.path, options: options, type: type)
  }

  private func target(_ loss: String) -> String { ["logistic", "hinge"].contains(loss) ? "k" : "y" }

  /// Values and derivatives are those of NumPy.
  @Test(arguments: LossValue.all) func values(_ known: LossValue) throws {
    let f = try problem(known.model, known.loss, target: target(known.loss)).function()
    let (x, g) = (Vector([0.4, -0.3, 0.2]), Vector(count: 3))
    #expect(isClose(try f.gradient(at: x, into: g), known.value, 1e-14))
    for i in 0..<3 { #expect(isClose(g[i], known.gradient[i], 1e-13, 1e-15)) }
  }

  /// Several classes: one weight vector and one intercept for each.
  @Test func crossEntropy() throws {
    let f = try problem("softmax", "crossentropy", target: "m").function()
    let (x, g) = (Vector([0.4, -0.3, 0.1, 0.2, -0.5, 0.6, 0.2, -0.1, 0.3]), Vector(count: 9))
    #expect(isClose(try f.gradient(at: x, into: g), 1.2902988927441432, 1e-14))
    let known = [
      0.6890290818024778, 0.10402063166261653, -0.5238665027924276, -0.43286160185421896, -0.16516257901005005, 0.3288409701916024,
      0.11300998690503276, -0.10568718217627215, -0.007322804728760568,
    ]
    for i in 0..<9 { #expect(isClose(g[i], known[i], 1e-13, 1e-15)) }
  }

  /// First and second derivatives of every loss, through a network, against differences.
  @Test(arguments: ["mse", "mae", "huber(0.7)", "quantile(0.9)", "poisson", "logistic", "hinge"]) func differences(_ loss: String) throws {
    let problem = try problem("mlp(3)", loss, target: target(loss))
    let f = problem.function()
    let n = problem.layout.count
    let (g, v, product) = (Vector(count: n), Vector(count: n), Vector(count: n))
    var random = RandomSource(seed: 7)
    random.fill(v, .normal)
    let x = problem.start
    _ = try f.gradient(at: x, into: g)
    try f.hessianProduct(at: x, v, into: product)
    let (above, below, moved, h) = (Vector(count: n), Vector(count: n), x.copy(), 1e-6)
    moved.add(v, times: h)
    let fAbove = try f.gradient(at: moved, into: above)
    moved.add(v, times: -2 * h)
    let fBelow = try f.gradient(at: moved, into: below)
    #expect(isClose(g.dot(v), (fAbove - fBelow) / (2 * h), 1e-6, 1e-8))
    for i in 0..<n { #expect(isClose(product[i], (above[i] - below[i]) / (2 * h), 1e-4, 1e-6 * max(1, product.maxAbs))) }
  }

  /// Large predictions of the right sign cost nothing, and those of the wrong one what they are, in both precisions.
  @Test(arguments: [ElementType.float64, .float32]) func largePredictions(_ type: ElementType) throws {
    let digits = type == .float64 ? 1e-13 : 1e-5
    for loss in ["logistic", "hinge"] {
      let f = try problem(loss == "hinge" ? "linear" : "logistic", loss, target: "k", type: type).function()
      for size in [1e3, 1e6, 1e15, 1e30] {
        // The intercept alone: three rows are right, three are wrong.
        let g = Vector(count: 3)
        let value = try f.gradient(at: Vector([0, 0, size]), into: g)
        #expect(isClose(value, (size + (loss == "hinge" ? 1 : 0)) / 2, digits), "\(loss) \(size)")
        #expect(isClose(g[2], 0.5, digits))
      }
    }
    let entropy = try problem("softmax", "crossentropy", target: "m", type: type).function()
    for size in [1e3, 1e6, 1e15, 1e30] {
      let (x, g) = (Vector(count: 9), Vector(count: 9))
      x[6] = size
      #expect(isClose(try entropy.gradient(at: x, into: g), size * 2 / 3, digits))
      #expect(isClose(g[6], 2.0 / 3, digits) && isClose(g[7], -1.0 / 3, digits))
    }
  }

  /// A prediction that is right by 50 has the loss exp(−50), not 0.
  @Test func smallLosses() throws {
    let file = try TemporaryFile("a,y\n1,yes\n1,yes\n-1,no\n")
    var options = DataOptions()
    options.target = "y"
    options.model = "logistic"
    let f = try dataProblem(path: file.path, options: options).function()
    let g = Vector(count: 2)
    #expect(isClose(try f.gradient(at: Vector([50, 0]), into: g), 1.9287498479639178e-22, 1e-12))
    #expect(isClose(g[0], -1.9287498479639178e-22, 1e-12))
  }

  /// The constant of least quantile loss has that part of the targets below it.
  @Test(arguments: [0.1, 0.5, 0.9]) func quantiles(_ q: Double) throws {
    let file = try TemporaryFile("a,y\n" + (1...99).map { "0,\($0)\n" }.joined())
    var options = DataOptions()
    options.target = "y"
    options.loss = "quantile(\(q))"
    let f = try dataProblem(path: file.path, options: options).function()
    func value(_ b: Double) throws -> Double { try f.value(at: Vector([0, b])) }
    let best = (100 * q).rounded()
    #expect(try value(best) < value(best - 1) && value(best) < value(best + 1))
  }

  /// Counts: the maximum of the likelihood, by Newton's method in NumPy, and the explained deviance.
  @Test func poisson() throws {
    let counts = [2, 3, 6, 7, 8, 9, 10, 12]
    let file = try TemporaryFile("x,y\n" + counts.enumerated().map { "\($0.offset),\($0.element)\n" }.joined())
    var options = DataOptions()
    options.target = "y"
    options.model = "poisson"
    let problem = try dataProblem(path: file.path, options: options)
    let (f, x) = try newtonMinimum(problem)
    #expect(isClose(f, -7.570677052802458, 1e-13))
    #expect(isClose(x[0], 0.20035953551719216, 1e-9) && isClose(x[1], 1.159175715693005, 1e-9))
    let metrics = problem.metrics(at: x)
    #expect(metrics.map(\.name) == ["train loss", "train D²"] && isClose(metrics[1].value, 0.8834625904136265, 1e-9))
    let predictions = try #require(problem.model).predictions(at: x)
    #expect(predictions.columns == ["row", "y", "prediction"])
    guard case .number(let mean) = predictions.fields(7)[2] else { throw ProblemError(.invalid, "no number") }
    #expect(isClose(mean, 12.957729262076972, 1e-8))
  }
}
