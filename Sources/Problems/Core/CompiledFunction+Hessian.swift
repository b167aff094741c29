import Autograd
import Numerics
import Optimization

// Second derivatives: H v is the directional derivative of the gradient; many at once are one program whose vectors have become
// matrices.

extension CompiledFunction {
  /// The Hessian by all unit vectors at once, or by blocks of them.
  enum HessianPlan {
    /// Outputs: for each tensor its rows, in the parts that belong to each tensor.
    case whole(Plan)
    case blocks(rows: Int, tangents: Vector, result: Vector)
  }

  func product(at x: Vector, _ v: Vector, into out: Vector) {
    let plan = productPlan ?? compileProduct()
    setTensors(plan.program, from: firstFreeInput, v.base)
    run(plan, x)
    readTensors(plan.program, from: 0, into: out.base)
  }

  func products(at x: Vector, _ v: Matrix, into out: Matrix) {
    precondition(v.columns == layout.count && out.rows == v.rows && out.columns == v.columns)
    var first = 0
    while first < v.rows {
      let rows = min(blockRows, v.rows - first)
      products(at: x, rows: rows, v.row(first), into: out.row(first))
      first += rows
    }
  }

  func writeHessian(at x: Vector, into out: Matrix) {
    precondition(out.rows == layout.count && out.columns == layout.count)
    let plan = hessianPlan ?? planHessian()
    switch plan {
    case .whole(let plan):
      run(plan, x)
      for (i, rows) in layout.segments.enumerated() {
        for (j, columns) in layout.segments.enumerated() {
          let target = out.base + rows.offset * out.columns + columns.offset
          copyOutput(plan.program, i * layout.segments.count + j, rows.count, columns.count, into: target, stride: out.columns)
        }
      }
    case .blocks(let rows, let tangents, let result):
      let n = layout.count
      for first in stride(from: 0, to: n, by: rows) {
        let count = min(rows, n - first)
        for i in 0..<count { tangents[i * n + first + i] = 1 }
        products(at: x, rows: rows, tangents.base, into: result.base)
        for i in 0..<count { tangents[i * n + first + i] = 0 }
        out.row(first).update(from: result.base, count: count * n)
      }
    }
  }

  /// Rows of out ← H times rows of v, a block of them.
  private func products(at x: Vector, rows: Int, _ v: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>) {
    let plan = batchPlans[rows] ?? compileProducts(rows)
    let n = layout.count
    if layout.segments.count == 1 {
      plan.program.setInput(firstFreeInput, v)
      run(plan, x)
      plan.program.output(0, into: out)
      return
    }
    for (i, segment) in layout.segments.enumerated() {
      withScratch(rows * segment.count) { scratch in
        for row in 0..<rows { (scratch + row * segment.count).update(from: v + row * n + segment.offset, count: segment.count) }
        plan.program.setInput(firstFreeInput + i, scratch)
      }
    }
    run(plan, x)
    for (i, segment) in layout.segments.enumerated() {
      copyOutput(plan.program, i, rows, segment.count, into: out + segment.offset, stride: n)
    }
  }

  /// A block of a matrix ← the first rows of an output, which may have more: `available`.
  func copyOutput(
    _ program: Program, _ number: Int, _ rows: Int, _ columns: Int, of available: Int? = nil,
    into target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    if columns == stride, (available ?? rows) == rows { return program.output(number, into: target) }
    withScratch((available ?? rows) * columns) { scratch in
      program.output(number, into: scratch)
      for row in 0..<rows { (target + row * stride).update(from: scratch + row * columns, count: columns) }
    }
  }

  private func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
    let storage = scratch.count >= count ? scratch : Vector(count: count)
    scratch = storage
    body(storage.base)
  }

  // MARK: compilation

  private func compileProduct() -> Plan {
    let tangents = parameters.enumerated().map { graph.input(firstFreeInput + $0, shape: $1.shape) }
    let plan = compile(hvp(of: value, wrt: parameters, tangents: tangents), extra: parameters.map(\.shape))
    productPlan = plan
    return plan
  }

  private func compileProducts(_ rows: Int) -> Plan {
    let singles = parameters.enumerated().map { graph.input(firstFreeInput + $0, shape: $1.shape) }
    let batches = parameters.enumerated().map { graph.input(firstFreeInput + $0, shape: [rows] + $1.shape) }
    let products = vectorized(
      outputs: hvp(of: value, wrt: parameters, tangents: singles), over: zip(singles, batches).map { (single: $0, batch: $1) })
    let plan = compile(products, extra: batches.map(\.shape))
    batchPlans[rows] = plan
    return plan
  }

  private func planHessian() -> HessianPlan {
    let n = layout.count
    let plan: HessianPlan
    if n <= CompiledFunction.wholeLimit, n * largestNode <= entryLimit {
      plan = .whole(compileHessian())
    } else {
      let blocks = (n + blockRows - 1) / blockRows
      let rows = (n + blocks - 1) / blocks
      plan = .blocks(rows: rows, tangents: Vector(count: rows * n), result: Vector(count: rows * n))
    }
    hessianPlan = plan
    return plan
  }

  /// For each tensor the products with its own unit vectors: products with the identity vanish from the graph, and what the
  /// other tensors do not touch is zero by structure.
  private func compileHessian() -> Plan {
    let gradients = Autograd.gradient(of: value, wrt: parameters)
    var outputs: [Expression] = []
    for (i, x) in parameters.enumerated() {
      let single = graph.input(firstFreeInput + i, shape: x.shape)
      let tangents = parameters.indices.map { $0 == i ? single : nil }
      let units = graph.identity(x.count).reshape([x.count] + x.shape)
      outputs += vectorized(outputs: jvp(outputs: gradients, inputs: parameters, tangents: tangents), over: [(single: single, batch: units)])
    }
    return compile(outputs)
  }

  /// Vectors for which one program computes products at a time: fewer where each needs much memory.
  var blockRows: Int { max(4, min(128, entryLimit / largestNode)) }

  /// Up to this dimension the Hessian is one program.
  private static var wholeLimit: Int { 256 }
}
