import Autograd
import Glibc
import Numerics
import Testing

/// Properties of compiled programs as wholes.
@Suite(.serialized) struct TapeProgramTests {
  /// Σ 100 (x[i+1] - x[i]²)² + (1 - x[i])² with its gradient.
  private func rosenbrock(_ n: Int, _ type: ElementType = .float64) -> Program {
    let graph = Graph(), x = graph.input(0, shape: [n])
    let a = x.slice(0..<(n - 1)), b = x.slice(1..<n)
    let f = (100 * square(b - square(a)) + square(1 - a)).sum()
    return Program(graph: graph, outputs: [f] + gradient(of: f, wrt: [x]), inputs: [[n]], type: type)
  }

  private func rosenbrockByHand(_ x: [Double]) -> (Double, [Double]) {
    var f = 0.0, g = [Double](repeating: 0, count: x.count)
    for i in 0..<(x.count - 1) {
      let d = x[i + 1] - x[i] * x[i], r = 1 - x[i]
      f += 100 * d * d + r * r
      g[i] += -400 * d * x[i] - 2 * r
      g[i + 1] += 200 * d
    }
    return (f, g)
  }

  /// A mixture of everything: products, broadcasts, selects, reductions, tables.
  private func network() -> (Program, [[Double]]) {
    let graph = Graph(), p = graph.input(0, shape: [5 * 7 + 7 + 7])
    let data = graph.tensor(tapeNumbers(300 * 5, seed: 3), shape: [300, 5])
    let w = p.slice(0..<35).reshape([5, 7]), b = p.slice(35..<42), v = p.slice(42..<49)
    let z = matmul(data, w) + b
    let a = select(z .> 0, z, expm1(z))
    let r = matmul(a, v.reshape([7, 1])).reshape([300])
    let f = softplus(r).mean() + sigmoid(r).sum() * 0.01 + r.logsumexp() + tanh(v.gather([0, 3, 3])).sum()
    return (Program(graph: graph, outputs: [f] + gradient(of: f, wrt: [p]), inputs: [[49]]), [tapeNumbers(49, seed: 9)])
  }

  @Test("overlapping slices: blocks, their borders and their tails", arguments: [2, 3, 4, 8, 9, 10, 17, 63, 64, 65, 500, 513, 1000, 1025, 5000])
  func overlappingSlices(n: Int) {
    let program = rosenbrock(n), x = tapeNumbers(n, seed: 4)
    let (f, g) = rosenbrockByHand(x), results = tapeOutputs(program, [x])
    #expect(abs(results[0][0] - f) <= 1e-12 * f)
    #expect(tapeMismatch(results[1], g, tolerance: 1e-11) == nil)
  }

  @Test("gradients agree with the naive evaluation of the same graph")
  func networkGradient() {
    let (program, inputs) = network()
    let first = tapeOutputs(program, inputs), step = 1e-6
    for i in stride(from: 0, to: 49, by: 5) {
      var (up, down) = (inputs, inputs)
      up[0][i] += step
      down[0][i] -= step
      let slope = (tapeOutputs(program, up)[0][0] - tapeOutputs(program, down)[0][0]) / (2 * step)
      #expect(abs(slope - first[1][i]) <= 1e-6 * max(1, abs(slope)))
    }
  }

  @Test("running again gives the same bits, and so does another compilation")
  func sameBits() {
    let (program, inputs) = network(), (other, _) = network()
    let first = tapeOutputs(program, inputs)
    _ = tapeOutputs(program, [tapeNumbers(49, seed: 1)])
    #expect(tapeOutputs(program, inputs) == first)
    #expect(tapeOutputs(other, inputs) == first)
  }

  #if canImport(Glibc) && arch(x86_64)
    @Test("nothing is allocated inside a run", arguments: ElementType.allCases)
    func noAllocation(type: ElementType) {
      let graph = Graph(), x = graph.input(0, shape: [40, 40])
      let y = solve(x + graph.identity(40) * 50, exp(x))
      let outputs = [y.sum(), matmul(x, y), x.transpose(), y.max(axes: [1]), tanh(x).sum(axes: [0]), x.gather([1, 1, 3]).flattened]
      let programs = [Program(graph: graph, outputs: outputs, inputs: [[40, 40]], type: type), rosenbrock(1000, type), network().0]
      let input = Vector(tapeNumbers(1600, seed: 2)), target = Vector(count: 1600)
      for program in programs {
        program.setInput(0, input.base)
        program.run()
        let isUntouched = leavesHeapAlone {
          for _ in 0..<20 {
            program.setInput(0, input.base)
            program.run()
            program.output(1, into: target.base)
            target[0] += program.scalar(0)
          }
        }
        #expect(isUntouched)
      }
    }
  #endif

  @Test("buffers are used again once they are dead")
  func memoryIsReused() {
    let graph = Graph(), x = graph.input(0, shape: [64, 64])
    var y = x
    for _ in 0..<20 { y = matmul(tanh(y), y) }
    let program = Program(graph: graph, outputs: [y.sum()], inputs: [[64, 64]])
    #expect(program.arenaBytes < 8 * 64 * 64 * 8, "\(program.arenaBytes) bytes for a chain of 40 matrices")
    var reference = TapeReference(graph, [tapeNumbers(4096, seed: 5)])
    let expected = reference.value(y.sum()), result = tapeOutputs(program, [tapeNumbers(4096, seed: 5)])[0]
    #expect(tapeMismatch(result, expected, tolerance: 1e-9) == nil)
  }

  @Test("scalar slots are used again, and a long scalar program is right")
  func scalarSlots() {
    let graph = Graph(), x = graph.input(0, shape: [4])
    var e = (0..<4).map { x[$0] }
    for k in 0..<300 { e[k % 4] = tanh(e[k % 4] * e[(k + 1) % 4] + e[(k + 2) % 4]) - e[(k + 3) % 4] * 0.5 }
    let f = e[0] + e[1] + e[2] + e[3]
    let program = Program(graph: graph, outputs: [f] + gradient(of: f, wrt: [x]), inputs: [[4]])
    var reference = TapeReference(graph, [tapeNumbers(4, seed: 6)])
    let expected = reference.value(f)
    #expect(tapeMismatch(tapeOutputs(program, [tapeNumbers(4, seed: 6)])[0], expected, tolerance: 1e-10) == nil)
    #expect(program.arenaBytes < program.instructionCount * 8)
  }

  @Test("a sum of thousands of scalar slices compiles in time that grows with its length")
  func manySlices() {
    let n = 4000, graph = Graph(), x = graph.input(0, shape: [n])
    var f = graph.constant(0)
    for i in 0..<(n - 1) { f = f + 100 * square(x[i + 1] - square(x[i])) + square(1 - x[i]) }
    let g = gradient(of: f, wrt: [x]), clock = ContinuousClock()
    var program: Program?
    let time = clock.measure { program = Program(graph: graph, outputs: [f] + g, inputs: [[n]]) }
    #expect(time < .seconds(5))
    let point = tapeNumbers(n, seed: 8), (value, slope) = rosenbrockByHand(point)
    guard let program else { return }
    let results = tapeOutputs(program, [point])
    #expect(abs(results[0][0] - value) <= 1e-11 * value)
    #expect(tapeMismatch(results[1], slope, tolerance: 1e-10) == nil)
  }

  @Test("an output may be an input, a constant, a part of another output, or given twice")
  func trivialOutputs() {
    let graph = Graph(), x = graph.input(0, shape: [3]), y = exp(x)
    let outputs = [x, graph.constant(7), y, y.slice(1..<3), y, graph.full(2, shape: [4]), graph.vector([1, 2, 3, 4, 5]), x[2]]
    let program = Program(graph: graph, outputs: outputs, inputs: [[3]])
    let e = [1, 2, 3].map { Glibc.exp(Double($0)) }, results = tapeOutputs(program, [[1, 2, 3]])
    #expect(results[0] == [1, 2, 3] && results[1] == [7] && results[5] == [2, 2, 2, 2] && results[6] == [1, 2, 3, 4, 5])
    #expect(results[7] == [3] && results[2] == results[4] && results[3] == Array(results[2][1...]))
    #expect(tapeMismatch(results[2], e, tolerance: 1e-15) == nil)
  }

  @Test("sigmoid and softplus neither overflow nor lose the tail")
  func stableSigmoid() {
    let points = [-1000.0, -745, -40, -1, 0, 1, 40, 1000, .infinity, -.infinity, .nan]
    for n in [1, points.count] {
      for start in 0..<(n == 1 ? points.count : 1) {
        let graph = Graph(), x = graph.input(0, shape: [n]), input = Array(points[start..<(start + n)])
        let results = tapeOutputs(Program(graph: graph, outputs: [sigmoid(x), softplus(x)], inputs: [[n]]), [input])
        for (i, z) in input.enumerated() {
          let e = Glibc.exp(-Swift.abs(z)), s = z >= 0 ? 1 / (1 + e) : e / (1 + e), p = Swift.max(z, 0) + Glibc.log1p(e)
          #expect(results[0][i] == s || results[0][i].isNaN && z.isNaN || Swift.abs(results[0][i] - s) <= 1e-15 * s)
          #expect(results[1][i] == p || results[1][i].isNaN && z.isNaN || Swift.abs(results[1][i] - p) <= 1e-15 * p)
        }
      }
    }
  }

  @Test("large constant tensors are read where they are, small ones from the arena")
  func constantTensors() {
    for n in [10, 5000] {
      for type in ElementType.allCases {
        let values = tapeNumbers(n, seed: 5).map { type == .float32 ? Double(Float($0)) : $0 }
        let graph = Graph(), x = graph.input(0, shape: [n]), data = graph.tensor(Vector(values), shape: [n])
        let tail = data.slice(1..<n) * x.slice(0..<(n - 1))
        let program = Program(graph: graph, outputs: [tail, data + x, data[3] * x[0]], inputs: [[n]], type: type)
        let results = tapeOutputs(program, [Array(repeating: 1, count: n)])
        #expect(tapeMismatch(results[0], Array(values[1...]), tolerance: 1e-7) == nil)
        #expect(tapeMismatch(results[1], values.map { $0 + 1 }, tolerance: 1e-7) == nil)
        #expect(tapeMismatch(results[2], [values[3]], tolerance: 1e-7) == nil)
      }
    }
  }
}
