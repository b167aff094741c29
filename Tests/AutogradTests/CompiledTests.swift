import Autograd
import Testing

/// Compiled programs compute what the graphs of the derivative tests mean, in both types.
@Suite struct CompiledTests {
  /// Relative to the largest entry of an output.
  static func tolerance(_ type: ElementType) -> Double { type == .float64 ? 1e-12 : 1e-4 }

  @Test("values, gradients, Hessian products and batches of them", arguments: allCases, ElementType.allCases)
  func derivatives(_ definition: Case, _ type: ElementType) {
    let it = definition.instance()
    let n = it.inputs.count
    let batch = 3
    let tangents = it.inputs.enumerated().map { it.graph.input(n + $0, shape: $1.shape) }
    let batches = it.inputs.enumerated().map { it.graph.input(2 * n + $0, shape: [batch] + $1.shape) }
    let single = [it.output, it.scalar] + gradient(of: it.scalar, wrt: it.inputs)
    let products = hvp(of: it.scalar, wrt: it.inputs, tangents: tangents)
    let tangentBatches = zip(tangents, batches).map { (single: $0, batch: $1) }
    let pointBatches = zip(it.inputs, batches).map { (single: $0, batch: $1) }
    let outputs =
      single + products + vectorized(outputs: products, over: tangentBatches) + vectorized(outputs: single, over: pointBatches)

    var points = Points(seed: definition.name + " compiled")
    let members = zip(definition.shapes, definition.ranges).map { points.numbers(batch * $0.entries, in: $1) }
    let inputs = (it.point + it.direction + members).map { $0.map { type == .float32 ? Double(Float($0)) : $0 } }
    let shapes = (it.inputs + tangents + batches).map(\.shape)
    let program = Program(graph: it.graph, outputs: outputs, inputs: shapes, type: type)
    let results = tapeOutputs(program, inputs)
    let expected = interpret(outputs, Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ($0, $1) }))
    for k in outputs.indices {
      #expect(difference(results[k], expected[k]) < Self.tolerance(type), "output \(k) of \(outputs.count)")
    }
  }

  @Test("kinks and ends of domains", arguments: edges, ElementType.allCases)
  func edge(_ edge: Edge, _ type: ElementType) {
    // Points and derivatives outside the range of float32 have nothing to agree with.
    let extreme = [edge.x, edge.first].contains { $0 != 0 && $0.isFinite && !(1e-30...1e30).contains(abs($0)) }
    if type == .float32, extreme { return }
    let graph = Graph()
    let x = graph.input(0, shape: [])
    let f = edge.function(x)
    let one = graph.constant(1)
    let first = gradient(of: f, wrt: [x]) + jvp(outputs: [f], inputs: [x], tangents: [one])
    let second = hvp(of: f, wrt: [x], tangents: [one])
    let program = Program(graph: graph, outputs: first + second, inputs: [[]], type: type)
    let results = tapeOutputs(program, [[edge.x]])
    for result in results[..<2] { #expect(difference(result, [edge.first]) < Self.tolerance(type)) }
    if let expected = edge.second { #expect(difference(results[2], [expected]) < Self.tolerance(type)) }
    // The same in a vector, where other code computes.
    let v = graph.input(1, shape: [11])
    let slopes = gradient(of: vectorized(outputs: [f], over: [(x, v)])[0].sum(), wrt: [v])
    let vector = Program(graph: graph, outputs: slopes, inputs: [[], [11]], type: type)
    let entries = tapeOutputs(vector, [[edge.x], [Double](repeating: edge.x, count: 11)])[0]
    #expect(difference(entries, [Double](repeating: edge.first, count: 11)) < Self.tolerance(type))
  }
}
