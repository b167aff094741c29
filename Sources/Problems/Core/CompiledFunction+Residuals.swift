import Autograd
import Numerics
import Optimization

// Residuals and their Jacobian, by rows (reverse) or by columns (forward), whichever are fewer.

extension CompiledFunction {
  enum JacobianPlan {
    /// Outputs: residuals, then the Jacobian with respect to each tensor.
    case whole(Plan)
    /// Outputs: residuals, then cotangents · Jacobian for each tensor, so many rows at a time.
    case rows(Int, Plan, cotangents: Vector)
    /// Outputs: residuals, then Jacobian · tangents, so many columns at a time.
    case columns(Int, Plan, tangents: Vector, result: Vector)
  }

  func writeResiduals(_ residualVector: Expression, at x: Vector, into r: Vector) {
    let plan = residualPlan ?? compile([residualVector])
    residualPlan = plan
    run(plan, x)
    plan.program.output(0, into: r.base)
  }

  func writeJacobian(_ residualVector: Expression, at x: Vector, residuals r: Vector, into J: Matrix) {
    precondition(J.rows == residualCount && J.columns == layout.count && r.count == J.rows)
    let plan = jacobianPlan ?? planJacobian(residualVector)
    jacobianPlan = plan
    let (m, n) = (J.rows, J.columns)
    switch plan {
    case .whole(let plan):
      run(plan, x)
      plan.program.output(0, into: r.base)
      for (i, segment) in layout.segments.enumerated() {
        copyOutput(plan.program, 1 + i, m, segment.count, into: J.base + segment.offset, stride: n)
      }
    case .rows(let rows, let plan, let cotangents):
      for first in stride(from: 0, to: m, by: rows) {
        let count = min(rows, m - first)
        for i in 0..<count { cotangents[i * m + first + i] = 1 }
        plan.program.setInput(firstFreeInput, cotangents.base)
        for i in 0..<count { cotangents[i * m + first + i] = 0 }
        run(plan, x)
        for (i, segment) in layout.segments.enumerated() {
          copyOutput(
            plan.program, 1 + i, count, segment.count, of: rows, into: J.row(first) + segment.offset, stride: n)
        }
      }
      plan.program.output(0, into: r.base)
    case .columns(let columns, let plan, let tangents, let result):
      for first in stride(from: 0, to: n, by: columns) {
        let count = min(columns, n - first)
        setUnits(plan.program, tangents, first, count, columns)
        run(plan, x)
        plan.program.output(1, into: result.base)
        for i in 0..<count {
          for row in 0..<m { J[row, first + i] = result[i * m + row] }
        }
      }
      plan.program.output(0, into: r.base)
    }
  }

  private func planJacobian(_ r: Expression) -> JacobianPlan {
    let (m, n) = (r.count, layout.count)
    if min(m, n) * largestNode <= entryLimit {
      return .whole(compile([r] + parameters.map { Autograd.jacobian(of: r, wrt: $0) }))
    }
    if m <= n {
      let rows = min(blockRows, m)
      let single = graph.input(firstFreeInput, shape: [m])
      let batch = graph.input(firstFreeInput, shape: [rows, m])
      let products = vectorized(
        outputs: vjp(outputs: [r], cotangents: [single], inputs: parameters), over: [(single: single, batch: batch)])
      return .rows(rows, compile([r] + products, extra: [[rows, m]]), cotangents: Vector(count: rows * m))
    }
    let columns = min(blockRows, n)
    let singles = parameters.enumerated().map { graph.input(firstFreeInput + $0, shape: $1.shape) }
    let batches = parameters.enumerated().map { graph.input(firstFreeInput + $0, shape: [columns] + $1.shape) }
    let products = vectorized(
      outputs: jvp(outputs: [r], inputs: parameters, tangents: singles), over: zip(singles, batches).map { (single: $0, batch: $1) })
    return .columns(
      columns, compile([r] + products, extra: batches.map(\.shape)), tangents: Vector(count: columns * n),
      result: Vector(count: columns * m))
  }

  /// Tangents number first … first + count − 1 ← unit vectors, tensor by tensor.
  private func setUnits(_ program: Program, _ tangents: Vector, _ first: Int, _ count: Int, _ columns: Int) {
    for (i, segment) in layout.segments.enumerated() {
      let places = (0..<count).compactMap { row in
        let entry = first + row - segment.offset
        return entry >= 0 && entry < segment.count ? row * segment.count + entry : nil
      }
      for place in places { tangents[place] = 1 }
      program.setInput(firstFreeInput + i, tangents.base)
      for place in places { tangents[place] = 0 }
    }
  }
}
