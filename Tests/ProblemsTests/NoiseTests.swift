import Numerics
import Optimization
import Testing

@testable import Problems

@Suite struct NoiseTests {
  private func samples(_ request: String, _ count: Int = 4000) throws -> (values: [Double], slopes: [Double]) {
    let problem = try problem(request)
    let f = problem.function()
    let g = Vector(count: problem.layout.count)
    var (values, slopes) = ([Double](), [Double]())
    for t in 0..<count {
      _ = f.beginStep(t)
      values.append(try f.gradient(at: problem.start, into: g))
      slopes.append(g[0])
    }
    return (values, slopes)
  }

  private func moments(_ x: [Double]) -> (mean: Double, deviation: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot())
  }

  /// sphere at (1, 1): f = 2, ∇f = (2, 2), so ‖∇f‖/√n = 2.
  @Test(arguments: [
    ("noise=0.5", 0.5, 0.5), ("noise=10%", 0.2, 0.2), ("noise=0.5 noise-on=value", 0.5, 0), ("noise=0.5 noise-on=gradient", 0, 0.5),
  ])
  func meanAndDeviation(_ noise: String, _ onValue: Double, _ onGradient: Double) throws {
    let (values, slopes) = try samples("sphere \(noise)")
    let (v, s) = (moments(values), moments(slopes))
    #expect(abs(v.mean - 2) < 0.03 && isClose(v.deviation, onValue, 0.05))
    #expect(abs(s.mean - 2) < 0.03 && isClose(s.deviation, onGradient, 0.05))
  }

  /// The same seed meets the same noise at the same evaluation of the same step, whatever is asked for in between.
  @Test func commonRandomNumbers() throws {
    let (a, b) = (try problem("sphere noise=1 seed=4").function(), try problem("sphere noise=1 seed=4").function())
    let other = try problem("sphere noise=1 seed=5").function()
    let (x, y) = (Vector([1, 1]), Vector([3, -2]))
    for t in [0, 1, 7] {
      for f in [a, b, other] { #expect(f.beginStep(t)) }
      let first = try a.value(at: x)
      #expect(try b.value(at: x) == first && other.value(at: x) != first)
      // Evaluations for reports, after the step, change nothing of the next.
      for _ in 0..<3 { _ = try a.value(at: y) }
    }
    _ = a.beginStep(0)
    _ = b.beginStep(0)
    #expect(try a.value(at: x) == b.value(at: x))
    // Another evaluation of the same step is another measurement.
    #expect(try a.value(at: x) != { _ = b.beginStep(0); return try b.value(at: x) }())
  }

  /// A report has one number however often it is made, and takes no measurement from the run.
  @Test func reports() throws {
    let f = try problem("sphere noise=1 seed=4").function()
    let x = Vector([1, 1])
    _ = f.beginStep(3)
    let measured = try [f.value(at: x), f.value(at: x)]
    #expect(measured[0] != measured[1])
    var reported: [Double] = []
    for _ in 0..<3 {
      f.beginReport()
      reported.append(try f.value(at: x))
    }
    #expect(Set(reported).count == 1 && !measured.contains(reported[0]))
    _ = f.beginStep(3)
    #expect(try [f.value(at: x), f.value(at: x)] == measured)
  }

  @Test func whatIsOffered() throws {
    let noisy = try problem("rosenbrock noise=0.1")
    #expect(noisy.isStochastic && !noisy.hasResiduals)
    #expect(noisy.function().capabilities == [.gradient, .hessian])
    #expect(noisy.name == "rosenbrock noise=0.1")
    #expect(noisy.metrics(at: Vector([1, 2])).map(\.name) == ["f without noise"])
    #expect(noisy.metrics(at: Vector([1, 2]))[0].value == 100)
    #expect(try !problem("rosenbrock noise=0").isStochastic)
    #expect(try problem("noisy_sphere").name == "noisy_sphere noise=0.1")
    #expect(try problem("noisy_sphere noise=0").name == "noisy_sphere")
    #expect(try problem("quadratic rotate noise=5% noise-on=gradient").name == "quadratic rotate noise=5% noise-on=gradient")
  }

  /// Noise, lenses and batches go together.
  @Test func allTogether() throws {
    let all = try problem("minibatch_regression batch=64 rotate scale=3 noise=0.01 seed=2")
    let f = all.function()
    let g = Vector(count: all.layout.count)
    _ = f.beginStep(0)
    let first = try f.gradient(at: all.start, into: g)
    _ = f.beginStep(1)
    #expect(try f.value(at: all.start) != first)
    #expect(all.metrics(at: all.start).map(\.name) == ["f of all rows", "f without noise"])
  }
}

@Suite struct StochasticSetTests {
  /// The mean of the batches of an epoch is the mean over all rows.
  @Test(arguments: ["minibatch_regression", "minibatch_interpolation", "minibatch_logistic", "minibatch_mlp"])
  func batches(_ name: String) throws {
    let (all, parts) = (try problem("\(name) batch=512"), try problem("\(name) seed=3"))
    #expect(!all.isStochastic && parts.isStochastic && parts.name == "\(name) batch=32")
    let f = parts.function()
    var sum = 0.0
    for t in 0..<16 {
      _ = f.beginStep(t)
      sum += try f.value(at: all.start) / 16
    }
    #expect(isClose(sum, try all.function().value(at: all.start), 1e-12))
    #expect(isClose(parts.metrics(at: all.start)[0].value, sum, 1e-12))
  }

  @Test func theSeedDrawsBatchesAndNotData() throws {
    let (one, two) = (try problem("minibatch_mlp seed=1"), try problem("minibatch_mlp seed=2"))
    #expect(try one.function().value(at: one.start) != two.function().value(at: two.start))
    #expect(one.metrics(at: one.start)[0].value == two.metrics(at: two.start)[0].value)
  }

  @Test func theNoisyOnesAreThere() {
    let names = ProblemDeclaration.stochastic.map(\.name)
    for name in ["noisy_sphere", "noisy_quadratic", "noisy_rosenbrock"] { #expect(names.contains(name)) }
  }

  @Test func errors() {
    for request in ["rosenbrock batch=3", "minibatch_mlp batch=513"] {
      #expect(throws: ProblemError.self) { try problem(request) }
    }
  }
}
