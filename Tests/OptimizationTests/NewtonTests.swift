import Numerics
import Testing

@testable import Optimization

/// Newton's method: steps on quadratics, ways to compute and to solve, matrices without inverses.
struct NewtonTests {
  private func quadratic(_ n: Int, offers: Capabilities = [.gradient, .hessian]) -> (JetFunction, [Double]) {
    let A = randomPositive(n, seed: 21), b = randomVector(n, seed: 22)
    let minimum = A.solve(b)?.values ?? []
    return (Toy.quadratic(A, b.values, start: randomVector(n, seed: 23).values, offers: offers), minimum)
  }

  @Test("one step to the minimum of a quadratic, whatever computes and solves", arguments: [
    "newton", "newton(use_lstsq=true)", "newton(precompute_inverse=true)", "newton(precompute_inverse=true, use_lstsq=true)",
    "newton(eigval_fn=x)", "newton(eigv_tol=1e-12)", "newton(truncate=100)", "newton(hessian_method=\"autograd\")",
    "newton(hessian_method=\"func\")", "newton(hessian_method=\"functional_revrev\")", "newton(hessian_method=\"thoad\")",
    "newton(hessian_method=\"functional_fwdrev\")", "newton(hessian_method=\"gfd_forward\")",
    "newton(hessian_method=\"gfd_central\")", "newton(hessian_method=\"fd\")", "newton(hessian_method=\"fd_full\")",
    "newtoncg(reg=0)", "newtoncg(reg=0, solver=\"minres\", tol=1e-12)", "newtoncg(reg=0, hvp_method=\"fd_forward\")",
    "newtoncg(reg=0, hvp_method=\"fd_central\")", "newtoncg(reg=0, hvp_method=\"batched_autograd\")",
    "newtoncgsteihaug(init=1000, reg=0)", "newtoncgsteihaug(init=1000, reg=0, hvp_method=\"autograd\")",
    "newtoncgsteihaug(init=1000, reg=0, solver=\"minres\", tol=1e-12)",
  ])
  func oneStep(chain: String) throws {
    let (function, minimum) = quadratic(6)
    let found = try run(chain, function, steps: 1)
    #expect(relativeDeviation(found, minimum) < (chain.contains("\"fd") ? 1e-5 : 1e-7))
  }

  @Test("the place in the chain does not matter: behind another module the Hessian multiplies that module's update")
  func order() throws {
    let (function, _) = quadratic(5)
    for chain in ["newton", "newtoncg(reg=0)"] {
      let alone = try run("\(chain) | lr(0.5)", function, steps: 1)
      #expect(relativeDeviation(try run("lr(0.5) | \(chain)", function, steps: 1), alone) < 1e-9)
      let inner = chain.contains("(") ? "newtoncg(reg=0, inner=lr(0.25) | lr(2))" : "newton(inner=lr(0.25) | lr(2))"
      #expect(relativeDeviation(try run(inner, function, steps: 1), alone) < 1e-9)
    }
  }

  @Test(
    "Hessians by differences of gradients and values approach the exact one",
    arguments: ["gfd_forward", "gfd_central", "fd", "fd_full"])
  func differences(word: String) throws {
    let method = try #require(HessianMethod(rawValue: word))
    // Three tensors of several entries: rows and columns stay where they belong.
    let layout = Layout([("a", [3]), ("b", [4]), ("c", [])])
    let function = JetFunction("mixed", start: (0..<8).map { 0.3 * Double($0) - 1 }, layout: layout) { x in
      var f = Jet.constant(0, 8)
      for i in 0..<8 {
        let square = Double(i + 1) * x[i].squared, cross = 0.3 * (x[i] * x[(i + 1) % 8])
        let bent = exp(0.2 * x[i]) * tanh(x[(i + 3) % 8])
        f = f + square + cross
        f = f + bent
      }
      return f
    }
    let point = Point(count: 8)
    point.x.assign(Vector(function.start))
    let run = Run(evaluator: Evaluator(function, start: point), seed: 0)
    let objective = Objective(run: run, layout: layout, function: run.evaluator, point: point)
    let H = Matrix(rows: 8, columns: 8)
    try HessianEvaluator().evaluate(objective, method, h: 1e-3, into: H)
    let exact = function.jet(at: point.x)
    #expect(relativeDeviation(H.values, exact.hessian) < (word == "gfd_forward" ? 2e-3 : 1e-5))
    if method.usesValues {
      #expect(relativeDeviation(try objective.gradient().values, exact.gradient) < 1e-5)
      #expect(run.evaluator.counts.g == 0)
      #expect(run.evaluator.counts.f == (word == "fd" ? 2 * 64 + 1 : 4 * 64 - 16 + 1))
    }
  }

  @Test("values alone suffice for newton(hessian_method=\"fd\"), at every step of update_freq too")
  func noGradients() throws {
    let (function, minimum) = quadratic(3, offers: [])
    let found = try run("newton(hessian_method=\"fd\", update_freq=3)", function, steps: 4)
    #expect(relativeDeviation(found, minimum) < 1e-5)
    #expect(function.gradients == 0)
    #expect(throws: RequirementError.self) { try optimizer("newton", function) }
    #expect(throws: RequirementError.self) { try optimizer("newton(hessian_method=\"gfd_central\")", function) }
  }

  @Test("eigenvalues are sorted after the map: abs makes the most negative the largest")
  func eigenvalueOrder() throws {
    let A = Matrix.diagonal(Vector([-4, 1, 3]))
    let factors = EigenFactors(order: 3)
    func kept(_ map: String?, _ tolerance: Double?, _ truncate: Int?) throws -> [Double] {
      let chain = try ChainReader.chain("newton\(map.map { "(eigval_fn=\($0))" } ?? "")")
      let newton = try #require(chain.modules.first as? Newton)
      #expect(factors.factor(A, EigenvalueOptions(map: newton.eigvalFn, tolerance: tolerance, truncate: truncate)))
      return factors.factors.values
    }
    #expect(relativeDeviation(try kept("abs(x)", nil, 1), [4]) < 1e-12)
    #expect(relativeDeviation(try kept("abs(x)", 0.5, nil), [3, 4]) < 1e-12)
    #expect(relativeDeviation(try kept("abs(x)", nil, 2), [3, 4]) < 1e-12)
    #expect(relativeDeviation(try kept(nil, nil, 1), [3]) < 1e-12)
    #expect(relativeDeviation(try kept("log(x)", nil, nil), [0, 1.0986122886681098]) < 1e-12)
  }

  @Test("operator identities: solve undoes product, a shift is a shift, the diagonal is that of the products", arguments: [
    NewtonOptions(), NewtonOptions(keepsInverse: true), NewtonOptions(usesLeastSquares: true),
    NewtonOptions(isSymmetric: false), NewtonOptions(eigenvalues: EigenvalueOptions(tolerance: -1e9)),
  ])
  func operators(options: NewtonOptions) throws {
    for (A, λ) in [(randomPositive(6, seed: 31), 0.7), (randomSymmetric(6, seed: 32), 9.0)] {
      let system = NewtonSystem("test"), v = randomVector(6, seed: 33), d = Vector([1, 2, 0.5, 3, 1, 0.1])
      system.begin(A, options)
      let p = Vector(count: 6), back = Vector(count: 6)
      #expect(try system.product(v, into: p))
      #expect(try system.solve(p, into: back))
      #expect(relativeDeviation(back.values, v.values) < 1e-8)
      p.add(v, times: λ)
      #expect(try system.solve(p, shift: λ, diagonal: nil, into: back))
      #expect(relativeDeviation(back.values, v.values) < 1e-8)
      #expect(try system.product(v, into: p))
      for i in 0..<6 { p[i] += λ * d[i] * v[i] }
      #expect(try system.solve(p, shift: λ, diagonal: d, into: back))
      #expect(relativeDeviation(back.values, v.values) < 1e-8)
      #expect(try system.diagonal(into: p))
      #expect(relativeDeviation(p.values, (0..<6).map { A[$0, $0] }) < 1e-10)
    }
  }

  @Test("singular systems are solved by least squares of minimum norm")
  func singular() throws {
    let function = JetFunction("plane", start: [1, 2, 5]) { x in
      let a = x[0].squared, b = (x[1] - 3.0).squared
      return a + b
    }
    #expect(relativeDeviation(try run("newton", function, steps: 1), [0, 3, 5]) < 1e-12)
    #expect(relativeDeviation(try run("newton(precompute_inverse=true)", function, steps: 1), [0, 3, 5]) < 1e-12)
    #expect(relativeDeviation(try run("newtoncg(reg=0)", function, steps: 1), [0, 3, 5]) < 1e-12)
  }

  @Test("a Hessian that is not finite ends the run in an error", arguments: [
    "newton", "newton(eigval_fn=abs(x))", "newton(use_lstsq=true)", "newton(precompute_inverse=true)", "newtoncg",
    "newtoncg(solver=\"minres\")", "newtoncgsteihaug(hvp_method=\"autograd\")", "levenbergmarquardt(newton)", "trustcg(newton)",
    "dogleg(newton)", "cubicregularization(newton)",
  ])
  func notFinite(chain: String) throws {
    let function = JetFunction("broken", start: [1, 2]) { x in
      var f = x[0].squared + x[1].squared
      f.hessian[0] = .nan
      return f
    }
    let optimizer = try optimizer(chain, function)
    #expect(throws: RunEnd.self) { for _ in 0..<3 { try optimizer.step() } }
    #expect(optimizer.x.isFinite)
  }

  @Test("no eigenvalue left is an error, not a trap")
  func noEigenvalues() throws {
    let hill = JetFunction("hill", start: [1, 1]) { x in (-1.0) * (x[0].squared + x[1].squared) }
    let optimizer = try optimizer("newton(eigval_fn=log(x))", hill)
    #expect(throws: RunEnd.self) { try optimizer.step() }
  }

  @Test("newtoncg on ½‖x‖² from (1, 2, 4) reaches 0 in one step")
  func unitHessian() throws {
    let function = JetFunction("half", start: [1, 2, 4]) { x in 0.5 * sum(x.map(\.squared)) }
    #expect(relativeDeviation(try run("newtoncg", function, steps: 1), [0, 0, 0]) < 1e-7)
    #expect(relativeDeviation(try run("newtoncg(solver=\"minres\")", function, steps: 1), [0, 0, 0]) < 1e-7)
    #expect(relativeDeviation(try run("newtoncg(warm_start=true)", function, steps: 3), [0, 0, 0]) < 1e-7)
  }

  @Test(
    "steihaug: accepted points are not evaluated again, and a concave start is left along the gradient",
    arguments: ["cg", "minres"])
  func steihaug(solver: String) throws {
    let function = JetFunction("hill", start: [0.1, 0.2]) { x in
      let a = x[0].squared, b = x[1].squared
      let quartic = 0.1 * (a.squared + b.squared)
      return quartic - a - b
    }
    let found = try run("newtoncgsteihaug(solver=\"\(solver)\", terminate_on_tr=false)", function, steps: 30)
    let corner = 5.0.squareRoot()
    #expect(relativeDeviation(found.map { abs($0) }, [corner, corner]) < 1e-5)

    let bowl = JetFunction("bowl", start: [1, 2]) { x in
        let b = 3.0 * x[1].squared
        return x[0].squared + b
      }
    let optimizer = try optimizer("newtoncgsteihaug(hvp_method=\"autograd\")", bowl)
    try optimizer.step()
    // f and ∇f at the start together, then f at one trial.
    #expect(bowl.gradients == 1 && bowl.values == 1)
    try optimizer.step()
    #expect(bowl.gradients == 2 && bowl.values == 2)
  }

  @Test("update_freq: the first Hessian serves k steps; memory restored makes the same steps")
  func frequency() throws {
    let function = Toy.rosenbrock(start: [0.5, 0.3, 0.2])
    let one = try optimizer("newton(update_freq=4, damping=10)", function)
    for _ in 0..<2 { try one.step() }
    let newton = try #require(one.chain.modules.first)
    let memory = newton.members.states.map { $0.snapshot() }
    let other = try optimizer("newton(update_freq=4, damping=10)", Toy.rosenbrock(start: one.x.values))
    for (state, saved) in zip(try #require(other.chain.modules.first).members.states, memory) { state.restore(saved) }
    for _ in 0..<5 {
      try one.step()
      try other.step()
      #expect(one.x.values == other.x.values)
    }
    newton.reset()
    #expect((newton as? Newton)?.calls == 0)
  }

  @Test("settings out of range name the module and the setting", arguments: [
    "newton(truncate=0)", "newton(update_freq=0)", "newton(h=0)", "newton(hessian_method=\"exact\")", "newtoncg(maxiter=0)",
    "newtoncg(solver=\"lu\")", "newtoncg(hvp_method=\"forward\")", "newtoncgsteihaug(max_attempts=0)",
  ])
  func settings(text: String) {
    #expect(throws: (any Error).self) { try ChainReader.chain(text) }
  }
}
