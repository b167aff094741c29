import Foundation
import Numerics
import Testing

@testable import Optimization

@Suite struct ConjugateGradientTests {
  /// β of the textbooks, for g, the gradient before it and the direction d (downhill).
  private static let formulas: [String: @Sendable ([Double], [Double], [Double]) -> Double] = [
    "polakribiere(clip_beta=false)": { g, old, d in Plain.dot(g, Plain.minus(g, old)) / Plain.dot(old, old) },
    "polakribiere": { g, old, d in max(0, Plain.dot(g, Plain.minus(g, old)) / Plain.dot(old, old)) },
    "fletcherreeves": { g, old, d in Plain.dot(g, g) / Plain.dot(old, old) },
    "hestenesstiefel": { g, old, d in Plain.dot(g, Plain.minus(g, old)) / Plain.dot(d, Plain.minus(g, old)) },
    "daiyuan": { g, old, d in Plain.dot(g, g) / Plain.dot(d, Plain.minus(g, old)) },
    "liustorey": { g, old, d in -Plain.dot(g, Plain.minus(g, old)) / Plain.dot(d, old) },
    "conjugatedescent": { g, old, d in -Plain.dot(g, g) / Plain.dot(d, old) },
    "hagerzhang": { g, old, d in
      let y = Plain.minus(g, old), dy = Plain.dot(d, y)
      return Plain.dot(Plain.minus(y, Plain.times(2 * Plain.dot(y, y) / dy, d)), g) / dy
    },
    "dyhs": { g, old, d in
      let dy = Plain.dot(d, Plain.minus(g, old))
      return max(0, min(Plain.dot(g, Plain.minus(g, old)) / dy, Plain.dot(g, g) / dy))
    },
  ]

  @Test("Every method is its textbook's formula, with the gradient of the step before", arguments: formulas.keys.sorted())
  func textbook(chain: String) throws {
    let formula = ConjugateGradientTests.formulas[chain]!
    let n = 9, rate = 0.02
    let function = HandWritten.wavy(n, seed: 3)
    let start = (0..<n).map { 1.5 * cos(Double($0)) }
    let points = try Runs.path("\(chain) | lr(\(rate))", function, from: start, steps: 9)
    var x = start, old: [Double] = [], d: [Double] = []
    for k in 0..<9 {
      #expect(Plain.distance(points[k], x) < 1e-9, "step \(k)")
      let g = try Runs.evaluate(function, x).g
      let β = k == 0 ? 0 : formula(g, old, d)
      d = k == 0 ? Plain.times(-1, g) : zip(g, d).map { -$0 + β * $1 }
      x = zip(x, d).map { $0 + rate * $1 }
      old = g
    }
  }

  @Test("A cycle has restart_interval steps: then the direction is the gradient alone")
  func restarts() throws {
    let function = HandWritten.rosenbrock(4)
    for (interval, steps) in [("2", 2), ("3", 3), ("\"auto\"", 5)] {
      let optimizer = try Runs.optimizer(
        "fletcherreeves(restart_interval=\(interval)) | lr(1e-4)", function, from: [-1, 1, 0.5, 2])
      for k in 0..<12 {
        let x = optimizer.x.values, g = try Runs.evaluate(function, x).g
        try optimizer.step()
        let isGradient = Plain.distance(optimizer.x.values, zip(x, g).map { $0 - 1e-4 * $1 }) < 1e-13
        #expect(isGradient == (k % steps == 0), "interval \(interval), step \(k)")
      }
    }
  }

  @Test("inner changes what the direction is made of")
  func innerModule() throws {
    let function = HandWritten.rosenbrock()
    let inside = try Runs.path("fletcherreeves(inner=mul(2)) | lr(1e-4)", function, from: [-1.2, 1], steps: 1)
    let twice = try Runs.path("mul(2) | lr(1e-4)", function, from: [-1.2, 1], steps: 1)
    #expect(Runs.distance(inside, twice) < 1e-13)
  }
}
