import Autograd
import Testing

/// Every operation's derivatives against finite differences of what the graph computes, at seeded points.
@Suite struct DerivativeTests {
  /// Relative to the largest entry: finite differences of order six reach about 1e-11.
  static let tolerance = (first: 1e-9, second: 1e-9, consistency: 1e-13)

  @Test("forward derivatives agree with finite differences", arguments: allCases)
  func forward(_ definition: Case) {
    let it = definition.instance()
    let tangents = it.inputs.enumerated().map { it.graph.input(it.inputs.count + $0, shape: $1.shape) }
    let product = jvp(outputs: [it.output], inputs: it.inputs, tangents: tangents)
    let expected = derivative(step: definition.step) { it.values([it.output], at: $0)[0] }
    #expect(difference(it.values(product, it.direction)[0], expected) < Self.tolerance.first)
  }

  @Test("reverse derivatives are the transpose of forward derivatives", arguments: allCases)
  func reverse(_ definition: Case) {
    let it = definition.instance()
    let count = it.inputs.count
    let tangents = it.inputs.enumerated().map { it.graph.input(count + $0, shape: $1.shape) }
    let cotangent = it.graph.input(2 * count, shape: it.output.shape)
    let forward = jvp(outputs: [it.output], inputs: it.inputs, tangents: tangents)
    let reverse = vjp(outputs: [it.output], cotangents: [cotangent], inputs: it.inputs)
    #expect(zip(reverse, it.inputs).allSatisfy { $0.shape == $1.shape })
    let values = it.values(forward + reverse, it.direction + [it.weights])
    let left = dot(it.weights, values[0])
    let right = zip(values.dropFirst(), it.direction).reduce(0) { $0 + dot($1.0, $1.1) }
    #expect(difference([left], [right]) < Self.tolerance.consistency)
  }

  @Test("second derivatives agree with finite differences of the gradient", arguments: allCases)
  func second(_ definition: Case) {
    let it = definition.instance()
    let tangents = it.inputs.enumerated().map { it.graph.input(it.inputs.count + $0, shape: $1.shape) }
    let slope = gradient(of: it.scalar, wrt: it.inputs)
    let product = hvp(of: it.scalar, wrt: it.inputs, tangents: tangents)
    let expected = derivative(step: definition.step) { it.values(slope, at: $0).flatMap { $0 } }
    let values = it.values(product, it.direction)
    #expect(difference(values.flatMap { $0 }, expected) < Self.tolerance.second)
    // ⟨w, H u⟩ = ⟨u, H w⟩
    let swapped = it.values(product, it.other)
    let left = zip(it.other, values).reduce(0) { $0 + dot($1.0, $1.1) }
    let right = zip(it.direction, swapped).reduce(0) { $0 + dot($1.0, $1.1) }
    #expect(difference([left], [right]) < Self.tolerance.consistency * 10)
  }

  @Test("reverse over reverse gives the same second derivatives", arguments: allCases)
  func reverseOverReverse(_ definition: Case) {
    let it = definition.instance()
    let tangents = it.inputs.enumerated().map { it.graph.input(it.inputs.count + $0, shape: $1.shape) }
    let product = hvp(of: it.scalar, wrt: it.inputs, tangents: tangents)
    let slope = gradient(of: it.scalar, wrt: it.inputs)
    let again = vjp(outputs: slope, cotangents: tangents, inputs: it.inputs)
    let (p, q) = (it.values(product, it.direction), it.values(again, it.direction))
    #expect(difference(p.flatMap { $0 }, q.flatMap { $0 }) < Self.tolerance.consistency * 10)
  }

  static let thirdDerivatives: Set = [
    "exp", "tan", "power", "power 7.0", "scalars", "logsumexp", "norm", "slices", "gather", "solve", "network",
  ]

  @Test(
    "third derivatives agree with finite differences of the second",
    arguments: allCases.filter { thirdDerivatives.contains($0.name) })
  func third(_ definition: Case) {
    let it = definition.instance()
    let tangents = it.inputs.enumerated().map { it.graph.input(it.inputs.count + $0, shape: $1.shape) }
    let product = hvp(of: it.scalar, wrt: it.inputs, tangents: tangents)
    let third = jvp(outputs: product, inputs: it.inputs, tangents: tangents)
    let expected = derivative(step: definition.step) { it.values(product, at: $0, it.direction).flatMap { $0 } }
    #expect(difference(it.values(third, it.direction).flatMap { $0 }, expected) < 1e-8)
  }
}
