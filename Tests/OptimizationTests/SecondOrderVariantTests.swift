import Numerics
import Testing

@testable import Optimization

/// Variants of Newton's method: corrected, inverse-free, multi-point, in subspaces, sketched, estimated.
struct SecondOrderVariantTests {
  private let A = randomPositive(6, seed: 71)
  private let b = randomVector(6, seed: 72)
  private var function: JetFunction { Toy.quadratic(A, b.values, start: randomVector(6, seed: 73).values) }
  private var minimum: [Double] { A.solve(b)?.values ?? [] }

  /// A bowl with quartic walls, all of whose Hessians are positive definite.
  private func bowl() -> JetFunction {
    JetFunction("bowl", start: [1.2, -0.9, 0.7]) { x in
      var f = Jet.constant(0, 3)
      for i in 0..<3 {
        let square = x[i].squared, cross = 0.4 * (x[i] * x[(i + 1) % 3])
        f = f + Double(i + 1) * square + cross
        f = f + 0.3 * square.squared
      }
      return f
    }
  }

  @Test("one step to the minimum of a quadratic", arguments: [
    "improvednewton", "sixthorder3p", "sixthorder5p", "sixthorder3pm2", "twopointnewton", "sixthorder3p(lstsq=true)",
    "sixthorder5p(lstsq=true)", "sixthorder3pm2(lstsq=true)", "twopointnewton(lstsq=true)",
    "subspacenewton(sketch_type=\"orthonormal\")",
    "subspacenewton(sketch_type=\"rows\")", "subspacenewton(sketch_type=\"topk\")", "subspacenewton(sketch_type=\"mixed\")",
    "rsn(sketch_type=\"rows\", hvp_method=\"fd_central\")", "nystromsketchandsolve(reg=none)",
    "nystromsketchandsolve(reg=1e-8)", "nystrompcg(reg=0, tol=1e-12)", "nystrompcg(reg=0, rank=2, tol=1e-12)",
    "nystromsketchandsolve(reg=none, orthogonalize_method=\"svd\")",
  ])
  func oneStep(chain: String) throws {
    let deviation = relativeDeviation(try run(chain, function, steps: 1), minimum)
    // (g − UUᵀg)/λ multiplies rounding by 1/λ, here 1e8: what remains depends on the machine's order of sums.
    let isAmplified = chain == "nystromsketchandsolve(reg=1e-8)"
    #expect(deviation < (isAmplified ? 1e-5 : 1e-6), "\(deviation)")
  }

  @Test("all find the minimum of a bowl", arguments: [
    "improvednewton", "improvednewton(eigval_fn=abs(x))", "improvednewton(use_lstsq=true)", "inversefreenewton", "sixthorder3p",
    "sixthorder5p", "sixthorder3pm2", "twopointnewton", "subspacenewton", "subspacenewton(sketch_size=2, sketch_type=\"rows\")",
    "subspacenewton(sketch_size=2, sketch_type=\"orthonormal\")", "subspacenewton(sketch_size=1, sketch_type=\"mixed\")",
    "subspacenewton(sketch_size=2, sketch_type=\"rademacher\")", "nystromsketchandsolve", "nystrompcg",
    "nystromsketchandsolve(rank=1, reg=5)", "levenbergmarquardt(subspacenewton)", "levenbergmarquardt(subspacenewton, y=1)",
    "trustcg(nystromsketchandsolve)", "levenbergmarquardt(nystromsketchandsolve, y=0.5)", "levenbergmarquardt(improvednewton)",
    "dogleg(inversefreenewton)", "levenbergmarquardt(inversefreenewton)", "cubicregularization(nystromsketchandsolve)",
    "sg2(n_samples=10, seed=1) | backtracking", "levenbergmarquardt(sg2(seed=1))",
  ])
  func convergence(chain: String) throws {
    let found = try run(chain, bowl(), steps: 150)
    #expect(relativeDeviation(found, [0, 0, 0]) < 1e-3, "\(found)")
  }

  @Test("orders of convergence: a step takes the error to a power of it", arguments: [
    ("newton", 2.0), ("twopointnewton", 3), ("sixthorder3p", 6), ("sixthorder5p", 4), ("sixthorder3pm2", 6),
  ])
  func order(chain: String, power: Double) throws {
    func error(_ start: Double) throws -> Double {
      // ∇f = e^x − 1 + x²/2 with a root at 0.
      let function = JetFunction("scalar", start: [start]) { x in
        let cube = x[0].squared * x[0]
        return exp(x[0]) - x[0] + (1.0 / 6) * cube
      }
      return abs(try run(chain, function, steps: 1)[0])
    }
    let (large, small) = (try error(0.1), try error(0.05))
    // Between 0.1 and 0.05 the error falls by about 2ᵖ.
    #expect(large / small > 0.5 * pow2(power) && large / small < 4 * pow2(power), "\(large) \(small)")
  }
  private func pow2(_ p: Double) -> Double { (0..<Int(p)).reduce(1.0) { x, _ in 2 * x } }

  @Test("the corrected Hessian is J + g sᵀ⟨y, y − Js⟩/(⟨y, y⟩⟨s, s⟩)")
  func correction() throws {
    let function = bowl()
    let optimizer = try optimizer("improvednewton(damping=1) | lr(0.3)", function)
    try optimizer.step()
    let x0 = Vector(function.start), x1 = optimizer.x.copy()
    let j0 = function.jet(at: x0), j1 = function.jet(at: x1)
    try optimizer.step()
    let P = Matrix(rows: 3, columns: 3)
    P.assign(j1.hessian)
    let s = (0..<3).map { x1[$0] - x0[$0] }, y = (0..<3).map { j1.gradient[$0] - j0.gradient[$0] }
    let Js = (0..<3).map { i in (0..<3).reduce(0.0) { $0 + P[i, $1] * s[$1] } }
    var yy = 0.0, ss = 0.0, yr = 0.0
    for i in 0..<3 {
      yy += y[i] * y[i]
      ss += s[i] * s[i]
      yr += y[i] * (y[i] - Js[i])
    }
    for i in 0..<3 { for k in 0..<3 { P[i, k] += j1.gradient[i] * s[k] * yr / yy / ss } }
    P.addToDiagonal(1)
    let improved = try #require(optimizer.chain.modules[0] as? ImprovedNewton)
    #expect(relativeDeviation(improved.matrix.values, P.values) < 1e-12)
  }

  @Test("inverse-free: Y approaches the inverse, and B is the Hessian itself from the first step on")
  func inverseFree() throws {
    let optimizer = try optimizer("inversefreenewton | lr(0)", function)
    let module = try #require(optimizer.chain.modules[0] as? InverseFreeNewton)
    try optimizer.step()
    let v = randomVector(6, seed: 74), out = Vector(count: 6), expected = Vector(count: 6)
    #expect(try module.hessianOperator?.product(v, into: out) == true)
    multiply(A, v, into: expected)
    #expect(relativeDeviation(out.values, expected.values) < 1e-12)
    for _ in 0..<60 { try optimizer.step() }
    #expect(relativeDeviation(module.inverse.values, try #require(A.inverse()).values) < 1e-10)
  }

  @Test("common directions stay orthonormal, also when they span the space")
  func commonDirections() throws {
    let optimizer = try optimizer("subspacenewton | lr(0.5)", bowl())
    let module = try #require(optimizer.chain.modules[0] as? SubspaceNewton)
    for _ in 0..<12 {
      try optimizer.step()
      let S = module.sketch
      for i in 0..<S.rows {
        for j in 0..<S.rows {
          let dot = (0..<3).reduce(0.0) { $0 + S[i, $1] * S[j, $1] }
          #expect(abs(dot - (i == j ? 1 : 0)) < 1e-12)
        }
      }
      #expect(S.rows <= 3)
    }
    let small = try self.optimizer("subspacenewton(sketch_size=2) | lr(0.5)", function)
    for _ in 0..<8 { try small.step() }
    #expect((small.chain.modules[0] as? SubspaceNewton)?.directions.count == 2)
  }
  private func optimizer(_ text: String, _ function: JetFunction) throws -> Optimizer {
    try OptimizationTests.optimizer(text, function)
  }

  @Test("sketches: sizes, supports, same seed same bits", arguments: ["orthonormal", "rademacher", "rows", "topk", "mixed"])
  func sketches(type: String) throws {
    func sketch(_ size: Int, _ seed: Int) throws -> Matrix {
      let settings = "sketch_type=\"\(type)\", sketch_size=\(size), seed=\(seed), damping=1"
      let optimizer = try optimizer("subspacenewton(\(settings))", function)
      try optimizer.step()
      return try #require(optimizer.chain.modules[0] as? SubspaceNewton).sketch
    }
    let S = try sketch(3, 5)
    #expect(S.columns == 6 && S.rows == (type == "mixed" ? 4 : 3))
    #expect(try sketch(3, 5).values == S.values)
    if type != "topk" { #expect(try sketch(3, 6).values != S.values) }
    switch type {
    case "rademacher": #expect(S.values.allSatisfy { abs(abs($0) - 1 / 6.0.squareRoot()) < 1e-15 })
    case "rows", "topk": #expect((0..<3).allSatisfy { row in (0..<6).filter { S[row, $0] == 1 }.count == 1 })
    default:
      for i in 0..<S.rows {
        let norm = (0..<6).reduce(0.0) { $0 + S[i, $1] * S[i, $1] }
        #expect(abs(norm - 1) < 1e-12)
      }
    }
    #expect(try sketch(5, 1).rows == (type == "mixed" ? 6 : 5))
  }

  @Test("a full-rank sketch is the Hessian; truncate keeps the largest; damping is added once")
  func nystrom() throws {
    let eigen = SymmetricEigen(order: 6)
    #expect(eigen.factor(A))
    func values(_ settings: String, steps: Int = 1) throws -> [Double] {
      let optimizer = try optimizer("nystromsketchandsolve(\(settings)) | lr(0)", function)
      for _ in 0..<steps { try optimizer.step() }
      return try #require(optimizer.chain.modules[0] as? NystromSketchAndSolve).eigenvalues
    }
    #expect(relativeDeviation(try values("seed=1"), eigen.values.values) < 1e-8)
    #expect(relativeDeviation(try values("truncate=2"), Array(eigen.values.values.suffix(2))) < 1e-8)
    let largest = eigen.values[5]
    #expect(relativeDeviation(try values("damping=2, rdamping=0.5"), eigen.values.values.map { $0 + 2 + 0.5 * largest }) < 1e-8)
    // Neither reg nor damping accumulates while the sketch is kept.
    #expect(try values("update_freq=10, reg=0.1, seed=2", steps: 8) == values("update_freq=10, reg=0.1, seed=2", steps: 1))
  }

  @Test("an indefinite Hessian gives its positive part, and no descent is lost to it")
  func indefinite() throws {
    let S = randomSymmetric(6, seed: 75)
    let eigen = SymmetricEigen(order: 6)
    #expect(eigen.factor(S))
    let function = Toy.quadratic(S, b.values, start: [0, 0, 0, 0, 0, 0])
    let optimizer = try optimizer("nystromsketchandsolve | lr(0)", function)
    try optimizer.step()
    let kept = try #require(optimizer.chain.modules[0] as? NystromSketchAndSolve).eigenvalues
    #expect(relativeDeviation(kept, eigen.values.values.filter { $0 > 0 }) < 1e-8)
    #expect(try run("nystrompcg", function, steps: 1).allSatisfy(\.isFinite))
  }

  @Test("operators of low rank: solve undoes product on the span, shifts on the whole space")
  func lowRank() throws {
    let factors = SpectralFactors(order: 6), eigen = SymmetricEigen(order: 6)
    #expect(eigen.factor(A))
    factors.set([(eigen.values[4], 4), (eigen.values[5], 5)], of: eigen.rowVectors)
    let B = Matrix(rows: 6, columns: 6), v = randomVector(6, seed: 76), d = Vector([1, 2, 3, 0.5, 1, 4]), out = Vector(count: 6)
    for k in 4...5 {
      let q = eigen.rowVectors.row(k)
      for i in 0..<6 { for j in 0..<6 { B[i, j] += eigen.values[k] * q[i] * q[j] } }
    }
    let shifted = B.copy()
    shifted.addToDiagonal(0.7)
    factors.solve(v, shift: 0.7, complement: 0.7, into: out)
    #expect(relativeDeviation(out.values, try #require(shifted.solve(v)).values) < 1e-10)
    let scaled = B.copy()
    for i in 0..<6 { scaled[i, i] += 0.7 * d[i] }
    #expect(factors.solveWhole(v, shift: 0.7, diagonal: d, into: out))
    #expect(relativeDeviation(out.values, try #require(scaled.solve(v)).values) < 1e-10)
    let p = Vector(count: 6), back = Vector(count: 6)
    factors.product(v, into: p)
    factors.solve(p, into: back)
    factors.product(back, into: out)
    #expect(relativeDeviation(out.values, p.values) < 1e-10)
    factors.diagonal(into: out)
    #expect(relativeDeviation(out.values, (0..<6).map { B[$0, $0] }) < 1e-12)
  }

  @Test("sg2: the mean of the estimates is the Hessian, the first weighs as much as the others")
  func simultaneous() throws {
    let optimizer = try optimizer("sg2(n_first_step_samples=3000, n_samples=1, damping=0, seed=4) | lr(0)", function)
    try optimizer.step()
    let module = try #require(optimizer.chain.modules[0] as? SG2)
    #expect(relativeDeviation(module.matrix.values, A.values) < 1)
    var mean = 0.0
    for i in 0..<36 { mean += abs(module.matrix.base[i] - A.base[i]) / 36 }
    #expect(mean < 0.5)
    let first = module.matrix.copy()
    try optimizer.step()
    // After the second estimate E: (first + E)/2, and E is symmetric of rank two.
    let second = module.matrix.copy()
    second.scale(by: 2, adding: first, times: -1)
    let eigen = SymmetricEigen(order: 6)
    #expect(eigen.factor(second))
    #expect((1...4).allSatisfy { abs(eigen.values[$0]) < 1e-6 * max(abs(eigen.values[0]), eigen.values[5]) })
  }

  @Test("natural gradient: both forms of the Fisher solve agree, with and without residual weights", arguments: [false, true])
  func natural(weights: Bool) throws {
    for (m, n) in [(5, 3), (3, 5)] {
      let G = Matrix(rows: m, columns: n), r0 = randomVector(m, seed: 82)
      var random = RandomSource(seed: 81)
      random.fill(G.base, count: m * n, .normal)
      let function = JetFunction("linear", start: Array(repeating: 0, count: n), residuals: { x in
        (0..<m).map { i in
          var r = Jet.constant(r0[i], n)
          for j in 0..<n { r = r + G[i, j] * x[j] }
          return r
        }
      })
      let step = try run("naturalgradient(reg=0.1, gn_grad=\(weights))", function, steps: 1).map { -$0 }
      // (GᵀG + reg·I) u = Gᵀh
      let u = Vector(step), image = Vector(count: m), left = Vector(count: n), right = Vector(count: n), ones = Vector(count: m)
      ones.fill(1)
      multiply(G, u, into: image)
      multiply(G, transposed: true, image, into: left)
      left.add(u, times: 0.1)
      multiply(G, transposed: true, weights ? r0 : ones, into: right)
      #expect(relativeDeviation(left.values, right.values) < 1e-10)
    }
  }

  @Test("natural gradient: what follows minimises Σr, or Σr² with residual weights")
  func naturalFunction() throws {
    for (text, power) in [("naturalgradient", 1), ("naturalgradient(gn_grad=true)", 2)] {
      let function = Toy.booth
      let optimizer = try optimizer(text, function)
      let objective = Objective(
        run: optimizer.run, layout: function.layout, function: optimizer.evaluator, point: optimizer.evaluator.current)
      try optimizer.chain.modules[0].step(objective)
      let x = Vector([0.3, -0.4]), g = Vector(count: 2), r = Vector(count: 2), J = Matrix(rows: 2, columns: 2)
      try function.jacobian(at: x, residuals: r, into: J)
      let f = try objective.function.gradient(at: x, into: g)
      #expect(abs(f - (power == 1 ? r.sum : r.sumOfSquares)) < 1e-12)
      let weights = power == 1 ? Vector([1, 1]) : Vector([2 * r[0], 2 * r[1]]), expected = Vector(count: 2)
      multiply(J, transposed: true, weights, into: expected)
      #expect(relativeDeviation(g.values, expected.values) < 1e-12)
      #expect(abs(try objective.function.value(at: x) - f) < 1e-12)
    }
  }

  @Test("singular and non-finite Hessians end in finite numbers or in a RunEnd", arguments: [
    "improvednewton", "inversefreenewton", "sixthorder3p", "sixthorder5p", "sixthorder3pm2", "twopointnewton", "subspacenewton",
    "nystromsketchandsolve", "nystrompcg", "sg2",
  ])
  func broken(chain: String) throws {
    let flat = JetFunction("flat", start: [1, 2]) { x in x[0].squared }
    let nan = JetFunction("nan", start: [1, 2]) { x in
      var f = x[0].squared + x[1].squared
      f.hessian[0] = .nan
      return f
    }
    for function in [flat, nan] {
      let optimizer = try optimizer(chain, function)
      do {
        for _ in 0..<5 { try optimizer.step() }
      } catch is RunEnd {}
      #expect(optimizer.x.isFinite)
    }
  }
}
