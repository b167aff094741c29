import Foundation
import Numerics
import Testing

@testable import Optimization

@Suite struct QuasiNewtonTests {
  /// L-BFGS by plain loops over a dense inverse Hessian: H = the BFGS updates of γI by the last m pairs, multiplied out.
  struct DenseOracle {
    let size: Int
    var pairs: [(s: [Double], y: [Double])] = []
    var x: [Double]? = nil, g: [Double] = []
    var step = 0

    init(size: Int) { self.size = size }

    mutating func direction(_ newX: [Double], _ newG: [Double]) -> [Double] {
      step += 1
      if let x {
        let s = Plain.minus(newX, x), y = Plain.minus(newG, g)
        if Plain.dot(s, y) > 1e-32 { pairs = pairs.suffix(size - 1) + [(s, y)] }
      }
      (x, g) = (newX, newG)
      let n = newX.count
      var H = Plain.identity(n)
      if let (s, y) = pairs.last { H = H.map { Plain.times(Plain.dot(s, y) / Plain.dot(y, y), $0) } }
      for (s, y) in pairs { H = QuasiNewtonTests.bfgs(H, s, y) }
      var d = Plain.times(H, newG)
      if step == 1 {
        let largest = d.map(abs).max()!, sum = d.map(abs).reduce(0, +)
        d = Plain.times(min(1, max(1 / sum, 1e-7 / largest)), d)
      }
      return d
    }
  }

  /// (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, factor by factor.
  static func bfgs(_ H: [[Double]], _ s: [Double], _ y: [Double]) -> [[Double]] {
    let n = s.count, ρ = 1 / Plain.dot(s, y)
    let V = (0..<n).map { i in (0..<n).map { j in (i == j ? 1 : 0) - ρ * s[i] * y[j] } }
    let VH = V.map { row in (0..<n).map { j in (0..<n).reduce(0) { $0 + row[$1] * H[$1][j] } } }
    return (0..<n).map { i in (0..<n).map { j in Plain.dot(VH[i], V[j]) + ρ * s[i] * s[j] } }
  }

  @Test("lbfgs is the dense inverse Hessian of its pairs, in every size of vector and history", arguments: [1, 2, 3, 8, 9, 33])
  func limitedMemoryAgainstDense(n: Int) throws {
    for history in [1, 2, 5, 20] {
      let function = HandWritten.wavy(n, seed: UInt64(n + history))
      let optimizer = try Runs.optimizer(
        "lbfgs(history_size=\(history)) | lr(0.3)", function, from: (0..<n).map { 2 * sin(Double(3 * $0 + 1)) })
      var oracle = DenseOracle(size: history)
      for _ in 0..<25 {
        let x = optimizer.x.values
        let direction = oracle.direction(x, try Runs.evaluate(function, x).g)
        try optimizer.step()
        let expected = zip(x, direction).map { $0 - 0.3 * $1 }
        #expect(Plain.distance(optimizer.x.values, expected) < 1e-8)
      }
    }
  }

  @Test("The Hessian that lbfgs offers is the inverse of its inverse Hessian, with and without a shift")
  func compactForm() throws {
    let n = 11
    let function = HandWritten.wavy(n, seed: 5)
    let optimizer = try Runs.optimizer("lbfgs(history_size=4) | strongwolfe", function, from: (0..<n).map { cos(Double($0)) })
    let B = (optimizer.chain.modules[0] as! LBFGS).hessianOperator!
    for steps in 0..<9 {
      let v = Vector((0..<n).map { sin(Double($0 * steps + 1)) }), d = Vector((0..<n).map { 1 + 0.1 * Double($0) })
      let Bv = Vector(count: n), back = Vector(count: n), diagonal = Vector(count: n)
      #expect(try B.product(v, into: Bv))
      #expect(try B.solve(Bv, into: back))
      #expect(Plain.distance(back.values, v.values) < 1e-7)
      let shifted = Vector((0..<n).map { Bv[$0] + 0.7 * d[$0] * v[$0] })
      #expect(try B.solve(shifted, shift: 0.7, diagonal: d, into: back))
      #expect(Plain.distance(back.values, v.values) < 1e-7)
      #expect(try B.diagonal(into: diagonal))
      for i in 0..<n {
        let e = Vector((0..<n).map { $0 == i ? 1 : 0 })
        #expect(try B.product(e, into: Bv))
        #expect(abs(Bv[i] - diagonal[i]) < 1e-8 * max(1, abs(Bv[i])))
      }
      try optimizer.step()
    }
  }

  @Test("A restored lbfgs goes on as the one that was kept")
  func snapshotOfHistory() throws {
    let function = HandWritten.rosenbrock(7)
    let start = (0..<7).map { 0.3 * Double($0) - 1 }
    let one = try Runs.optimizer("lbfgs(history_size=3) | strongwolfe", function, from: start)
    for _ in 0..<6 { try one.step() }
    let states = one.chain.modules.map { $0.members.states.map { $0.snapshot() } }
    let two = try Runs.optimizer("lbfgs(history_size=3) | strongwolfe", function, from: one.x.values)
    for (module, state) in zip(two.chain.modules, states) {
      for (member, value) in zip(module.members.states, state) { member.restore(value) }
    }
    for _ in 0..<6 {
      try one.step()
      try two.step()
    }
    #expect(one.x.values == two.x.values)
  }

  @Test("After reset a module is new", arguments: ["lbfgs", "bfgs", "sr1", "bfgs(inverse=false)", "polakribiere"])
  func resetIsNew(module: String) throws {
    let function = HandWritten.rosenbrock(4)
    let fresh = try Runs.path("\(module) | strongwolfe", function, from: [-1, 1, 2, 0.5], steps: 6)
    let used = try Runs.optimizer("\(module) | strongwolfe", function, from: [2, -1, 0, 1])
    for _ in 0..<4 { try used.step() }
    used.chain.reset()
    let again = try Optimizer(used.chain, function, start: Vector([-1, 1, 2, 0.5]))
    for k in 1...6 {
      try again.step()
      #expect(again.x.values == fresh[k])
    }
  }

  @Test("Learning and applying apart is a step")
  func halves() throws {
    for module in ["lbfgs", "bfgs", "sr1(inverse=false)", "polakribiere"] {
      let function = HandWritten.rosenbrock(3)
      let whole = try Runs.path("\(module) | lr(1e-3)", function, from: [-1, 1, 2], steps: 8)
      let chain = try ChainReader.chain(module)
      let evaluator = Evaluator(function, start: Point(count: 3))
      let run = Run(evaluator: evaluator, seed: 0)
      try chain.prepare(Preparation(layout: function.layout, isLast: false, path: ""))
      var x = [-1.0, 1, 2]
      for k in 1...8 {
        let point = Point(count: 3)
        point.x.assign(Vector(x))
        let objective = Objective(run: run, layout: function.layout, function: function, point: point)
        try chain.update(objective)
        try chain.apply(objective)
        let u = objective.update.values
        x = zip(x, u).map { $0 - 1e-3 * $1 }
        #expect(Plain.distance(x, whole[k]) < 1e-12, "\(module), step \(k)")
      }
    }
  }

  @Test("The step that minimizes a quadratic along the last direction makes lbfgs exact: n + 1 searches")
  func quadraticTermination() throws {
    let n = 6
    var A = Plain.identity(n)
    for i in 0..<n { for j in 0..<n { A[i][j] = A[i][j] * Double(i + 1) + 0.1 * sin(Double(i + j)) } }
    let function = HandWritten.quadratic(A, (0..<n).map { Double($0) - 2 })
    for chain in ["lbfgs", "bfgs", "dfp"] {
      guard let optimizer = try? Runs.optimizer(
        "\(chain) | strongwolfe(c2=1e-10, maxzoom=60, tol_change=0)", function, from: [Double](repeating: 1, count: n))
      else { continue }
      for _ in 0...n { try optimizer.step() }
      #expect(try Runs.evaluate(function, optimizer.x.values).g.map(abs).max()! < 1e-6, "\(chain)")
    }
  }

  @Test("Damped pairs have enough curvature")
  func damping() throws {
    let n = 5
    for (damping, seed) in [("powell", 1), ("double", 2), ("double", 3)] {
      let function = HandWritten.wavy(n, seed: UInt64(seed))
      let optimizer = try Runs.optimizer(
        "lbfgs(damping=\"\(damping)\") | lr(0.5)", function, from: (0..<n).map { 2 * sin(Double(2 * $0)) })
      for _ in 0..<20 { try optimizer.step() }
      #expect(optimizer.x.isFinite)
    }
  }

  @Test("A matrix that no memory holds is refused in a sentence")
  func tooLarge() throws {
    let function = HandWritten(.vector(100_000)) { x in (0, x) }
    #expect(throws: RequirementError.self) {
      try Runs.optimizer("bfgs | strongwolfe", function, from: [Double](repeating: 0, count: 100_000))
    }
    _ = try Runs.optimizer("bfgs(concat_params=false) | strongwolfe", HandWritten.rosenbrock(), from: [0, 0])
  }
}
