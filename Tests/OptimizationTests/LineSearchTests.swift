import Foundation
import Numerics
import Testing

@testable import Optimization

@Suite struct LineSearchTests {
  static let interpolations = ["cubic", "quadratic", "bisection", "polynomial", "polynomial2"]
  static let firstTrials = ["fixed", "previous", "first-order", "quadratic", "quadratic-clip"]

  @Test("Every accepted step satisfies both strong Wolfe conditions", arguments: interpolations, firstTrials)
  func wolfeConditions(interpolation: String, firstTrial: String) throws {
    let c1 = 1e-3, c2 = 0.4
    var accepted = 0, failed = 0
    for seed in 0..<12 {
      let function = HandWritten.wavy(5, seed: UInt64(seed))
      let chain =
        "strongwolfe(c1=\(c1), c2=\(c2), a_init=\"\(firstTrial)\", interpolation=\"\(interpolation)\", init_value=0.05)"
      let optimizer = try Runs.optimizer(chain, function, from: (0..<5).map { 3 * sin(Double(7 * seed + $0)) })
      for _ in 0..<12 {
        let x = optimizer.x.values
        let (f, g) = try Runs.evaluate(function, x)
        try optimizer.step()
        let move = Plain.minus(optimizer.x.values, x)
        if move.allSatisfy({ $0 == 0 }) {
          failed += 1
          continue
        }
        accepted += 1
        let (newF, newG) = try Runs.evaluate(function, optimizer.x.values)
        let slope = Plain.dot(g, move)
        #expect(newF <= f + c1 * slope + 1e-12)
        #expect(abs(Plain.dot(newG, move)) <= c2 * abs(slope) * (1 + 1e-9) + 1e-14)
      }
    }
    #expect(accepted >= 130, "\(accepted) accepted, \(failed) failed")
  }

  @Test("The same conditions hold for directions that are not the gradient, and after other settings")
  func wolfeConditionsOfOtherDirections() throws {
    for chain in ["lbfgs | strongwolfe", "polakribiere | strongwolfe(c2=0.9)", "bfgs | strongwolfe(maxzoom=30, tol_change=0)"] {
      for seed in 0..<10 {
        let function = HandWritten.wavy(6, seed: UInt64(100 + seed))
        let optimizer = try Runs.optimizer(chain, function, from: (0..<6).map { 2 * cos(Double(5 * seed + $0)) })
        for _ in 0..<15 {
          let x = optimizer.x.values
          let (f, g) = try Runs.evaluate(function, x)
          try optimizer.step()
          let move = Plain.minus(optimizer.x.values, x)
          let (newF, newG) = try Runs.evaluate(function, optimizer.x.values)
          let slope = Plain.dot(g, move)
          #expect(newF <= f + 1e-4 * slope + 1e-12)
          #expect(abs(Plain.dot(newG, move)) <= 0.9 * abs(slope) * (1 + 1e-9) + 1e-14)
        }
      }
    }
  }

  @Test("No point is evaluated twice, and the accepted trial is where the next step starts")
  func nothingTwice() throws {
    for chain in [
      "lbfgs | strongwolfe", "strongwolfe", "bfgs | strongwolfe(fallback=true)", "polakribiere | strongwolfe(c2=0.1)",
      "strongwolfe(interpolation=\"polynomial2\", fallback=true, maxzoom=30)",
    ] {
      let function = Watched(HandWritten.rosenbrock())
      let optimizer = try Runs.optimizer(chain, function, from: [-1.2, 1])
      for _ in 0..<25 { try optimizer.step() }
      #expect(function.repeated.isEmpty, "\(chain): \(function.repeated.count) points")
      #expect(optimizer.evaluator.counts.points == function.points.count)
    }
  }

  @Test("lbfgs | strongwolfe reaches the minimum of rosenbrock in about 45 evaluations")
  func evaluationsOfLBFGS() throws {
    let function = Watched(HandWritten.rosenbrock())
    let optimizer = try Runs.optimizer("lbfgs | strongwolfe", function, from: [-1.2, 1])
    optimizer.evaluator.gradientTolerance = 1e-6
    #expect(throws: RunEnd.self) { while optimizer.steps < 100 { try optimizer.step() } }
    #expect(function.points.count <= 48)
    #expect(function.repeated.isEmpty)
    #expect(Plain.distance(optimizer.x.values, [1, 1]) < 1e-6)
  }

  @Test("Uphill there is no step, at no cost, and x stays to the bit; with plus_minus the search turns round")
  func ascentDirection() throws {
    let function = Watched(HandWritten.rosenbrock())
    let stuck = try Runs.optimizer("negate | strongwolfe", function, from: [-1.2, 1])
    for _ in 0..<3 { try stuck.step() }
    #expect(stuck.x.values == [-1.2, 1])
    #expect(function.points.count == 1)

    let down = try Runs.path("strongwolfe", HandWritten.rosenbrock(), from: [-1.2, 1], steps: 8)
    for firstTrial in LineSearchTests.firstTrials {
      let options = "a_init=\"\(firstTrial)\""
      let plain = try Runs.path("strongwolfe(\(options))", HandWritten.rosenbrock(), from: [-1.2, 1], steps: 8)
      let turned = try Runs.path(
        "negate | strongwolfe(\(options), plus_minus=true)", HandWritten.rosenbrock(), from: [-1.2, 1], steps: 8)
      #expect(Runs.distance(plain, turned) < 1e-12)
    }
    #expect(down[8] != down[0])
  }

  @Test("On the flat nothing moves", arguments: ["strongwolfe", "strongwolfe(fallback=true)", "backtracking"])
  func flatFunction(chain: String) throws {
    let flat = HandWritten(.vector(2)) { _ in (1, [0, 0]) }
    let optimizer = try Runs.optimizer("fill(1) | \(chain)", flat, from: [3, 4])
    for _ in 0..<4 { try optimizer.step() }
    #expect(optimizer.x.values == [3, 4])
  }

  @Test("A trial without a number is too far", arguments: interpolations + ["backtracking"])
  func nonFiniteTrials(search: String) throws {
    // −log(1 − |x|²): NaN outside the unit disc, the first trial included.
    for outside in [Double.nan, .infinity] {
      let barrier = HandWritten(.vector(2)) { x in
        let r = 1 - Plain.dot(x, x)
        return r > 0 ? (-log(r), Plain.times(2 / r, x)) : (outside, [outside, outside])
      }
      let chain =
        search == "backtracking" ? "mul(100) | backtracking(maxiter=30)"
        : "mul(100) | strongwolfe(interpolation=\"\(search)\", maxzoom=30)"
      let optimizer = try Runs.optimizer(chain, barrier, from: [0.6, -0.5])
      for _ in 0..<30 { try optimizer.step() }
      #expect(Plain.distance(optimizer.x.values, [0, 0]) < 1e-3)
    }
  }

  @Test("maxeval bounds the evaluations of a search; where they do not suffice the step is 0")
  func evaluationLimit() throws {
    for limit in 1...6 {
      let function = Watched(HandWritten.rosenbrock())
      let optimizer = try Runs.optimizer("mul(10) | strongwolfe(maxeval=\(limit), c2=1e-3)", function, from: [-1.2, 1])
      try optimizer.step()
      #expect(function.points.count <= limit + 1)
      if limit < 4 { #expect(optimizer.x.values == [-1.2, 1]) }
    }
  }

  @Test("fallback takes the lowest trial that decreases where none satisfies the conditions")
  func fallback() throws {
    let function = Watched(HandWritten.rosenbrock())
    let optimizer = try Runs.optimizer(
      "mul(0.01) | strongwolfe(maxeval=3, c2=1e-6, fallback=true, init_value=0.1)", function, from: [-1.2, 1])
    try optimizer.step()
    let values = try function.points.map { try Runs.evaluate(function.base, $0).f }
    let lowest = values.indices.min { values[$0] < values[$1] }!
    #expect(lowest > 0)
    #expect(optimizer.x.values == function.points[lowest])
  }

  @Test("Bisection walks outward tenfold, not by a hundredth")
  func bisectionReachesFar() throws {
    let function = Watched(HandWritten.quadratic([[1, 0], [0, 1]], [0, 0]))
    let optimizer = try Runs.optimizer("strongwolfe(interpolation=\"bisection\", init_value=1e-6)", function, from: [2, 3])
    try optimizer.step()
    #expect(Plain.distance(optimizer.x.values, [0, 0]) < 2.9)
    #expect(function.points.count < 15)
  }

  @Test("The parabola is right in intervals that do not start at 0: on a quadratic the first zoom finds the minimum")
  func parabolaInZoom() {
    // φ(a) = (a − 3)²
    func trial(_ a: Double) -> Trial { Trial(a: a, f: (a - 3) * (a - 3), g: 2 * (a - 3)) }
    for (p, q) in [(0.0, 10.0), (1, 10), (2.5, 4), (10, 1)] {
      #expect(abs(parabolaMinimum(trial(p), trial(q))! - 3) < 1e-12)
      #expect(abs(cubicMinimum(trial(p), trial(q))! - 3) < 1e-12)
    }
  }

  @Test("Two trials in either order give the cubic's minimum, not its maximum")
  func cubicInEitherOrder() {
    // φ(a) = a³ − 3a has its minimum at 1 and its maximum at −1.
    func trial(_ a: Double) -> Trial { Trial(a: a, f: a * a * a - 3 * a, g: 3 * a * a - 3) }
    #expect(abs(cubicMinimum(trial(0.2), trial(2))! - 1) < 1e-12)
    #expect(abs(cubicMinimum(trial(2), trial(0.2))! - 1) < 1e-12)
  }

  @Test("The polynomial through k trials has the minimum of a polynomial of degree 2k − 1")
  func polynomialOfAllTrials() {
    // φ(a) = a⁴/4 − 2a³ + 5.5a² − 6a: stationary at 1, 2 and 3, the minima at 1 and 3 equally low.
    func trial(_ a: Double) -> Trial {
      Trial(a: a, f: a * a * a * a / 4 - 2 * a * a * a + 5.5 * a * a - 6 * a, g: (a - 1) * (a - 2) * (a - 3))
    }
    let memory = TrialMemory(capacity: 10)
    for a in [0.3, 2.4, 4.0] { memory.append(trial(a)) }
    #expect(abs(StepInterpolation.polynomial.step(trial(0.3), trial(2.4), 0.3, 2.4, memory) - 1) < 1e-9)
    #expect(abs(StepInterpolation.polynomial.step(trial(2.4), trial(4), 2.4, 4, memory) - 3) < 1e-9)
    memory.append(trial(0.1))
    #expect(abs(StepInterpolation.polynomial.step(trial(2.4), trial(4), 2.4, 4, memory) - 3) < 1e-8)
  }

  @Test("Backtracking's accepted step satisfies its condition, and the trials before it do not")
  func backtrackingConditions() throws {
    for condition in ["armijo", "goldstein", "decrease"] {
      let function = Watched(HandWritten.rosenbrock())
      let optimizer = try Runs.optimizer(
        "backtracking(c=0.1, beta=0.7, maxiter=60, condition=\"\(condition)\")", function, from: [-1.2, 1])
      let (f, g) = try Runs.evaluate(function.base, [-1.2, 1])
      try optimizer.step()
      let slope = -Plain.dot(g, g)
      for (k, point) in function.points.dropFirst().enumerated() {
        let a = pow(0.7, Double(k)), value = try Runs.evaluate(function.base, point).f
        let holds =
          switch condition {
          case "armijo": value < f + 0.1 * a * slope
          case "goldstein": value < f + 0.1 * a * slope && value > f + 0.9 * a * slope
          default: value < f
          }
        #expect(holds == (point == optimizer.x.values), "\(condition), trial \(k)")
      }
    }
  }

  @Test("After failures backtracking starts ever shorter, and in the end from a long step again")
  func backtrackingStartsOver() throws {
    // Along the update the function only rises.
    let rising = HandWritten(.vector(1)) { x in (-x[0], [-1]) }
    let optimizer = try Runs.optimizer("negate | backtracking(beta=1e-9, maxiter=10)", rising, from: [0])
    let module = optimizer.chain.modules[1] as! Backtracking
    var scales: [Double] = []
    for _ in 0..<8 {
      try optimizer.step()
      scales.append(module.scale)
    }
    #expect(abs(scales[0] * 1e90 - 1) < 1e-12)
    #expect(scales.contains(2))
    #expect(optimizer.x.values == [0])
  }

  @Test("Conditions that need slopes at trials are not backtracking's")
  func conditionsWithSlopes() {
    for word in ["wolfe", "strong_wolfe", "curvature", "strong_curvature"] {
      #expect(throws: (any Error).self) { try ChainReader.chain("backtracking(condition=\"\(word)\")") }
    }
  }

  @Test("A search that is not last scales the update: the same point, and known there")
  func searchInsideTheChain() throws {
    for search in ["strongwolfe", "backtracking", "strongwolfe(fallback=true)"] {
      let direct = try Runs.path("lbfgs | \(search)", HandWritten.rosenbrock(), from: [-1.2, 1], steps: 10)
      let function = Watched(HandWritten.rosenbrock())
      let inside = try Runs.path("switch(lbfgs | \(search), lr(1), steps=[100])", function, from: [-1.2, 1], steps: 10)
      #expect(Runs.distance(direct, inside) < 1e-9)
      if search == "strongwolfe" { #expect(function.repeated.isEmpty) }
    }
  }

  @Test("Brent's method and golden sections find the minimum of the line, bounded stays inside")
  func minimizersOfALine() throws {
    // Along the update the minimum lies at a = 1/3 of the gradient.
    let function = HandWritten(.vector(2)) { x in (1.5 * Plain.dot(x, x), Plain.times(3, x)) }
    for options in ["", "method=\"golden\"", "bracket=[0, 0.1]", "bracket=[0.1, 0.3, 2]", "bounds=[0, 2]"] {
      let points = try Runs.path("scipyminimizescalar(\(options))", function, from: [2, -1], steps: 1)
      #expect(Plain.distance(points[1], [0, 0]) < 1e-4, "\(options)")
    }
    let bounded = try Runs.path("scipyminimizescalar(bounds=[0, 0.2])", function, from: [2, -1], steps: 1)
    #expect(Plain.distance(bounded[1], [0.8, -0.4]) < 1e-3)
    #expect(bounded[1][0] >= 0.8)
    // The step may be negative.
    let back = try Runs.path("negate | scipyminimizescalar", function, from: [2, -1], steps: 1)
    #expect(Plain.distance(back[1], [0, 0]) < 1e-6)
    for options in ["method=\"bounded\"", "bounds=[0]", "bounds=[1, 0]", "method=\"brent\", bounds=[0, 1]", "bracket=[1]"] {
      #expect(throws: (any Error).self) { try ChainReader.chain("scipyminimizescalar(\(options))") }
    }
  }

  @Test("After a search that stayed where it was, prev_init does not start from nothing")
  func previousStepOfZero() throws {
    let function = HandWritten(.vector(1)) { x in (x[0] * x[0], [2 * x[0]]) }
    let optimizer = try Runs.optimizer("scipyminimizescalar(prev_init=true)", function, from: [3])
    (optimizer.chain.modules[0] as! ScipyMinimizeScalar).last = 0
    for _ in 0..<3 { try optimizer.step() }
    #expect(abs(optimizer.x[0]) < 1e-6)
  }

  @Test("adaptivebisection goes on as long as the value falls, also after trials without a number")
  func adaptiveBisection() throws {
    let bowl = HandWritten(.vector(2)) { x in (0.5 * Plain.dot(x, x), x) }
    // From 8: 4, 2, 1 (the minimum), then the value rises.
    #expect(try Runs.path("adaptivebisection(init=8)", bowl, from: [2, 3], steps: 1)[1] == [0, 0])
    // From 1/8: 1/4, 1/2, 1, then 2 is as high as 0.
    #expect(try Runs.path("adaptivebisection(init=0.125)", bowl, from: [2, 3], steps: 1)[1] == [0, 0])
    let fenced = HandWritten(.vector(2)) { x in Plain.dot(x, x) < 20 ? (0.5 * Plain.dot(x, x), x) : (.nan, x) }
    #expect(try Runs.path("adaptivebisection(init=16)", fenced, from: [2, 3], steps: 1)[1] == [0, 0])
  }
}
