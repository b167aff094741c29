import Numerics

/// How the Hessian ∇²f(x) is computed. The exact names are those of the reference; here they mean one and the same computation.
public enum HessianMethod: String, WordSetting {
  case batchedAutograd = "batched_autograd"
  case autograd
  case `func`
  case functionalRevrev = "functional_revrev"
  case functionalFwdrev = "functional_fwdrev"
  case thoad
  /// Columns by differences of gradients, one gradient each and the one at x.
  case gfdForward = "gfd_forward"
  /// Columns by central differences of gradients.
  case gfdCentral = "gfd_central"
  /// Differences of values, one triangle: 2n² + 1 values. The gradient they give becomes that of the step.
  case fd
  /// Differences of values, both triangles averaged: 4n² − 2n + 1 values.
  case fdFull = "fd_full"

  var usesValues: Bool { self == .fd || self == .fdFull }
  var usesGradients: Bool { self == .gfdForward || self == .gfdCentral }
  var isExact: Bool { !usesValues && !usesGradients }
  /// Symmetric to the last bit.
  var isSymmetric: Bool { !usesGradients }
  var needs: Capabilities { isExact ? [.hessian] : usesGradients ? [.gradient] : [] }
}

/// Computes Hessians at the point of a step.
final class HessianEvaluator {
  private let product = HessianProduct()
  private let values = ValueDifferences()
  private var unit = Vector(count: 0), column = Vector(count: 0)

  /// H ← ∇²f(x). From values, the gradient becomes the step's.
  func evaluate(_ objective: Objective, _ method: HessianMethod, h: Double, into H: Matrix) throws {
    if method.isExact { return try objective.function.hessian(at: objective.x, into: H) }
    if method.usesValues { return try values.hessian(objective, h: h, full: method == .fdFull, into: H) }
    let n = H.rows
    if unit.count != n {
      unit = Vector(count: n)
      column = Vector(count: n)
    }
    product.begin(objective, method == .gfdForward ? .fdForward : .fdCentral, h: h)
    defer { product.end() }
    unit.fill(0)
    for j in 0..<n {
      unit[j] = 1
      try product.multiply(unit, into: column)
      unit[j] = 0
      for i in 0..<n { H[i, j] = column[i] }
    }
  }

  /// The gradient by central differences of values becomes that of the step.
  func differentiateValues(_ objective: Objective, h: Double) throws { try values.gradient(objective, h: h) }
}

/// First and second derivatives from values alone, by central differences of step h along the axes.
final class ValueDifferences {
  private var x = Vector(count: 0), g = Vector(count: 0)
  /// f(x + h eᵢ) and f(x − h eᵢ)
  private var ahead = Vector(count: 0), behind = Vector(count: 0)

  private func prepare(_ objective: Objective) {
    let n = objective.layout.count
    if x.count != n {
      x = Vector(count: n)
      g = Vector(count: n)
      ahead = Vector(count: n)
      behind = Vector(count: n)
    }
    x.assign(objective.x)
  }

  func gradient(_ objective: Objective, h: Double) throws {
    prepare(objective)
    for i in 0..<x.count {
      ahead[i] = try value(objective, i, h)
      behind[i] = try value(objective, i, -h)
      g[i] = (ahead[i] - behind[i]) / (2 * h)
    }
    objective.override(gradient: g)
  }

  func hessian(_ objective: Objective, h: Double, full: Bool, into H: Matrix) throws {
    let f = try objective.value()
    try gradient(objective, h: h)
    let n = x.count
    for i in 0..<n {
      H[i, i] = (ahead[i] - 2 * f + behind[i]) / (h * h)
      for j in (i + 1)..<max(n, i + 1) {
        var entry = try mixed(objective, i, j, h)
        if full { entry = (entry + (try mixed(objective, j, i, h))) / 2 }
        H[i, j] = entry
        H[j, i] = entry
      }
    }
  }

  private func mixed(_ objective: Objective, _ i: Int, _ j: Int, _ h: Double) throws -> Double {
    let a = try value(objective, i, h, j, h), b = try value(objective, i, -h, j, h)
    let c = try value(objective, i, h, j, -h), d = try value(objective, i, -h, j, -h)
    return (a - b - c + d) / (4 * h * h)
  }

  private func value(_ objective: Objective, _ i: Int, _ a: Double, _ j: Int = -1, _ b: Double = 0) throws -> Double {
    let here = objective.x
    x[i] = here[i] + a
    if j >= 0 { x[j] = here[j] + b }
    defer {
      x[i] = here[i]
      if j >= 0 { x[j] = here[j] }
    }
    return try objective.function.value(at: x)
  }
}
