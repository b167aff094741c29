import Foundation
import Numerics
import Testing

@testable import Optimization

@Suite struct QuasiNewtonFormulaTests {
  /// A block of a module that has just seen the pair (s, y), with the matrix given.
  private func block(
    _ chain: String, _ matrix: [[Double]], s: [Double], y: [Double], u: [Double]
  ) throws -> (module: DenseQuasiNewton, block: DenseBlock) {
    let module = try ChainReader.chain(chain).modules[0] as! DenseQuasiNewton
    try module.prepare(Preparation(layout: .vector(s.count), isLast: false, path: ""))
    let block = module.memory.blocks[0] as! DenseBlock
    block.take(Vector(count: s.count), Vector(Plain.minus(u, y)))
    block.take(Vector(s), Vector(u))
    block.setIdentity(1)
    block.matrix.assign(matrix.flatMap { $0 })
    return (module, block)
  }

  private func after(
    _ chain: String, _ matrix: [[Double]], s: [Double], y: [Double], u: [Double]
  ) throws -> [[Double]] {
    let (module, block) = try block(chain, matrix, s: s, y: y, u: u)
    if module.isInverse { module.updateInverse(block) } else { module.updateDirect(block) }
    block.flush()
    return rows(block.matrix)
  }

  private func rows(_ m: Matrix) -> [[Double]] { (0..<m.rows).map { i in (0..<m.columns).map { m[i, $0] } } }

  /// A pair of positive curvature, a symmetric positive definite matrix, and one without symmetry.
  private struct Sample {
    let s, y, u: [Double], symmetric, general: [[Double]]

    init(_ n: Int, seed: UInt64) {
      var random = RandomSource(seed: seed)
      func vector() -> [Double] { (0..<n).map { _ in random.normal() } }
      let s = vector()
      var y = vector()
      u = vector()
      if Plain.dot(s, y) < 0 { y = Plain.times(-1, y) }
      self.s = s
      self.y = y
      let a = (0..<n).map { _ in vector() }
      general = (0..<n).map { i in (0..<n).map { j in a[i][j] + (i == j ? 4 : 0) } }
      symmetric = (0..<n).map { i in (0..<n).map { j in Plain.dot(a[i], a[j]) + (i == j ? 1 : 0) } }
    }
  }

  private static let secant = [
    "bfgs", "sr1", "dfp", "broydengood", "broydenbad", "greenstadt1", "greenstadt2", "icum", "thomasoptimalmethod",
    "pearson", "mccormick", "ssvm", "ssvm(switch=1)", "ssvm(switch=2)", "ssvm(switch=4)", "ssvm(switch=[0.3, 0.7])",
    "horisho", "fletchervmm",
  ]

  @Test("H y = s after the formula", arguments: secant)
  func inverseSecantEquation(chain: String) throws {
    for seed in 1...6 {
      let sample = Sample(5, seed: UInt64(seed))
      // ssvm scales by the present gradient: where the scale has a sign no root exists and nothing is learned.
      if chain.hasPrefix("ssvm"), Plain.dot(sample.u, sample.s) < 0 || chain.contains("2)") { continue }
      let H = try after(chain, sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
      if H == sample.symmetric { continue }
      #expect(Plain.distance(Plain.times(H, sample.y), sample.s) < 1e-9, "seed \(seed)")
    }
  }

  @Test(
    "B s = y after the formula",
    arguments: ["bfgs", "sr1", "dfp", "broydengood", "broydenbad", "psb"])
  func directSecantEquation(module: String) throws {
    for seed in 1...6 {
      let sample = Sample(6, seed: UInt64(seed))
      let B = try after("\(module)(inverse=false)", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
      #expect(Plain.distance(Plain.times(B, sample.s), sample.y) < 1e-9)
    }
  }

  @Test("Formulas for symmetric matrices keep them symmetric, the others do not pretend to")
  func symmetry() throws {
    for chain in [
      "bfgs", "sr1", "dfp", "ssvm", "horisho", "fletchervmm", "newssm", "shorr", "projectedgradientmethod",
      "bfgs(inverse=false)", "sr1(inverse=false)", "dfp(inverse=false)", "psb",
    ] {
      let sample = Sample(7, seed: 3)
      let m = try after(chain, sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
      #expect(Plain.distance(m.flatMap { $0 }, Plain.transposed(m).flatMap { $0 }) < 1e-12, "\(chain)")
    }
    for name in Registry.standard.names {
      guard let type = Registry.standard[name] as? DenseQuasiNewton.Type, !type.isSymmetric else { continue }
      let sample = Sample(5, seed: 4)
      _ = try after(name, sample.general, s: sample.s, y: sample.y, u: sample.u)
    }
  }

  @Test("The B form is the inverse of the H form", arguments: ["bfgs", "sr1", "dfp", "broydengood", "broydenbad"])
  func formsAreInverse(module: String) throws {
    for seed in 1...8 {
      let sample = Sample(4, seed: UInt64(seed))
      let symmetric = !module.hasPrefix("broyden")
      let H0 = symmetric ? sample.symmetric : sample.general
      let inverse = Matrix(H0).inverse()!
      let H = try after(module, H0, s: sample.s, y: sample.y, u: sample.u)
      let B = try after("\(module)(inverse=false)", rows(inverse), s: sample.s, y: sample.y, u: sample.u)
      let product = B.map { row in Plain.transposed(H).map { Plain.dot(row, $0) } }
      #expect(Plain.distance(product.flatMap { $0 }, Plain.identity(4).flatMap { $0 }) < 1e-7, "seed \(seed)")
    }
  }

  @Test("BFGS is the product form of its definition, fletchervmm the same, and DFP its dual")
  func bfgsByDefinition() throws {
    let sample = Sample(6, seed: 9)
    let H = try after("bfgs", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
    let expected = QuasiNewtonTests.bfgs(sample.symmetric, sample.s, sample.y)
    #expect(Plain.distance(H.flatMap { $0 }, expected.flatMap { $0 }) < 1e-11)
    let vmm = try after("fletchervmm", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
    #expect(Plain.distance(vmm.flatMap { $0 }, expected.flatMap { $0 }) < 1e-11)
    let dfp = try after("dfp(inverse=false)", sample.symmetric, s: sample.y, y: sample.s, u: sample.u)
    // The dual: DFP's B with s and y exchanged is BFGS's H.
    #expect(Plain.distance(dfp.flatMap { $0 }, expected.flatMap { $0 }) < 1e-11)
  }

  @Test("Hoshino's formula is Broyden's convex class with weight σ/(σ + τ) of BFGS")
  func hoshinoInBroydensClass() throws {
    let sample = Sample(5, seed: 11)
    let H0 = sample.symmetric
    let τ = Plain.dot(sample.y, Plain.times(H0, sample.y)), σ = Plain.dot(sample.s, sample.y), θ = σ / (σ + τ)
    let bfgs = try after("bfgs", H0, s: sample.s, y: sample.y, u: sample.u).flatMap { $0 }
    let dfp = try after("dfp", H0, s: sample.s, y: sample.y, u: sample.u).flatMap { $0 }
    let hoshino = try after("horisho", H0, s: sample.s, y: sample.y, u: sample.u).flatMap { $0 }
    let mixed = zip(bfgs, dfp).map { θ * $0 + (1 - θ) * $1 }
    #expect(Plain.distance(hoshino, mixed) < 1e-10)
  }

  @Test("PSB is the least symmetric change in the Frobenius norm")
  func psbIsLeastChange() throws {
    let sample = Sample(5, seed: 12)
    let B = try after("psb", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
    let change = zip(B, sample.symmetric).map { Plain.minus($0, $1) }
    // Orthogonal to every symmetric E with E s = 0: E = t tᵀ with t ⟂ s.
    for seed in 0..<5 {
      var t = Sample(5, seed: UInt64(50 + seed)).u
      t = Plain.minus(t, Plain.times(Plain.dot(t, sample.s) / Plain.dot(sample.s, sample.s), sample.s))
      #expect(abs(Plain.dot(t, Plain.times(change, t))) < 1e-9)
    }
  }

  @Test("Projections: y is projected out; a restart of projectednewtonraphson starts from what was learned")
  func projections() throws {
    let sample = Sample(5, seed: 13)
    let H = try after("projectedgradientmethod", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
    #expect(Plain.times(H, sample.y).map(abs).max()! < 1e-10)
    let (module, block) = try block("projectednewtonraphson", Plain.identity(5), s: sample.s, y: sample.y, u: sample.u)
    module.updateInverse(block)
    #expect(Plain.times(rows(block.matrix), sample.y).map(abs).max()! < 1e-10)
    module.restart(block)
    #expect(Plain.distance(Plain.times(rows(block.matrix), sample.y), sample.s) < 1e-10)
  }

  @Test("newssm takes the scale from values of f: on a quadratic both points of an exact search give π = 1, which is BFGS")
  func newssm() throws {
    let sample = Sample(5, seed: 14)
    let (module, block) = try block("newssm", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
    block.previousValue = 2
    block.value = 2 - 0.5 * block.sy
    module.updateInverse(block)
    block.flush()
    let bfgs = QuasiNewtonTests.bfgs(sample.symmetric, sample.s, sample.y)
    #expect(Plain.distance(rows(block.matrix).flatMap { $0 }, bfgs.flatMap { $0 }) < 1e-10)
    block.matrix.assign(sample.symmetric.flatMap { $0 })
    block.value = 2 - 0.8 * block.sy
    module.updateInverse(block)
    block.flush()
    #expect(Plain.distance(Plain.times(rows(block.matrix), sample.y), Plain.times(1 / 0.4, sample.s)) < 1e-9)
  }

  @Test("shorr shrinks the quadratic form of y by alpha²")
  func shorr() throws {
    let sample = Sample(5, seed: 15)
    let H = try after("shorr(alpha=0.3)", sample.symmetric, s: sample.s, y: sample.y, u: sample.u)
    let before = Plain.dot(sample.y, Plain.times(sample.symmetric, sample.y))
    #expect(abs(Plain.dot(sample.y, Plain.times(H, sample.y)) - 0.09 * before) < 1e-9)
  }

  @Test("Pairs without curvature change nothing, in either form", arguments: ["bfgs", "newssm", "ssvm", "bfgs(inverse=false)"])
  func negativeCurvature(chain: String) throws {
    let sample = Sample(5, seed: 16)
    let m = try after(chain, sample.symmetric, s: sample.s, y: Plain.times(-1, sample.y), u: sample.u)
    #expect(m == sample.symmetric)
  }

  @Test("A form that does not exist is refused by name")
  func missingForms() {
    for chain in ["greenstadt1(inverse=false)", "psb(inverse=true)", "diagonalbfgs(inverse=false)", "dfp(inverse=2)"] {
      #expect(throws: (any Error).self) { try ChainReader.chain(chain) }
    }
  }

  // MARK: diagonals

  private func diagonal(_ chain: String, _ start: [Double], s: [Double], y: [Double]) throws -> DiagonalBlock {
    let module = try ChainReader.chain(chain).modules[0] as! DiagonalQuasiNewton
    try module.prepare(Preparation(layout: .vector(s.count), isLast: false, path: ""))
    let block = module.memory.blocks[0] as! DiagonalBlock
    block.take(Vector(count: s.count), Vector(count: s.count))
    block.take(Vector(s), Vector(y))
    block.entries.assign(Vector(start))
    module.update(block)
    return block
  }

  @Test("The quasi-Cauchy diagonals satisfy the weak secant equation Σs²b = ⟨s, y⟩")
  func weakSecantEquation() throws {
    for chain in ["diagonalquasicauchi", "diagonalweightedquasicauchi", "dnrtr"] {
      let sample = Sample(6, seed: 21)
      let b = try diagonal(chain, [0.5, 1, 2, 3, 0.2, 1], s: sample.s, y: sample.y).entries
      let sum = (0..<6).reduce(0) { $0 + sample.s[$1] * sample.s[$1] * b[$1] }
      #expect(abs(sum - Plain.dot(sample.s, sample.y)) < 1e-10)
    }
  }

  @Test("diagonalsr1 is the diagonal of sr1 from a diagonal matrix, in both forms")
  func diagonalOfSR1() throws {
    let sample = Sample(5, seed: 22), start = [0.5, 1, 2, 3, 0.2]
    let matrix = (0..<5).map { i in (0..<5).map { i == $0 ? start[i] : 0 } }
    for form in ["", "(inverse=false)"] {
      let dense = try after("sr1\(form)", matrix, s: sample.s, y: sample.y, u: sample.u)
      let b = try diagonal("diagonalsr1\(form)", start, s: sample.s, y: sample.y).entries
      #expect(Plain.distance(b.values, (0..<5).map { dense[$0][$0] }) < 1e-10)
    }
  }

  @Test("diagonalbfgs and newdqn by their rules; entries out of bounds count as 1 at use alone")
  func otherDiagonals() throws {
    let sample = Sample(4, seed: 23), start = [0.5, 1, 2, 3]
    let σ = Plain.dot(sample.s, sample.y)
    let h = try diagonal("diagonalbfgs", start, s: sample.s, y: sample.y).entries
    for i in 0..<4 {
      let (s, y, old) = (sample.s[i], sample.y[i], start[i])
      #expect(abs(h[i] - (old + (σ + y * y * old) * s * s / (σ * σ) - 2 * old * y * s / σ)) < 1e-12)
    }
    let block = try diagonal("newdqn(lb=0.9, ub=2.5)", start, s: sample.s, y: sample.y)
    let fourth = sample.s.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    var used = [1.0, 1, 1, 1]
    #expect(used.withUnsafeMutableBufferPointer { block.divide($0.baseAddress!) })
    for i in 0..<4 {
      let b = start[i] + sample.s[i] * sample.s[i] * σ / fourth
      #expect(abs(block.entries[i] - b) < 1e-12)
      #expect(abs(used[i] - (b > 0.9 && b < 2.5 ? 1 / b : 1)) < 1e-12)
    }
  }

  @Test("gradientcorrection gives the gradient at the minimum of the last line of a quadratic")
  func gradientCorrection() throws {
    let A = [[3.0, 1, 0], [1, 2, 0.5], [0, 0.5, 1]], b = [1.0, -1, 2]
    let function = HandWritten.quadratic(A, b)
    let optimizer = try Runs.optimizer("gradientcorrection | lr(0.1)", function, from: [1, 2, -1])
    let x0 = optimizer.x.values
    try optimizer.step()
    let x1 = optimizer.x.values
    try optimizer.step()
    let s = Plain.minus(x1, x0), g1 = try Runs.evaluate(function, x1).g
    let t = -Plain.dot(s, g1) / Plain.dot(s, Plain.times(A, s))
    let atMinimum = try Runs.evaluate(function, zip(x1, s).map { $0 + t * $1 }).g
    #expect(Plain.distance(optimizer.x.values, zip(x1, atMinimum).map { $0 - 0.1 * $1 }) < 1e-12)
  }

  // MARK: the base

  @Test("concat_params=false is a matrix for each tensor")
  func matrixPerTensor() throws {
    // Separable: two rosenbrocks of two entries each.
    let layout = Layout([("a", [2]), ("b", [2])])
    func pair(_ x: [Double]) -> (f: Double, g: [Double]) {
      let a = x[1] - x[0] * x[0], b = 1 - x[0]
      return (100 * a * a + b * b, [-400 * a * x[0] - 2 * b, 200 * a])
    }
    let both = HandWritten(layout) { x in
      let (f1, g1) = pair(Array(x[..<2])), (f2, g2) = pair(Array(x[2...]))
      return (f1 + f2, g1 + g2)
    }
    let one = HandWritten(.vector(2)) { pair($0) }
    for chain in ["bfgs(concat_params=false)", "sr1(inverse=false, concat_params=false)", "dnrtr(concat_params=false)"] {
      let together = try Runs.path("\(chain) | lr(1e-3)", both, from: [-1.2, 1, 0.5, 2], steps: 12)
      let first = try Runs.path("\(chain) | lr(1e-3)", one, from: [-1.2, 1], steps: 12)
      let second = try Runs.path("\(chain) | lr(1e-3)", one, from: [0.5, 2], steps: 12)
      #expect(Runs.distance(together, zip(first, second).map { $0 + $1 }) < 1e-12)
    }
  }

  @Test("update_freq, restart_interval, beta, init_scale and ptol act as documented")
  func sharedSettings() throws {
    let function = HandWritten.rosenbrock(3)
    let start = [-1.0, 1, 0.5]
    // restart_interval: after a restart without usable pair H is init_scale's.
    let always = try Runs.path("bfgs(restart_interval=1, init_scale=4) | lr(1e-3)", function, from: start, steps: 6)
    let plain = try Runs.path("mul(0.25) | lr(1e-3)", function, from: start, steps: 6)
    #expect(Runs.distance(always, plain) < 1e-12)
    // beta = 1 keeps the old matrix, here I scaled once.
    let kept = try Runs.path("bfgs(beta=1, init_scale=2) | lr(1e-3)", function, from: start, steps: 6)
    #expect(Runs.distance(kept, try Runs.path("mul(0.5) | lr(1e-3)", function, from: start, steps: 6)) < 1e-12)
    // ptol above every step: no pair is ever used.
    let still = try Runs.path("bfgs(ptol=1e9, init_scale=2) | lr(1e-3)", function, from: start, steps: 6)
    #expect(Runs.distance(still, kept) < 1e-12)
    // update_freq: pairs span k steps; the first k steps have no pair.
    let rare = try Runs.path("bfgs(update_freq=3) | lr(1e-3)", function, from: start, steps: 6)
    #expect(Runs.distance(Array(rare[...3]), try Runs.path("lr(1e-3)", function, from: start, steps: 3)) < 1e-12)
    #expect(Runs.distance(rare, try Runs.path("lr(1e-3)", function, from: start, steps: 6)) > 1e-6)
    // scale_first and scale_second: 1-norm at most 1.
    let scaled = try Runs.path("bfgs(scale_first=true, init_scale=1) | lr(1)", function, from: start, steps: 1)
    #expect(abs(Plain.minus(scaled[0], scaled[1]).reduce(0) { $0 + abs($1) } - 1) < 1e-12)
  }

  @Test("A Hessian that is offered is the inverse of what it solves with, shifted too", arguments: [
    "bfgs", "bfgs(inverse=false)", "sr1", "sr1(inverse=false)", "psb", "broydengood", "diagonalsr1", "newdqn", "lsr1",
    "bfgs(concat_params=false)",
  ])
  func offeredHessian(chain: String) throws {
    let n = 6
    let base = HandWritten.wavy(n, seed: 31)
    let function = HandWritten(Layout([("a", [2, 2]), ("b", [2])])) { x in (try? Runs.evaluate(base, x)) ?? (.nan, x) }
    let optimizer = try Runs.optimizer("\(chain) | lr(0.05)", function, from: (0..<n).map { cos(Double($0)) })
    for _ in 0..<5 { try optimizer.step() }
    let B = optimizer.chain.modules[0].hessianOperator!
    let v = Vector((0..<n).map { sin(Double($0 + 1)) }), d = Vector((0..<n).map { 1 + 0.2 * Double($0) })
    let Bv = Vector(count: n), back = Vector(count: n)
    #expect(try B.product(v, into: Bv))
    #expect(try B.solve(Bv, into: back))
    #expect(Plain.distance(back.values, v.values) < 1e-7)
    let shifted = Vector((0..<n).map { Bv[$0] + 0.4 * d[$0] * v[$0] })
    #expect(try B.solve(shifted, shift: 0.4, diagonal: d, into: back))
    #expect(Plain.distance(back.values, v.values) < 1e-7)
    let diagonal = Vector(count: n)
    #expect(try B.diagonal(into: diagonal))
    for i in 0..<n {
      #expect(try B.product(Vector((0..<n).map { $0 == i ? 1 : 0 }), into: Bv))
      #expect(abs(Bv[i] - diagonal[i]) < 1e-7 * max(1, abs(Bv[i])))
    }
  }

  // MARK: limited memory

  @Test("lsr1 is the dense formula from I with its pairs, and compact is the same")
  func limitedSR1() throws {
    for n in [2, 9] {
      let function = HandWritten.wavy(n, seed: UInt64(40 + n))
      let start = (0..<n).map { cos(Double(2 * $0)) }
      let limited = try Runs.path("lsr1(history_size=50) | lr(0.05)", function, from: start, steps: 12)
      let dense = try Runs.path("sr1(init_scale=1) | lr(0.05)", function, from: start, steps: 12)
      #expect(Runs.distance(limited, dense) < 1e-6)
      let short = try Runs.path("lsr1(history_size=3) | lr(0.05)", function, from: start, steps: 12)
      let compact = try Runs.path("lsr1(history_size=3, compact=true) | lr(0.05)", function, from: start, steps: 12)
      #expect(Runs.distance(short, compact) < 1e-6)
    }
  }

  @Test("Damping gives pairs the curvature that it promises")
  func damping() throws {
    let n = 4
    let function = HandWritten.wavy(n, seed: 51)
    let optimizer = try Runs.optimizer(
      "lbfgs(damping=\"double\", history_size=6) | lr(0.3)", function, from: (0..<n).map { 2 * sin(Double(2 * $0)) })
    let module = optimizer.chain.modules[0] as! LBFGS
    for _ in 0..<15 {
      try optimizer.step()
      for age in 0..<module.history.count {
        let slot = module.history.slot(age), lanes = module.history.lanes
        let sy = dot(module.history.s(slot), module.history.y(slot), lanes)
        let ss = dot(module.history.s(slot), module.history.s(slot), lanes)
        #expect(sy >= ss / 3 * (1 - 1e-9))
      }
    }
    #expect(module.history.count == 6)
  }
}
