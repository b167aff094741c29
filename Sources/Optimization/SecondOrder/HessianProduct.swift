import Numerics

/// How products ∇²f(x) v are computed.
public enum HessianProductMethod: String, WordSetting {
  /// Exact, by differentiating the gradient; the batched name computes several at a time where several are needed.
  case autograd
  case batchedAutograd = "batched_autograd"
  /// ‖v‖(∇f(x + h v̂) − ∇f(x))/h, v̂ = v/‖v‖
  case fdForward = "fd_forward"
  /// ‖v‖(∇f(x + h v̂) − ∇f(x − h v̂))/(2h)
  case fdCentral = "fd_central"

  var isExact: Bool { self == .autograd || self == .batchedAutograd }
  var needs: Capabilities { isExact ? [.hessian] : [.gradient] }
}

/// Products with the Hessian at the point of a step, by one of the methods.
final class HessianProduct {
  private var objective: Objective?
  private var method = HessianProductMethod.autograd
  private var h = 1e-3
  private var near = Vector(count: 0), ahead = Vector(count: 0)
  private var row = Vector(count: 0), product = Vector(count: 0)

  /// Fixes the point and the function for the products that follow, until `end`.
  func begin(_ objective: Objective, _ method: HessianProductMethod, h: Double) {
    self.objective = objective
    self.method = method
    self.h = h
    if !method.isExact && near.count != objective.layout.count {
      near = Vector(count: objective.layout.count)
      ahead = Vector(count: objective.layout.count)
    }
  }

  /// Lets the step go, which is no longer valid after it.
  func end() { objective = nil }

  /// out ← ∇²f(x) v; `out` is not `v`.
  func multiply(_ v: Vector, into out: Vector) throws {
    guard let objective else { return out.fill(.nan) }
    if method.isExact { return try objective.function.hessianProduct(at: objective.x, v, into: out) }
    let length = v.norm2
    if length == 0 { return out.fill(0) }
    let x = objective.x, function = objective.function
    near.assign(x, minus: v, times: -h / length)
    if method == .fdForward {
      let g = try objective.gradient()
      _ = try function.gradient(at: near, into: out)
      let factor = length / h
      out.update(reading: g) { d, g in d = (d - g) * factor }
    } else {
      _ = try function.gradient(at: near, into: out)
      near.assign(x, minus: v, times: h / length)
      _ = try function.gradient(at: near, into: ahead)
      let factor = length / (2 * h)
      out.update(reading: ahead) { d, g in d = (d - g) * factor }
    }
  }

  /// Row i of `out` ← ∇²f(x) · (row i of v), all together where the method is exact.
  func multiply(rows v: Matrix, into out: Matrix) throws {
    guard let objective else { return out.fill(.nan) }
    if method.isExact { return try objective.function.hessianProducts(at: objective.x, v, into: out) }
    let n = v.columns
    if row.count != n {
      row = Vector(count: n)
      product = Vector(count: n)
    }
    for i in 0..<v.rows {
      row.base.update(from: v.row(i), count: n)
      try multiply(row, into: product)
      out.row(i).update(from: product.base, count: n)
    }
  }
}
