import Autograd
import Language
import Numerics
import Optimization
import Problems

/// The measurements, group by group as in the peers' bench.
struct Groups {
  let effort: Effort

  // MARK: A. value and gradient

  func evaluation() throws -> [Entry] {
    var entries: [Entry] = []
    func gradientTime(_ problem: BenchProblem) throws -> [Double] {
      let g = Vector(count: problem.start.count)
      return try measure(effort) { _ = try problem.function.gradient(at: problem.start, into: g) }
    }
    let two = try gradientTime(try .rosenbrock(2))
    entries.append(Entry(group: "A", caseName: "rosenbrock", n: 2, metric: "eval_time", unit: "us", samples: two.scaled(1e6), mark: 0.040))
    entries.append(try tapeInstruction())
    entries.append(
      Entry(
        group: "A", caseName: "rosenbrock", n: 1000, metric: "eval_time", unit: "us",
        samples: try gradientTime(try .rosenbrock(1000)).scaled(1e6), mark: 1.2))
    entries.append(
      Entry(
        group: "A", caseName: "logreg-10000x100", n: 100, metric: "eval_time", unit: "us",
        samples: try gradientTime(.logistic(atZero: false)).scaled(1e6), mark: 320))
    entries.append(
      Entry(
        group: "A", caseName: "mlp-64-64-64-1 batch 1024", n: 8385, metric: "eval_time", unit: "us",
        samples: try gradientTime(.network([64, 64, 64, 1], rows: 1024)).scaled(1e6), mark: 1600))
    return entries
  }

  /// A long chain of dependent scalar multiplications and additions.
  private func tapeInstruction() throws -> Entry {
    let graph = Graph()
    let x = graph.input(0, shape: [])
    var y = x
    for k in 0..<200 { y = sin(y) * 0 + y * x + Double(k) }
    let program = Program(graph: graph, outputs: [y], inputs: [[]])
    var value = 0.5
    let samples = measure(effort) {
      program.setInput(0, &value)
      program.run()
    }
    return Entry(
      group: "A", caseName: "scalar instruction of the tape", n: 1, metric: "instruction_time", unit: "ns",
      samples: samples.scaled(1e9 / Double(program.instructionCount)), notes: "\(program.instructionCount) instructions")
  }

  // MARK: B. an optimizer's step

  func steps() throws -> [Entry] {
    let marks = [2: 0.120, 1000: 1.3, 1_000_000: 1200, 10_000_000: 14_000]
    return try [2, 1000, 1_000_000, 10_000_000].map { n in
      let function = GivenGradient(layout: .vector(n), constant: true) { _, g in
        for i in 0..<n { g[i] = 0.1 + 0.9 * uniform(11, i % 100_000) }
      }
      let optimizer = try Optimizer(try ChainReader.chain("adam | lr(1e-3)"), function, start: Vector(count: n))
      optimizer.forgetsPoints = true
      for _ in 0..<4 { try optimizer.step() }
      let samples = try measure(effort) { try optimizer.step() }
      return Entry(group: "B", caseName: "adam", n: n, metric: "step_time", unit: "us", samples: samples.scaled(1e6), mark: marks[n])
    }
  }

  // MARK: C. whole solves

  func solves() throws -> [Entry] {
    let cases: [(String, BenchProblem, Double)] = [
      ("rosenbrock", try .rosenbrock(2), 0.030), ("rosenbrock", try .rosenbrock(1000), 160), ("logreg-10000x100", .logistic(), 30),
    ]
    return try cases.flatMap { name, problem, mark -> [Entry] in
      var evaluations = 0, notes = ""
      // The chain is read once, as the peers' compilation is not timed; every solve starts with empty memory.
      let chain = try ChainReader.chain("lbfgs | strongwolfe")
      func solve() throws {
        let optimizer = try Optimizer(chain, problem.function, start: problem.start)
        optimizer.evaluator.gradientTolerance = 1e-6
        do {
          for _ in 0..<200_000 { try optimizer.step() }
          notes = "NOT REACHED"
        } catch let end as RunEnd {
          notes = "\(optimizer.steps) steps; \(end)"
        }
        evaluations = optimizer.evaluator.counts.points
      }
      let samples = try measure(effort) { try solve() }
      let n = problem.start.count
      return [
        Entry(group: "C", caseName: name, n: n, metric: "wall_time", unit: "ms", samples: samples.scaled(1e3), notes: notes, mark: mark),
        Entry(group: "C", caseName: name, n: n, metric: "evals", unit: "count", samples: [Double(evaluations)]),
      ]
    }
  }
}
