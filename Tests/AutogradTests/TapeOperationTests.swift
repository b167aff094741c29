import Autograd
import Numerics
import Testing

/// Each operation of the vocabulary, compiled, against entry-by-entry evaluation, in both types.
@Suite struct TapeOperationTests {
  /// Compiles the nodes with those shapes of inputs and compares all of them.
  private func check(_ name: String, _ shapes: [Shape], seed: UInt64 = 1, scale: Double = 1, types: [ElementType] = ElementType.allCases,
                     _ build: (Graph, [Expression]) -> [Expression]) {
    let graph = Graph()
    let x = shapes.indices.map { Expression(graph: graph, index: graph.intern(.input($0), shape: shapes[$0])) }
    let outputs = build(graph, x)
    for type in types {
      let inputs = shapes.indices.map { i in
        tapeNumbers(shapes[i].entries, seed: seed &+ UInt64(i) &* 77).map { scale * (type == .float32 ? Double(Float($0)) : $0) }
      }
      let program = Program(graph: graph, outputs: outputs, inputs: shapes, type: type)
      let results = tapeOutputs(program, inputs)
      var reference = TapeReference(graph, inputs)
      for (k, output) in outputs.enumerated() {
        // An operand's rounding to float is magnified by steep functions.
        let (tolerance, floor) = type == .float64 ? (1e-12, 1e-3) : (5e-5, 1)
        let mismatch = tapeMismatch(results[k], reference.value(output), tolerance: tolerance, floor: floor)
        #expect(mismatch == nil, "\(name) \(shapes) \(type), output \(k): \(mismatch ?? "")\n\(program)")
      }
    }
  }

  private func node(_ operation: Operation, _ operands: [Expression], _ shape: Shape) -> Expression {
    let graph = operands[0].graph
    return Expression(graph: graph, index: graph.intern(operation, operands.map(\.index), shape: shape))
  }

  static let counts = [1, 2, 7, 8, 9, 16, 17, 1000, 1025, 2500]

  @Test("unary functions on numbers, vectors and stored results", arguments: counts)
  func unary(n: Int) {
    for f in Unary.allCases {
      check(f.rawValue, [[n], []], scale: 2) { _, x in
        let y = node(.unary(f), [x[0]], [n])
        return [y, node(.unary(f), [x[1]], []), node(.unary(f), [node(.binary(.add), [x[0], x[1]], [n])], [n])]
      }
    }
  }

  @Test("binary functions with vectors and scalars on either side", arguments: counts)
  func binary(n: Int) {
    for f in Binary.allCases {
      check(f.rawValue, [[n], [n], []], scale: 3) { _, x in
        [
          node(.binary(f), [x[0], x[1]], [n]), node(.binary(f), [x[0], x[2]], [n]), node(.binary(f), [x[2], x[1]], [n]),
          node(.binary(f), [x[2], x[2]], []),
        ]
      }
    }
  }

  @Test("select", arguments: counts)
  func select(n: Int) {
    check("select", [[n], [n], []]) { _, x in
      let c = node(.unary(.step), [x[0]], [n])
      return [
        node(.select, [c, x[0], x[1]], [n]), node(.select, [c, x[2], x[1]], [n]), node(.select, [x[2], x[0], x[1]], [n]),
        node(.select, [c, x[2], x[2]], [n]),
      ]
    }
  }

  @Test("whole powers", arguments: [-3.0, -2, -1, 0, 0.5, 1, 2, 3, 4, 5])
  func powers(exponent: Double) {
    check("power", [[9], []], scale: 3) { graph, x in
      let e = Expression(graph: graph, index: graph.intern(.constant(exponent.bitPattern), shape: []))
      return [node(.binary(.power), [x[0], e], [9]), node(.binary(.power), [x[1], e], [])]
    }
  }

  @Test("reductions over every set of axes")
  func reductions() {
    for shape in [[1], [7], [1000], [3, 5], [70, 33], [2, 3, 4], [5, 1, 9], [2, 3, 2, 3], [600, 3], [3, 600]] as [Shape] {
      for set in 1..<(1 << shape.count) {
        let axes = shape.indices.filter { set >> $0 & 1 == 1 }
        let result = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
        for reduction in Reduction.allCases {
          check("\(reduction) over \(axes)", [shape]) { _, x in
            let y = node(.unary(.exp), [x[0]], shape)
            return [node(.reduce(reduction, axes: axes), [x[0]], result), node(.reduce(reduction, axes: axes), [y], result)]
          }
        }
      }
    }
  }

  @Test("sums take factors and squares apart")
  func totals() {
    for n in [1, 2, 7, 9, 1000, 2049] {
      check("totals", [[n], [n], []]) { _, x in
        let product = node(.binary(.multiply), [x[0], x[1]], [n]), square = node(.unary(.square), [x[0]], [n])
        let scaled = node(.binary(.multiply), [x[2], node(.unary(.square), [x[1]], [n])], [n])
        return [product, square, scaled, node(.binary(.add), [square, scaled], [n]), node(.binary(.add), [square, product], [n])]
          .map { node(.reduce(.sum, axes: [0]), [$0], []) }
      }
    }
  }

  @Test("broadcasts into products, sums and outputs")
  func broadcasts() {
    let cases: [(Shape, Shape)] = [
      ([], [7]), ([1], [9]), ([], [3, 4]), ([5], [300, 5]), ([1, 5], [3, 5]), ([4, 1], [4, 600]), ([3, 1, 2], [3, 4, 2]),
      ([2, 1, 3, 1], [2, 2, 3, 5]), ([1, 1], [2, 2]), ([3], [2, 2, 3]),
    ]
    for (from, to) in cases {
      check("broadcast \(from) to \(to)", [from, to]) { _, x in
        let b = node(.broadcast, [x[0]], to)
        let sum = node(.binary(.add), [b, x[1]], to)
        return [b, sum, node(.reduce(.sum, axes: Array(to.indices)), [sum], []), node(.reduce(.maximum, axes: [0]), [b], Array(to.dropFirst()))]
      }
    }
  }

  @Test("transposes, slices, pads, reshapes")
  func movements() {
    check("transposes", [[3, 4], [2, 3, 4], [1, 5], [130, 70]]) { _, x in
      [
        node(.transpose(axes: [1, 0]), [x[0]], [4, 3]), node(.transpose(axes: [2, 0, 1]), [x[1]], [4, 2, 3]),
        node(.transpose(axes: [0, 2, 1]), [x[1]], [2, 4, 3]), node(.transpose(axes: [1, 0]), [x[2]], [5, 1]),
        node(.binary(.add), [node(.transpose(axes: [1, 0]), [x[3]], [70, 130]), node(.reshape, [x[3]], [70, 130])], [70, 130]),
      ]
    }
    check("slices", [[10], [5, 6], [1000]]) { _, x in
      let tail = node(.slice(starts: [1], steps: [1]), [x[2]], [999]), head = node(.slice(starts: [0], steps: [1]), [x[2]], [999])
      return [
        node(.slice(starts: [3], steps: [1]), [x[0]], [4]), node(.slice(starts: [1], steps: [3]), [x[0]], [3]),
        node(.slice(starts: [1, 2], steps: [1, 1]), [x[1]], [3, 4]), node(.slice(starts: [0, 1], steps: [2, 2]), [x[1]], [3, 2]),
        node(.slice(starts: [9], steps: [1]), [x[0]], [1]), node(.slice(starts: [2, 0], steps: [1, 1]), [x[1]], [1, 6]),
        node(.binary(.subtract), [tail, head], [999]),
        node(.binary(.add), [node(.slice(starts: [2, 3], steps: [1, 1]), [x[1]], [1, 1]), node(.slice(starts: [5], steps: [1]), [x[0]], [1])].map {
          node(.reshape, [$0], [])
        }, []),
      ]
    }
    check("pads", [[4], [3, 2], [], [999], [999]]) { _, x in
      let low = node(.pad(starts: [0], steps: [1]), [x[3]], [1000]), high = node(.pad(starts: [1], steps: [1]), [node(.unary(.exp), [x[4]], [999])], [1000])
      let sum = node(.binary(.add), [low, high], [1000])
      let a = node(.pad(starts: [2], steps: [1]), [node(.reshape, [x[2]], [1])], [3])
      let b = node(.pad(starts: [0], steps: [1]), [node(.unary(.square), [node(.reshape, [x[2]], [1])], [1])], [3])
      return [
        node(.pad(starts: [3], steps: [1]), [x[0]], [9]), node(.pad(starts: [1], steps: [2]), [x[0]], [9]),
        node(.pad(starts: [1, 1], steps: [1, 1]), [x[1]], [5, 4]), node(.pad(starts: [0, 1], steps: [2, 3]), [x[1]], [5, 6]),
        low, high, sum, node(.binary(.multiply), [sum, sum], [1000]), node(.binary(.add), [a, b], [3]), a,
        node(.binary(.add), [node(.binary(.add), [a, b], [3]), node(.slice(starts: [0], steps: [1]), [x[0]], [3])], [3]),
        node(.binary(.add), [node(.pad(starts: [2], steps: [1]), [x[0]], [9]), node(.pad(starts: [1], steps: [2]), [x[0]], [9])], [9]),
      ]
    }
  }

  @Test("concatenations and tables")
  func assemblies() {
    check("concatenate", [[3], [5], [2, 3], [2, 4], []]) { graph, x in
      let e = node(.unary(.exp), [x[1]], [5])
      let joined = node(.concatenate(axis: 0), [x[0], e, node(.reshape, [x[4]], [1])], [9])
      return [
        joined, e, node(.concatenate(axis: 1), [x[2], node(.unary(.sin), [x[3]], [2, 4])], [2, 7]),
        node(.concatenate(axis: 0), [x[0], x[0]], [6]), node(.concatenate(axis: 0), [e, e], [10]), node(.unary(.square), [joined], [9]),
        node(.concatenate(axis: 0), [node(.unary(.cos), [x[4]], []), x[4]].map { node(.reshape, [$0], [1]) }, [2]),
      ]
    }
    check("tables", [[6], [4]]) { graph, x in
      let table = graph.number(ofTable: [5, 0, 0, 2]), one = graph.number(ofTable: [3])
      let y = node(.unary(.exp), [x[0]], [6])
      return [
        node(.gather(table: table), [x[0]], [4]), node(.gather(table: table), [y], [2, 2]), node(.gather(table: one), [y], []),
        node(.scatterAdd(table: table), [x[1]], [6]), node(.scatterAdd(table: one), [node(.gather(table: one), [y], [])], [6]),
        node(.binary(.add), [node(.scatterAdd(table: table), [x[1]], [6]), node(.scatterAdd(table: table), [node(.unary(.sin), [x[1]], [4])], [6])], [6]),
        node(.binary(.add), [node(.gather(table: table), [x[0]], [4]), x[1]], [4]),
      ]
    }
  }

  @Test("matrix products of every form")
  func products() {
    for (m, k, n) in [(1, 1, 1), (1, 5, 1), (4, 1, 3), (1, 6, 7), (7, 6, 1), (3, 4, 5), (20, 30, 17), (100, 1, 1), (2, 300, 2), (1, 1, 9)] {
      for flags in 0..<4 {
        let (ta, tb) = (flags & 1 == 1, flags & 2 == 2)
        let a: Shape = ta ? [k, m] : [m, k], b: Shape = tb ? [n, k] : [k, n]
        let op = Operation.matmul(transposeA: ta, transposeB: tb)
        check("\(op)", [a, b]) { _, x in
          let flipped = node(.matmul(transposeA: !ta, transposeB: tb), [node(.transpose(axes: [1, 0]), [x[0]], [a[1], a[0]]), x[1]], [m, n])
          let product = node(op, [x[0], x[1]], [m, n])
          return [product, flipped, node(.unary(.tanh), [product], [m, n]), node(op, [node(.unary(.exp), [x[0]], a), x[1]], [m, n])]
        }
        check("\(op) in batches", [[3] + a, [3] + b, a, b]) { _, x in
          [node(op, [x[0], x[1]], [3, m, n]), node(op, [x[0], x[3]], [3, m, n]), node(op, [x[2], x[1]], [3, m, n])]
        }
      }
    }
    check("parts of matrices", [[9, 8], [8, 5]]) { _, x in
      let part = node(.slice(starts: [2, 1], steps: [1, 1]), [x[0]], [6, 5]), other = node(.slice(starts: [3, 0], steps: [1, 1]), [x[1]], [5, 4])
      return [
        node(.matmul(transposeA: false, transposeB: false), [part, other], [6, 4]),
        node(.matmul(transposeA: true, transposeB: false), [node(.transpose(axes: [1, 0]), [part], [5, 6]), other], [6, 4]),
      ]
    }
  }

  @Test("linear systems")
  func systems() {
    for (n, k) in [(1, 1), (2, 1), (5, 3), (20, 1), (20, 30)] {
      for transposed in [false, true] {
        check("solve", [[n, n], [n, k], [3, n, n], [3, n, k]], types: [.float64]) { graph, x in
          let one = Vector(count: n * n)
          for i in 0..<n { one[i * n + i] = 4 }
          let shift = Expression(graph: graph, index: graph.intern(.data(graph.number(of: one)), shape: [n, n]))
          let a = node(.binary(.add), [x[0], shift], [n, n]), many = node(.binary(.add), [x[2], node(.broadcast, [shift], [3, n, n])], [3, n, n])
          let op = Operation.solve(transposed: transposed)
          return [
            node(op, [a, x[1]], [n, k]), node(op, [many, x[3]], [3, n, k]), node(op, [a, x[3]], [3, n, k]), node(op, [many, x[1]], [3, n, k]),
            node(.solve(transposed: !transposed), [a, x[1]], [n, k]),
          ]
        }
      }
    }
  }

  @Test("a singular system gives NaN and does not spoil the next run")
  func singular() {
    let graph = Graph()
    let a = Expression(graph: graph, index: graph.intern(.input(0), shape: [2, 2]))
    let b = Expression(graph: graph, index: graph.intern(.input(1), shape: [2, 1]))
    for type in ElementType.allCases {
      let program = Program(graph: graph, outputs: [node(.solve(transposed: false), [a, b], [2, 1])], inputs: [[2, 2], [2, 1]], type: type)
      #expect(tapeOutputs(program, [[1, 2, 2, 4], [1, 1]])[0].allSatisfy { $0.isNaN })
      #expect(tapeOutputs(program, [[.nan, 2, 2, 4], [1, 1]])[0].allSatisfy { $0.isNaN })
      #expect(tapeOutputs(program, [[2, 0, 0, 4], [1, 1]])[0] == [0.5, 0.25])
    }
  }

  @Test("empty tensors are computed without reading or writing anything")
  func empty() {
    check("empty", [[0], [3, 0], [0, 4], [2]]) { graph, x in
      let table = graph.number(ofTable: [])
      return [
        node(.unary(.exp), [x[0]], [0]), node(.binary(.add), [x[0], x[0]], [0]), node(.reduce(.sum, axes: [0]), [x[0]], []),
        node(.reduce(.maximum, axes: [1]), [x[1]], [3]), node(.matmul(transposeA: false, transposeB: false), [x[1], x[2]], [3, 4]),
        node(.matmul(transposeA: true, transposeB: true), [x[1], x[2]], [0, 0]), node(.concatenate(axis: 0), [x[0], x[3], x[0]], [2]),
        node(.pad(starts: [1], steps: [1]), [x[0]], [3]), node(.slice(starts: [1], steps: [1]), [x[3]], [0]),
        node(.gather(table: table), [x[3]], [0]), node(.scatterAdd(table: table), [x[0]], [3]), node(.transpose(axes: [1, 0]), [x[1]], [0, 3]),
        node(.broadcast, [node(.reduce(.sum, axes: [0]), [x[0]], [])], [4]),
      ]
    }
  }
}
