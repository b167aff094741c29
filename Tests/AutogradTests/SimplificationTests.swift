import Testing

@testable import Autograd

/// The rules of simplification: each leaves what its identity says, and none changes what a graph computes.
@Suite struct SimplificationTests {
  @Test("every rule leaves the node that its identity names")
  func rules() {
    let g = Graph()
    let (x, y, s) = (g.input(0, shape: [4]), g.input(1, shape: [4]), g.input(2, shape: []))
    let (a, b, r) = (g.input(3, shape: [2, 3]), g.input(4, shape: [3, 2]), g.input(5, shape: [3]))
    let one = g.constant(1)
    let identities: [(String, Expression, Expression)] = [
      ("x + 0", x + 0, x), ("0 + x", 0 + x, x), ("x − 0", x - 0, x), ("0 − x", 0 - x, -x),
      ("1 x", 1 * x, x), ("(−1) x", -1 * x, -x), ("x / 1", x / 1, x), ("1 / x", 1 / x, reciprocal(x)),
      ("−−x", -(-x), x), ("−(x − y)", -(x - y), y - x), ("x + −y", x + -y, x - y), ("−x + y", -x + y, y - x),
      ("x − −y", x - -y, x + y), ("x + x", x + x, 2 * x), ("x x", x * x, square(x)),
      ("2 (3 x)", 2 * (3 * x), 6 * x), ("(2 x) (3 y)", (2 * x) * (3 * y), 6 * (x * y)), ("−x y", -x * y, -(x * y)),
      ("−(2 x)", -(2 * x), -2 * x), ("2 (s x)", 2 * (s * x), (2 * s) * x), ("x / 4", x / 4, 0.25 * x),
      ("(6 x) / 3", (6 * x) / 3, 2 * x), ("−x / y", -x / y, -(x / y)), ("x / −y", x / -y, -(x / y)),
      ("3 x + 3 y", 3 * x + 3 * y, 3 * (x + y)), ("3 x − 3 y", 3 * x - 3 * y, 3 * (x - y)),
      ("3 x + −3 y", 3 * x + -3 * y, 3 * (x - y)), ("−x − y", -x - y, -(x + y)),
      ("(−x)²", square(-x), square(x)), ("|−x|", abs(-x), abs(x)), ("||x||", abs(abs(x)), abs(x)), ("cos −x", cos(-x), cos(x)),
      ("relu relu x", relu(relu(x)), relu(x)), ("max(x, x)", maximum(x, x), x),
      ("x⁰", pow(x, 0), g.full(1, shape: [4])), ("x¹", pow(x, 1), x), ("x²", pow(x, 2), square(x)),
      ("x³", pow(x, 3), x * square(x)), ("x⁴", pow(x, 4), square(square(x))), ("x^−1", pow(x, -1), reciprocal(x)),
      ("x^½", pow(x, 0.5), sqrt(x)), ("select(1, x, y)", select(one, x, y), x), ("select(c, x, x)", select(y, x, x), x),
      ("halves of a selection", select(s, x, 0) + select(s, 0, y), select(s, x, y)),
      ("y + x", y + x, x + y), ("hypot(y, x)", hypot(y, x), hypot(x, y)),
      ("exp of a broadcast", exp(s.broadcast(to: [4])), exp(s).broadcast(to: [4])),
      ("product of broadcasts", r.broadcast(to: [2, 3]) * s, (r * s).broadcast(to: [2, 3])),
      ("scalar broadcast as an operand", x * s.broadcast(to: [4]), x * s),
      ("broadcast of a broadcast", r.broadcast(to: [2, 3]).broadcast(to: [5, 2, 3]), r.broadcast(to: [5, 2, 3])),
      ("broadcast of an added axis", r.expandDims(0).broadcast(to: [2, 3]), r.broadcast(to: [2, 3])),
      ("reshape of a reshape", a.reshape([6]).reshape([3, 2]), a.reshape([3, 2])),
      ("reshape back", a.reshape([6]).reshape([2, 3]), a),
      ("transposed twice", a.transpose().transpose(), a), ("a row transposed", r.expandDims(0).transpose(), r.expandDims(1)),
      ("slice of a slice", x[1...][1...2], x[2...3]), ("everything", x[0..<4], x),
      ("slice of a part", concatenate([x, y])[5...6], y[1...2]),
      ("joined once", concatenate([concatenate([x, y]), x]), concatenate([x, y, x])),
      ("slice of a pad", x.pad(to: [9], starts: [2], steps: [1])[2..<6], x),
      ("beside a pad", x.pad(to: [9], starts: [2], steps: [1])[6...], g.zeros([3])),
      ("gather in steps", x.gather([1, 3]), x.slice(1..<4, step: 2)),
      ("gather of a gather", x.gather([2, 0, 1]).gather([0, 0]), x.gather([2, 2])),
      ("Σ of a broadcast", s.broadcast(to: [4]).sum(), 4 * s), ("Σ of rows", r.broadcast(to: [2, 3]).sum(axes: [0]), 2 * r),
      ("Σ of columns", r.broadcast(to: [2, 3]).sum(axes: [1]), r.sum().broadcast(to: [2])),
      ("max of a broadcast", s.broadcast(to: [4]).max(), s), ("Σ Σ", a.sum(axes: [0]).sum(), a.sum()),
      ("Σ −x", (-x).sum(), -x.sum()), ("Σ s x", (s * x).sum(), s * x.sum()), ("Σ of a reshape", a.reshape([3, 2]).sum(), a.sum()),
      ("Aᵀ B", matmul(a.transpose(), b.transpose()), .matmul(a, b, transposeA: true, transposeB: true)),
      ("A I", matmul(a, g.identity(3)), a), ("I A", matmul(g.identity(2), a), a), ("I x = b", solve(g.identity(4), x), x),
      ("detached twice", x.detach().detach(), x.detach()),
    ]
    for (name, left, right) in identities {
      #expect(left == right, "\(name):\n\(g.description(of: [left]))\n≠\n\(g.description(of: [right]))")
    }
  }

  @Test("random graphs compute the same with and without simplification, and so do their gradients", arguments: 0..<150)
  func random(seed: Int) {
    var points = Points(seed: "graph \(seed)")
    func pick(_ n: Int) -> Int { min(Int(points.next() * Double(n)), n - 1) }
    let graph = Graph()
    let shapes: [Shape] = [[], [1], [3], [2, 3], [2, 1]]
    let inputs = shapes.enumerated().map { graph.input($0.offset, shape: $0.element) }
    var simple = inputs + [0, 1, -1, 2, -0.5].map { graph.constant($0) }
    var plain = simple
    let unary: [Unary] = [.negate, .negate, .square, .exp, .sin, .cos, .tanh, .abs, .relu, .sigmoid, .softplus, .detach]
    let binary: [Binary] = [.add, .add, .subtract, .subtract, .multiply, .multiply, .multiply, .minimum, .maximum, .less]
    /// The same node from operands that were not simplified, broadcasts and all.
    func raw(_ operation: Operation, _ operands: [Expression], _ shape: Shape) -> Expression {
      Expression(operation, operands, shape: shape)
    }
    func widened(_ x: Expression, _ shape: Shape) -> Expression { x.shape == shape ? x : raw(.broadcast, [x], shape) }

    for _ in 0..<40 {
      let i = pick(simple.count)
      let j = pick(simple.count)
      let (x, p) = (simple[i], plain[i])
      switch pick(10) {
      case 0...1:
        let f = unary[pick(unary.count)]
        simple.append(.apply(f, x))
        plain.append(raw(.unary(f), [p], p.shape))
      case 2...5:
        guard let shape = Expression.broadcastShape(x.shape, simple[j].shape) else { continue }
        let f = binary[pick(binary.count)]
        simple.append(.apply(f, x, simple[j]))
        plain.append(raw(.binary(f), [widened(p, shape), widened(plain[j], shape)], shape))
      case 6 where x.rank > 0:
        let axis = pick(x.rank)
        simple.append(x.sum(axes: [axis]))
        plain.append(raw(.reduce(.sum, axes: [axis]), [p], x.droppingAxes([axis])))
      case 7 where x.rank > 0:
        let n = x.shape[0]
        let start = pick(n)
        let shape = [n - start] + x.shape.dropFirst()
        let starts = [start] + x.shape.dropFirst().map { _ in 0 }
        let steps = x.shape.map { _ in 1 }
        let part = raw(.slice(starts: starts, steps: steps), [p], shape)
        simple.append(x[start...].pad(to: x.shape, starts: starts, steps: steps))
        plain.append(raw(.pad(starts: starts, steps: steps), [part], x.shape))
      case 8:
        let axes = Array(0..<x.rank).reversed() as [Int]
        simple.append(x.transpose())
        plain.append(raw(.transpose(axes: axes), [p], axes.map { x.shape[$0] }))
      case 9 where x.rank > 0 && x.count <= 12:
        let joined = concatenate([x, x], axis: 0)
        simple.append(joined)
        plain.append(raw(.concatenate(axis: 0), [p, p], joined.shape))
      default: continue
      }
    }
    let values = Dictionary(uniqueKeysWithValues: shapes.enumerated().map { ($0.offset, points.numbers($0.element.entries)) })
    // Products may have grown beyond what can be compared.
    let kept = simple.indices.filter { i in interpret([plain[i]], values)[0].allSatisfy { abs($0) < 1e3 } }
    #expect(kept.count > 12)
    for i in kept {
      #expect(simple[i].shape == plain[i].shape)
      #expect(difference(interpret([simple[i]], values)[0], interpret([plain[i]], values)[0]) < 1e-9)
      let slopes = gradient(of: simple[i].sum(), wrt: inputs)
      let expected = gradient(of: plain[i].sum(), wrt: inputs)
      let (p, q) = (interpret(slopes, values).flatMap { $0 }, interpret(expected, values).flatMap { $0 })
      if q.allSatisfy({ abs($0) < 1e4 }) { #expect(difference(p, q) < 1e-9) }
    }
  }
}
