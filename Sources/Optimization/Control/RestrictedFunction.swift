import Numerics

/// A function of some of the tensors, the others held where the parent's step stands.
final class RestrictedFunction: ObjectiveFunction {
  private let segments: [Segment]
  private var parent: Objective
  /// Full-size work space: the point, a direction and a gradient or product.
  private let x: Vector, v: Vector, g: Vector

  init(_ parent: Objective, _ indices: [Int]) {
    self.parent = parent
    segments = indices.map { parent.layout.segments[$0] }
    x = Vector(count: parent.layout.count)
    v = Vector(count: parent.layout.count)
    g = Vector(count: parent.layout.count)
    super.init(layout: parent.layout.restricted(to: indices))
  }

  override var capabilities: Capabilities { parent.function.capabilities.subtracting(.residuals) }

  /// Starts a step: the other tensors are where the parent's are now.
  func follow(_ parent: Objective) {
    self.parent = parent
    x.assign(parent.x)
    version += 1
  }

  func gather(_ full: Vector, into part: Vector) {
    for (own, whole) in zip(layout.segments, segments) {
      (part.base + own.offset).update(from: full.base + whole.offset, count: whole.count)
    }
  }

  func scatter(_ part: Vector, into full: Vector) {
    for (own, whole) in zip(layout.segments, segments) {
      (full.base + whole.offset).update(from: part.base + own.offset, count: whole.count)
    }
  }

  private func isHere(_ part: Vector) -> Bool {
    for (own, whole) in zip(layout.segments, segments) {
      for i in 0..<own.count where part.base[own.offset + i] != parent.x.base[whole.offset + i] { return false }
    }
    return true
  }

  override func value(at part: Vector) throws -> Double {
    if isHere(part) { return try parent.value() }
    scatter(part, into: x)
    return try parent.function.value(at: x)
  }

  override func gradient(at part: Vector, into out: Vector) throws -> Double {
    if isHere(part) {
      gather(try parent.gradient(), into: out)
      return try parent.value()
    }
    scatter(part, into: x)
    let f = try parent.function.gradient(at: x, into: g)
    gather(g, into: out)
    return f
  }

  override func hessianProduct(at part: Vector, _ direction: Vector, into out: Vector) throws {
    scatter(part, into: x)
    v.fill(0)
    scatter(direction, into: v)
    try parent.function.hessianProduct(at: x, v, into: g)
    gather(g, into: out)
  }

  override func hessian(at part: Vector, into out: Matrix) throws {
    let unit = Vector(count: layout.count), column = Vector(count: layout.count)
    for i in 0..<layout.count {
      unit.fill(0)
      unit[i] = 1
      try hessianProduct(at: part, unit, into: column)
      for j in 0..<layout.count { out[i, j] = column[j] }
    }
  }

  override func hessianProducts(at part: Vector, _ directions: Matrix, into out: Matrix) throws {
    let direction = Vector(count: layout.count), product = Vector(count: layout.count)
    for i in 0..<directions.rows {
      direction.base.update(from: directions.row(i), count: layout.count)
      try hessianProduct(at: part, direction, into: product)
      out.row(i).update(from: product.base, count: layout.count)
    }
  }
}
