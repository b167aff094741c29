import Autograd
import Testing

/// A vectorized graph computes for each member of a batch what the graph computes for it alone.
@Suite struct VectorizedTests {
  static let count = 3

  @Test("a batch equals a loop, whichever inputs are batched", arguments: allCases)
  func loop(_ definition: Case) {
    let it = definition.instance()
    let n = it.inputs.count
    var points = Points(seed: definition.name + " batch")
    let outputs = [it.output] + gradient(of: it.scalar, wrt: it.inputs)
    let members = zip(definition.shapes, definition.ranges).map { shape, range in
      (0..<Self.count).map { _ in points.numbers(shape.entries, in: range) }
    }
    for batched in [Array(0..<n)] + (n > 1 ? (0..<n).map { [$0] } : []) {
      let pairs = batched.map { (it.inputs[$0], it.graph.input(n + $0, shape: [Self.count] + definition.shapes[$0])) }
      let batches = vectorized(outputs: outputs, over: pairs)
      var values: [Int: [Double]] = [:]
      for i in 0..<n {
        values[i] = it.point[i]
        values[n + i] = members[i].flatMap { $0 }
      }
      let together = interpret(batches, values)
      for b in 0..<Self.count {
        for i in batched { values[i] = members[i][b] }
        let alone = interpret(outputs, values)
        for (k, output) in outputs.enumerated() {
          #expect(batches[k].shape == [Self.count] + output.shape)
          let slice = Array(together[k][(b * output.count)..<((b + 1) * output.count)])
          #expect(difference(slice, alone[k]) < 1e-13, "output \(k) of member \(b), inputs \(batched) batched")
        }
      }
    }
  }

  @Test("a batch of Hessian products is the product of each tangent", arguments: tensorCases)
  func hessianProducts(_ definition: Case) {
    let it = definition.instance()
    let n = it.inputs.count
    for (i, x) in it.inputs.enumerated() {
      let (tangents, products) = batchedHVP(of: it.scalar, wrt: x, count: 2)
      let single = it.graph.input(n + 100, shape: x.shape)
      let product = hvp(of: it.scalar, wrt: [x], tangents: [single])[0]
      var values = Dictionary(uniqueKeysWithValues: it.point.enumerated().map { ($0, $1) })
      values[tangents.inputNumber!] = it.direction[i] + it.other[i]
      let together = interpret([products], values)[0]
      for (b, tangent) in [it.direction[i], it.other[i]].enumerated() {
        values[n + 100] = tangent
        #expect(difference(Array(together[(b * x.count)..<((b + 1) * x.count)]), interpret([product], values)[0]) < 1e-13)
      }
    }
  }

  @Test("Jacobians by rows, by columns and by finite differences agree", arguments: tensorCases)
  func jacobians(_ definition: Case) {
    let it = definition.instance()
    for (i, x) in it.inputs.enumerated() {
      let (m, n) = (it.output.count, x.count)
      let rows = batchedVJP(of: it.output, wrt: x, cotangents: it.graph.identity(m).reshape([m] + it.output.shape))
      let columns = batchedJVP(of: it.output, wrt: x, tangents: it.graph.identity(n).reshape([n] + x.shape))
      let all = [jacobian(of: it.output, wrt: x), rows.reshape([m, n]), columns.reshape([n, m]).transpose()]
      let values = it.values(all)
      #expect(difference(values[0], values[1]) < 1e-13 && difference(values[0], values[2]) < 1e-13)
      var direction = it.inputs.map { $0.graph.zeros($0.shape) }
      direction[i] = it.graph.tensor(it.direction[i], shape: x.shape)
      let product = it.values(jvp(outputs: [it.output], inputs: it.inputs, tangents: direction))[0]
      let expected = (0..<m).map { r in dot(Array(values[0][(r * n)..<((r + 1) * n)]), it.direction[i]) }
      #expect(difference(product, expected) < 1e-13)
    }
  }

  @Test("a Hessian is symmetric and multiplies as Hessian products do", arguments: tensorCases)
  func hessians(_ definition: Case) {
    let it = definition.instance()
    for (i, x) in it.inputs.enumerated() {
      let n = x.count
      let tangents = it.inputs.indices.map { $0 == i ? it.graph.tensor(it.direction[i], shape: x.shape) : nil }
      let product = hvp(of: it.scalar, wrt: it.inputs, tangents: tangents)[i]
      let values = it.values([hessian(of: it.scalar, wrt: x), product])
      let rows = (0..<n).map { Array(values[0][($0 * n)..<(($0 + 1) * n)]) }
      #expect(difference(rows.map { dot($0, it.direction[i]) }, values[1]) < 1e-13)
      let transposed = (0..<n).flatMap { r in rows.map { $0[r] } }
      #expect(difference(values[0], transposed) < 1e-13)
    }
  }
}
