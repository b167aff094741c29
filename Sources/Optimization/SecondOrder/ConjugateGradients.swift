import Numerics

/// How far a Krylov solver goes.
struct KrylovLimits {
  /// Bound of the residual's norm.
  var tolerance = 1e-8
  /// Most iterations; the dimension where nil.
  var maximum: Int?
  /// Iterations before the tolerance counts.
  var minimum = 1
  /// Added to the diagonal.
  var regularization = 0.0
  /// The solution stays inside this ball around 0.
  var radius: Double?
  /// Negative curvature ends the iteration.
  var stopsAtNegativeCurvature = false
}

/// How a Krylov solver ended; its `x` is the solution.
enum KrylovEnd {
  case converged
  case iterationLimit
  case boundary
  case negativeCurvature
  /// A product was not finite: x is the iterate before it.
  case notFinite
}

/// Conjugate gradients for (A + ρI) x = b with a symmetric A known by its products, and their truncation at a ball (Nocedal &
/// Wright, Numerical Optimization, 2006, algorithms 5.2 and 7.2; Steihaug, 1983).
final class ConjugateGradients {
  private(set) var x = Vector(count: 0)
  private var trial = Vector(count: 0), residual = Vector(count: 0), direction = Vector(count: 0), product = Vector(count: 0)
  let history = KrylovHistory()

  private func prepare(_ n: Int) {
    guard x.count != n else { return }
    x = Vector(count: n)
    trial = Vector(count: n)
    residual = Vector(count: n)
    direction = Vector(count: n)
    product = Vector(count: n)
  }

  /// Solves from 0 or from `start`; `multiply` gives A·(first) in its second argument.
  func solve(
    _ b: Vector, start: Vector? = nil, _ limits: KrylovLimits, _ multiply: (Vector, Vector) throws -> Void
  ) throws -> KrylovEnd {
    let n = b.count, ρ = limits.regularization
    prepare(n)
    residual.assign(b)
    if let start {
      x.assign(start)
      try multiply(x, product)
      if ρ != 0 { product.add(x, times: ρ) }
      residual.add(product, times: -1)
    } else {
      x.fill(0)
    }
    direction.assign(residual)
    history.clear()
    history.record(x, norm: start == nil ? 0 : x.norm2, direction)
    var square = residual.sumOfSquares
    // An exact solution has no direction left.
    if square == 0 { return .converged }
    if limits.minimum < 1 && square.squareRoot() < limits.tolerance { return .converged }
    let maximum = limits.maximum ?? n
    var k = 0
    while k < maximum {
      try multiply(direction, product)
      if ρ != 0 { product.add(direction, times: ρ) }
      let curvature = direction.dot(product)
      if !curvature.isFinite { return .notFinite }
      if curvature <= SafeRange.smallest {
        if let radius = limits.radius {
          moveToBoundary(x, along: direction, radius: radius)
          return .boundary
        }
        if k == 0 {
          // The length of the step that the opposite curvature would have; b itself where the curvature vanishes.
          let bb = b.sumOfSquares
          let length = abs(bb / curvature)
          x.assign(b)
          if length.isFinite { x.scale(by: length) }
          return .negativeCurvature
        }
        if limits.stopsAtNegativeCurvature { return .negativeCurvature }
        if curvature == 0 { return .negativeCurvature }
      }
      let α = square / curvature
      trial.assign(x, minus: direction, times: -α)
      var norm = 0.0
      if limits.radius != nil || history.isActive { norm = trial.norm2 }
      if let radius = limits.radius, norm >= radius {
        moveToBoundary(x, along: direction, radius: radius)
        return .boundary
      }
      swap(&x, &trial)
      residual.add(product, times: -α)
      let next = residual.sumOfSquares
      if next == 0 { return .converged }
      if !next.isFinite {
        swap(&x, &trial)
        return .notFinite
      }
      if k >= limits.minimum && next.squareRoot() < limits.tolerance { return .converged }
      let β = next / square
      direction.update(reading: residual) { d, r in d = fma(Lanes(repeating: β), d, r) }
      square = next
      k += 1
      history.record(x, norm: norm, direction)
    }
    return .iterationLimit
  }
}

/// The iterates of a solve with their directions, the newest `capacity` of them: with a smaller radius the truncated solution is
/// on the path that was already walked.
final class KrylovHistory {
  private struct Iterate {
    let x, direction: Vector
    var norm: Double
  }
  private var iterates: [Iterate] = []
  private var count = 0
  /// None are kept where 0.
  var capacity = 0
  var isActive: Bool { capacity > 0 }

  func clear() { count = 0 }

  func record(_ x: Vector, norm: Double, _ direction: Vector) {
    guard capacity > 0 else { return }
    let place = count % capacity
    if place == iterates.count {
      iterates.append(Iterate(x: Vector(count: x.count), direction: Vector(count: x.count), norm: 0))
    } else if iterates[place].x.count != x.count {
      iterates[place] = Iterate(x: Vector(count: x.count), direction: Vector(count: x.count), norm: 0)
    }
    iterates[place].x.assign(x)
    iterates[place].direction.assign(direction)
    iterates[place].norm = norm
    count += 1
  }

  /// out ← where the path leaves the ball; false if its part inside the ball is not kept.
  func exit(radius: Double, into out: Vector) -> Bool {
    guard capacity > 0 else { return false }
    for i in stride(from: count - 1, through: max(0, count - capacity), by: -1) {
      let iterate = iterates[i % capacity]
      if iterate.norm <= radius {
        out.assign(iterate.x)
        moveToBoundary(out, along: iterate.direction, radius: radius)
        return true
      }
    }
    return false
  }
}
