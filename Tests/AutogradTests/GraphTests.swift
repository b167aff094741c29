import Testing

@testable import Autograd

/// Graphs as they are printed: folding, sharing, size.
@Suite struct GraphTests {
  let graph = Graph()
  var x: Expression { graph.input(0, shape: [4]) }
  var s: Expression { graph.input(1, shape: []) }
  var a: Expression { graph.input(2, shape: [2, 3]) }

  func expect(_ outputs: [Expression], _ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(graph.description(of: outputs) == text, sourceLocation: sourceLocation)
  }

  /// Operations that compute: not inputs, constants, views.
  func work(_ outputs: [Expression]) -> Int {
    graph.ancestors(of: outputs).count {
      switch graph.nodes[$0].operation {
      case .input, .constant, .data, .reshape, .slice, .pad, .broadcast: false
      default: true
      }
    }
  }

  @Test("constants are computed when the graph is built")
  func folding() {
    expect(
      [exp(graph.constant(0)) + 2 * graph.constant(3)],
      """
      %0 = constant 7.0 : []
      return %0
      """)
    expect(
      [graph.full(2, shape: [4]) * 3 - 6],
      """
      %0 = constant 0.0 : []
      %1 = broadcast %0 : [4]
      return %1
      """)
  }

  @Test("what is computed twice is one node")
  func sharing() {
    let (y, z) = (sin(x) * s, s * sin(x))
    #expect(y == z)
    #expect(x[1...2] == x.slice(starts: [1], shape: [2]))
    #expect(a.gather([1, 0], axis: 1) == a.gather([1, 0], axis: 1))
    expect(
      [y * exp(z)],
      """
      %0 = input 0 : [4]
      %1 = sin %0 : [4]
      %2 = input 1 : []
      %3 = multiply %2 %1 : [4]
      %4 = exp %3 : [4]
      %5 = multiply %3 %4 : [4]
      return %5
      """)
  }

  @Test("the derivative of a constant is zero, and what does not depend on the variable is not visited")
  func constants() {
    let f = (graph.vector([1, 2, 3, 4]) * s).sum()
    expect(
      gradient(of: f, wrt: [x]),
      """
      %0 = constant 0.0 : []
      %1 = broadcast %0 : [4]
      return %1
      """)
    expect(
      gradient(of: (x * exp(s)).sum(), wrt: [x]),
      """
      %0 = input 1 : []
      %1 = exp %0 : []
      %2 = broadcast %1 : [4]
      return %2
      """)
    #expect(gradient(of: x.detach().sum(), wrt: [x])[0].isZero)
  }

  @Test("value and gradient of Rosenbrock's function in two variables: twelve scalar operations")
  func rosenbrock() {
    let x = graph.input(0, shape: [2])
    let f = square(10 * (x[1] - square(x[0]))) + square(1 - x[0])
    let slope = gradient(of: f, wrt: [x])
    #expect(work([f] + slope) == 13)  // the last adds the two entries' places: no arithmetic
    expect(
      slope,
      """
      %0 = input 0 : [2]
      %1 = slice[1] %0 : [1]
      %2 = reshape %1 : []
      %3 = slice[0] %0 : [1]
      %4 = reshape %3 : []
      %5 = square %4 : []
      %6 = subtract %2 %5 : []
      %7 = constant 1.0 : []
      %8 = subtract %7 %4 : []
      %9 = constant -2.0 : []
      %10 = multiply %9 %8 : []
      %11 = constant 200.0 : []
      %12 = multiply %11 %6 : []
      %13 = multiply %4 %6 : []
      %14 = constant -400.0 : []
      %15 = multiply %14 %13 : []
      %16 = add %10 %15 : []
      %17 = reshape %16 : [1]
      %18 = pad[0] %17 : [2]
      %19 = reshape %12 : [1]
      %20 = pad[1] %19 : [2]
      %21 = add %18 %20 : [2]
      return %21
      """)
  }

  @Test("value and gradient of Rosenbrock's function in n variables: a dozen vector operations")
  func rosenbrockBySlices() {
    let x = graph.input(0, shape: [1000])
    let head = x[..<999]
    let f = (square(10 * (x[1...] - square(head))) + square(1 - head)).sum()
    #expect(work([f] + gradient(of: f, wrt: [x])) == 14)
  }

  @Test("logistic regression: two matrix products for value and gradient, two for a batch of Hessian products")
  func logistic() {
    let (w, b) = (graph.input(0, shape: [3]), graph.input(1, shape: []))
    let data = graph.tensor((0..<12).map { Double($0) }, shape: [4, 3])
    let target = graph.vector([0, 1, 1, 0])
    let z = matmul(data, w) + b
    let f = (softplus(z) - target * z).mean() + 0.1 * square(w).sum()
    let products = { (outputs: [Expression]) in
      graph.ancestors(of: outputs).count { if case .matmul = graph.nodes[$0].operation { true } else { false } }
    }
    #expect(products([f] + gradient(of: f, wrt: [w, b])) == 2)
    let (tangents, product) = batchedHVP(of: f, wrt: w, count: 8)
    #expect(products([product]) == 3)  // one for z itself
    #expect(tangents.shape == [8, 3] && product.shape == [8, 3])
    // The Jacobian of a linear function is its matrix.
    #expect(jacobian(of: z, wrt: w) == data)
  }

  @Test("a graph prints inputs, attributes and shapes")
  func printing() {
    let y = concatenate([a.transpose(), a.slice(1..<3, step: 1, axis: 1)], axis: 0).gather([0, 0, 4])
    expect(
      [matmul(y, a).sum(axes: [1]), y.slice(0...2, step: 2)],
      """
      %0 = input 2 : [2, 3]
      %1 = transpose[1, 0] %0 : [3, 2]
      %2 = slice[0, 1] %0 : [2, 2]
      %3 = concatenate[0] %1 %2 : [5, 2]
      %4 = gather 0 %3 : [3, 2]
      %5 = matmul %4 %0 : [3, 3]
      %6 = sum[1] %5 : [3]
      %7 = slice[0, 0] by [2, 1] %4 : [2, 2]
      return %6 %7
      """)
  }

  @Test("shapes broadcast by NumPy's rule")
  func broadcasting() {
    #expect(Expression.broadcastShape([3, 1], [4]) == [3, 4])
    #expect(Expression.broadcastShape([], [2, 3]) == [2, 3])
    #expect(Expression.broadcastShape([0], [1]) == [0])
    #expect(Expression.broadcastShape([2, 3], [2]) == nil)
    #expect((graph.input(3, shape: [3, 1]) * graph.input(4, shape: [2])).shape == [3, 2])
  }

  @Test("a chain of 100,000 nodes is transformed, printed and vectorized without deep recursion")
  func longChain() {
    let x = graph.input(0, shape: [])
    var y = x
    for _ in 0..<100_000 { y = sin(y) }
    let slope = gradient(of: y, wrt: [x])[0]
    let tangent = jvp(outputs: [y], inputs: [x], tangents: [graph.constant(1)])[0]
    let batch = vectorized(outputs: [y, slope], over: [(x, graph.input(1, shape: [2]))])
    #expect(batch[1].shape == [2] && tangent.shape == [])
    #expect(graph.description(of: [y, slope]).split(separator: "\n").count == 300_001)
  }
}
