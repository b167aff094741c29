import Numerics

/// B = S A Sᵀ of a subspace for trust regions; solves stay in the subspace.
final class SketchedOperator: HessianOperator {
  private let system: NewtonSystem
  /// Sᵀ
  var sketch = Matrix(rows: 0, columns: 0) {
    didSet {
      guard inside.count != sketch.rows else { return }
      inside = Vector(count: sketch.rows)
      result = Vector(count: sketch.rows)
    }
  }
  private var inside = Vector(count: 0), result = Vector(count: 0)
  private let shifted = NewtonSystem("subspacenewton")
  private var matrix = Matrix(rows: 0, columns: 0)

  init(_ system: NewtonSystem) { self.system = system }

  private func expand(into out: Vector) -> Bool {
    multiply(sketch, transposed: true, result, into: out)
    return true
  }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    multiply(sketch, v, into: inside)
    guard try system.product(inside, into: result) else { return false }
    return expand(into: out)
  }
  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    multiply(sketch, b, into: inside)
    guard try system.solve(inside, into: result) else { return false }
    return expand(into: out)
  }
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    multiply(sketch, b, into: inside)
    if let d {
      let m = sketch.rows
      if matrix.rows != m { matrix = Matrix(rows: m, columns: m) }
      // A column at a time, since A may be known by its eigenvectors alone.
      let unit = Vector(count: m)
      for k in 0..<m {
        unit.fill(0)
        unit[k] = 1
        guard try system.product(unit, into: result) else { return false }
        for l in 0..<m {
          var sum = 0.0
          for i in 0..<sketch.columns { sum += sketch[k, i] * d[i] * sketch[l, i] }
          matrix[l, k] = result[l] + lambda * sum
        }
      }
      shifted.begin(matrix, NewtonOptions(isSymmetric: false))
      guard try shifted.solve(inside, into: result) else { return false }
    } else {
      guard try system.solve(inside, shift: lambda, diagonal: nil, into: result) else { return false }
    }
    return expand(into: out)
  }
  func diagonal(into out: Vector) throws -> Bool {
    for i in 0..<sketch.columns {
      for k in 0..<sketch.rows { inside[k] = sketch[k, i] }
      guard try system.product(inside, into: result) else { return false }
      out[i] = inside.dot(result)
    }
    return true
  }
}
