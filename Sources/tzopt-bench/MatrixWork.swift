import Numerics
import Optimization
import Problems

extension Groups {
  // MARK: D. matrix work

  func matrices() throws -> [Entry] {
    try [256, 512].flatMap { try orthogonalize($0) } + [256, 512].flatMap { try soap($0) } + [try bfgs(), try newton()]
  }

  private func orthogonalize(_ n: Int) throws -> [Entry] {
    let function = GivenGradient(layout: Layout([("w", [n, n])]), constant: true) { _, g in
      for i in 0..<(n * n) { g[i] = 2 * uniform(21, i) - 1 }
    }
    let optimizer = try Optimizer(try ChainReader.chain("orthogonalize"), function, start: Vector(count: n * n))
    for _ in 0..<3 { try optimizer.step() }
    let samples = try measure(effort) { try optimizer.step() }
    return [
      Entry(
        group: "D", caseName: "orthogonalize \(n)x\(n)", n: n, metric: "step_time", unit: "ms", samples: samples.scaled(1e3),
        notes: "float64 throughout", mark: n == 512 ? 80 : nil)
    ]
  }

  private func soap(_ n: Int) throws -> [Entry] {
    let gradients = (0..<10).map { k in Vector(uniforms(UInt64(30 + k), n * n).map { 2 * $0 - 1 }) }
    var k = 0
    let function = GivenGradient(layout: Layout([("w", [n, n])]), constant: false) { _, g in
      g.assign(gradients[k % 10])
      k += 1
    }
    let optimizer = try Optimizer(try ChainReader.chain("soap(precond_freq=10) | lr(1e-3)"), function, start: Vector(count: n * n))
    for _ in 0..<10 { try optimizer.step() }
    var cycles: [[Double]] = []
    for _ in 0..<(effort.repetitions - 1) {
      cycles.append(
        try (0..<10).map { _ in
          let start = Evaluator.now()
          try optimizer.step()
          return Evaluator.now() - start
        })
    }
    let notes = "float64, preconditioner renewed at every 10th step"
    return [
      Entry(
        group: "D", caseName: "soap \(n)x\(n)", n: n, metric: "step_time_amortized", unit: "ms",
        samples: cycles.map { $0.reduce(0, +) / 10 * 1e3 }, notes: notes + "; mean of 10 steps", mark: n == 256 ? 6 : nil),
      Entry(
        group: "D", caseName: "soap \(n)x\(n)", n: n, metric: "step_time_renewal", unit: "ms",
        samples: cycles.map { ($0.max() ?? .nan) * 1e3 }, notes: notes + "; the slowest of 10"),
    ]
  }

  private func bfgs() throws -> Entry {
    let n = 1000
    let curvature = uniforms(41, n).map { 1 + 9 * $0 }
    let function = GivenGradient(layout: .vector(n), constant: false) { x, g in
      for i in 0..<n { g[i] = curvature[i] * x[i] }
    }
    let start = Vector(uniforms(42, n).map { 2 * $0 - 1 })
    let optimizer = try Optimizer(try ChainReader.chain("bfgs | lr(1e-2)"), function, start: start)
    var times: [Double] = []
    for _ in 0..<60 {
      let start = Evaluator.now()
      try optimizer.step()
      times.append(Evaluator.now() - start)
    }
    return Entry(
      group: "D", caseName: "bfgs-step", n: n, metric: "step_time", unit: "ms", samples: Array(times.dropFirst(5)).scaled(1e3),
      notes: "gradient of a quadratic given, fixed step", mark: 0.7)
  }

  private func newton() throws -> Entry {
    let problem = try BenchProblem.rosenbrock(200)
    let chain = try ChainReader.chain("newton | lr(1e-9)")
    let optimizer = try Optimizer(chain, problem.function, start: problem.start)
    try optimizer.step()
    let samples = try measure(effort) { try optimizer.step() }
    return Entry(
      group: "D", caseName: "newton-step rosenbrock", n: 200, metric: "step_time", unit: "ms", samples: samples.scaled(1e3),
      notes: "gradient + exact Hessian + solve", mark: 0.6)
  }
}
