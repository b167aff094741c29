import Testing

@testable import Autograd

/// The printed graph of what problem code writes: folding, sharing, views.
@Suite struct GraphTests {
  let graph = Graph()
  var x: Expression { graph.input(0, shape: [4]) }
  var s: Expression { graph.input(1, shape: []) }
  var a: Expression { graph.input(2, shape: [2, 3]) }

  func expect(_ output: Expression, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(graph.description(of: [output]) == lines.joined(separator: "\n"), sourceLocation: sourceLocation)
  }

  @Test("constants are computed when the graph is built")
  func folding() {
    expect(exp(graph.constant(0)) + 2 * graph.constant(3), "%0 = constant 7.0 : []", "return %0")
    expect(graph.full(2, shape: [4]) * 3 - 6, "%0 = constant 0.0 : []", "%1 = broadcast %0 : [4]", "return %1")
  }

  @Test("what is computed twice is one node")
  func sharing() {
    let (y, z) = (sin(x) * s, s * sin(x))
    #expect(y == z)
    #expect(x[1...2] == x.slice(starts: [1], shape: [2]))
    expect(y * exp(z), "%0 = input 0 : [4]", "%1 = sin %0 : [4]", "%2 = input 1 : []", "%3 = multiply %2 %1 : [4]",
      "%4 = exp %3 : [4]", "%5 = multiply %3 %4 : [4]", "return %5")
  }
}
