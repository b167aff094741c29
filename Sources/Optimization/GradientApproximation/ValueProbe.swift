import Numerics

/// Values around a point x: along axes and along directions.
final class ValueProbe {
  private(set) var function: ObjectiveFunction?
  /// The point of the estimate; not to be written.
  private(set) var x: Vector
  /// f(x), if known.
  private(set) var value: Double?
  /// The first value that was found near x.
  private(set) var nearby: Double?
  private let moved: Vector

  init(count: Int) {
    x = Vector(count: 0)
    moved = Vector(count: count)
  }

  func begin(_ function: ObjectiveFunction, _ x: Vector, value: Double?) {
    self.function = function
    self.x = x
    self.value = value
    nearby = nil
    moved.assign(x)
  }

  private func evaluate(_ x: Vector) throws -> Double {
    guard let function else { return .nan }
    return try function.value(at: x)
  }

  /// f(x), evaluated once.
  func centre() throws -> Double {
    if let value { return value }
    let f = try evaluate(x)
    value = f
    return f
  }

  /// g ← ∇f(x), exact; f(x) is known then.
  func gradient(into g: Vector) throws {
    guard let function else { return g.fill(.nan) }
    value = try function.gradient(at: x, into: g)
  }

  /// f(x + displacement·eᵢ)
  func alongAxis(_ i: Int, _ displacement: Double) throws -> Double {
    moved[i] = x[i] + displacement
    defer { moved[i] = x[i] }
    let f = try evaluate(moved)
    if nearby == nil { nearby = f }
    return f
  }

  /// f(x + displacement·z); the axis probes are to be begun anew afterwards.
  func along(_ z: Vector, _ displacement: Double) throws -> Double {
    moved.assign(x, minus: z, times: -displacement)
    let f = try evaluate(moved)
    if nearby == nil { nearby = f }
    return f
  }

  /// The derivative along axis i.
  func derivative(axis i: Int, _ stencil: Stencil, h: Double) throws -> Double {
    var sum = stencil.usesCentre ? stencil.centre * (try centre()) : 0
    for term in stencil.terms { sum += term.weight * (try alongAxis(i, term.displacement * h)) }
    return sum / (stencil.divisor * h)
  }

  /// The derivative along z, which need not have norm 1.
  func derivative(along z: Vector, _ stencil: Stencil, h: Double) throws -> Double {
    var sum = stencil.usesCentre ? stencil.centre * (try centre()) : 0
    for term in stencil.terms { sum += term.weight * (try along(z, term.displacement * h)) }
    return sum / (stencil.divisor * h)
  }
}
