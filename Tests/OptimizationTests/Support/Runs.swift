import Foundation
import Numerics
import Optimization

/// Counts evaluations, and notes points that were evaluated more than once.
final class Watched: ObjectiveFunction {
  let base: ObjectiveFunction
  private(set) var points: [[Double]] = []

  init(_ base: ObjectiveFunction) {
    self.base = base
    super.init(layout: base.layout)
  }

  override var capabilities: Capabilities { base.capabilities }
  override func value(at x: Vector) throws -> Double {
    points.append(x.values)
    return try base.value(at: x)
  }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    points.append(x.values)
    return try base.gradient(at: x, into: g)
  }

  var repeated: [[Double]] {
    var seen = Set<[Double]>()
    return points.filter { !seen.insert($0).inserted }
  }
}

/// Chains at work, as the tests want them.
enum Runs {
  /// An optimizer for the chain that a text means.
  static func optimizer(_ chain: String, _ function: ObjectiveFunction, from start: [Double]) throws -> Optimizer {
    try Optimizer(try ChainReader.chain(chain), function, start: Vector(start), seed: 0)
  }

  /// The points of some steps, the start first.
  static func path(_ chain: String, _ function: ObjectiveFunction, from start: [Double], steps: Int) throws -> [[Double]] {
    let optimizer = try optimizer(chain, function, from: start)
    var points = [start]
    for _ in 0..<steps {
      try optimizer.step()
      points.append(optimizer.x.values)
    }
    return points
  }

  /// f and ∇f at a point.
  static func evaluate(_ function: ObjectiveFunction, _ x: [Double]) throws -> (f: Double, g: [Double]) {
    let g = Vector(count: x.count)
    let f = try function.gradient(at: Vector(x), into: g)
    return (f, g.values)
  }

  /// The largest difference of entries of two paths, relative where they are large; infinite for NaN.
  static func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
    var largest = a.count == b.count ? 0 : Double.infinity
    for (x, y) in zip(a, b) { largest = max(largest, Plain.distance(x, y)) }
    return largest
  }
}

/// Arithmetic of arrays, for oracles that share nothing with what they check.
enum Plain {
  static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  static func minus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
  static func times(_ c: Double, _ a: [Double]) -> [Double] { a.map { c * $0 } }
  static func times(_ m: [[Double]], _ a: [Double]) -> [Double] { m.map { dot($0, a) } }
  static func transposed(_ m: [[Double]]) -> [[Double]] { m[0].indices.map { j in m.map { $0[j] } } }
  static func identity(_ n: Int) -> [[Double]] { (0..<n).map { i in (0..<n).map { i == $0 ? 1 : 0 } } }
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    var largest = a.count == b.count ? 0 : Double.infinity
    for (x, y) in zip(a, b) {
      let d = abs(x - y) / max(1, abs(y))
      largest = d.isNaN ? .infinity : max(largest, d)
    }
    return largest
  }
}

extension HandWritten {
  /// A smooth function with many minima that is bounded below: waves on a bowl, drawn from the seed.
  static func wavy(_ n: Int, seed: UInt64) -> HandWritten {
    var random = RandomSource(seed: seed)
    let directions = (0..<4).map { _ in (0..<n).map { _ in random.uniform(in: -2..<2) } }
    let phases = (0..<4).map { _ in random.uniform(in: 0..<6) }
    let widths = (0..<n).map { _ in random.uniform(in: 0.1..<2) }
    return HandWritten(.vector(n)) { x in
      var f = 0.0
      var g = [Double](repeating: 0, count: n)
      for i in 0..<n {
        f += 0.5 * widths[i] * x[i] * x[i]
        g[i] += widths[i] * x[i]
      }
      for (w, φ) in zip(directions, phases) {
        let angle = Plain.dot(w, x) + φ
        f += sin(angle)
        for i in 0..<n { g[i] += cos(angle) * w[i] }
      }
      return (f, g)
    }
  }
}
