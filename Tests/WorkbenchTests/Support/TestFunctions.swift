import Numerics
import Optimization

/// f = Σ kᵢxᵢ², which says how often it was really called.
final class Bowl: ObjectiveFunction {
  private(set) var calls = 0
  private let weights: [Double]

  init(_ weights: [Double] = [1, 10]) {
    self.weights = weights
    super.init(layout: .vector(weights.count))
  }

  override var capabilities: Capabilities { [.gradient] }

  override func value(at x: Vector) throws -> Double {
    calls += 1
    return weights.indices.reduce(0) { $0 + weights[$1] * x[$1] * x[$1] }
  }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    calls += 1
    for i in weights.indices { g[i] = 2 * weights[i] * x[i] }
    return weights.indices.reduce(0) { $0 + weights[$1] * x[$1] * x[$1] }
  }
}

/// f = √(x − 1): not a number below 1.
final class Root: ObjectiveFunction {
  override var capabilities: Capabilities { [.gradient] }
  override func value(at x: Vector) throws -> Double { (x[0] - 1).squareRoot() }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    g[0] = 0.5 / (x[0] - 1).squareRoot()
    return (x[0] - 1).squareRoot()
  }
}
