import Autograd
import Numerics
import Optimization
import Testing

@testable import Problems

@Suite struct ClassicTests {
  /// Every formula, start and minimum against an independent implementation: a wrong sign, constant or index shows here.
  @Test(arguments: classicValues) func values(_ known: ClassicValue) throws {
    let declaration = try #require(Catalogue.declaration(known.problem))
    let fixed = declaration.dimension == .fixed(known.x.count)
    let problem = try declaration.problem(dimension: fixed ? nil : known.x.count)
    let f = problem.function()
    let (x, g) = (Vector(known.x), Vector(count: known.x.count))
    // schwefel is a difference of numbers near 419 n.
    let absolute = known.problem == "schwefel" ? 1e-11 : 2e-13
    let value = try f.value(at: x)
    #expect(isClose(value, known.f, 1e-11, absolute), "\(value) is not \(known.f)")
    #expect(isClose(try f.gradient(at: x, into: g), known.f, 1e-11, absolute))
    #expect(g.isFinite)
    switch known.place {
    case .start: #expect(problem.start.values == known.x)
    case .minimum: #expect(isClose(try #require(problem.minimum), known.f, 1e-12, absolute))
    case .point: #expect(value >= (problem.minimum ?? -.infinity) - absolute)
    }
  }

  /// Each problem of the set has values, at its start and at a minimizer.
  @Test func everyProblemIsCompared() {
    for declaration in ProblemDeclaration.classic where !["helical_valley"].contains(declaration.name) {
      let places = classicValues.filter { $0.problem == declaration.name }.map(\.place)
      #expect(places.contains(.start) && places.contains(.minimum), "\(declaration.name)")
    }
  }

  /// The names that the set promises, and some under which they are known elsewhere.
  @Test func names() {
    let promised = """
      ackley adjiman alpine1 bartels_conn beale bent_cigar bird bohachevsky1 bohachevsky2 bohachevsky3 booth branin brent brown
      bukin6 camel3 camel6 chung_reynolds colville cross_in_tray cube deckkers_aarts dejong5 devilliers_glasser1 discus dixon_price
      drop_wave easom egg_crate eggholder elattar_vidyasagar_dutta ellipsoid exp2 exponential forrester freudenstein_roth giunta
      goldstein_price gramacy_lee griewank hartmann3 hartmann4 hartmann6 himmelblau holder_table hosaki judge langermann levy levy13
      matyas mccormick michalewicz parsopoulos perm perm0 powell power_sum price3 price4 qing quartic rastrigin rosenbrock
      rotated_hyper_ellipsoid salomon schaffer1 schaffer2 schaffer3 schaffer4 schaffer6 schwefel schwefel_1_2 schwefel_2_20
      schwefel_2_21 schwefel_2_22 shekel5 shekel7 shekel shubert sphere styblinski_tang sum_of_powers sum_squares treccani trefethen
      trid wayburn_seader1 zakharov zettl zirilli
      """
    let names = Set(ProblemDeclaration.classic.map(\.name))
    for name in promised.split(whereSeparator: { $0 == " " || $0 == "\n" }) { #expect(names.contains(String(name)), "\(name)") }
    for (alias, name) in [
      ("three_hump_camel", "camel3"), ("SixHumpCamel", "camel6"), ("shekel10", "shekel"), ("aluffi-pentini", "zirilli"),
      ("schaffer_f6", "schaffer6"), ("foxholes", "dejong5"), ("banana", "rosenbrock"),
    ] {
      #expect(Catalogue.declaration(alias)?.name == name)
    }
  }

  /// A name or alias means one problem: none is hidden behind another.
  @Test func namesAreUnique() {
    let renamed: Set = ["powell", "colville"]
    var owners: [String: String] = [:]
    for declaration in Catalogue.all where !renamed.contains(declaration.name) {
      for name in [declaration.name] + declaration.aliases {
        let key = name.lowercased().filter { $0 != "_" && $0 != "-" }
        #expect(owners[key] == nil, "\(name) of \(declaration.name) and \(owners[key] ?? "")")
        owners[key] = declaration.name
      }
    }
  }

  /// Functions of the distance that are smooth at the origin have the right second derivative there, not 0 · ∞ and not 0.
  @Test(arguments: [
    ("drop_wave", [72.5, 0, 0, 72.5]), ("schaffer6", [2.002, 0, 0, 2.002]), ("brown", [2.0, 0, 0, 2]),
    ("sum_of_powers", [2.0, 0, 0, 0]),
  ])
  func secondDerivativesAtTheOrigin(_ name: String, _ expected: [Double]) throws {
    let f = try Catalogue.problem(name).function()
    let H = Matrix(rows: 2, columns: 2)
    try f.hessian(at: Vector(count: 2), into: H)
    for i in 0..<4 { #expect(isClose(H.storage[i], expected[i], 1e-12, 1e-12), "\(H.storage.values)") }
  }

  /// The two forms of cos(√z) meet with all derivatives: nothing jumps where one takes over from the other.
  @Test(arguments: [("drop_wave", (0.01 / 144).squareRoot()), ("schaffer6", 0.05)])
  func theSeriesMeetsTheRoot(_ name: String, _ r: Double) throws {
    let f = try Catalogue.problem(name).function()
    let (inner, outer) = (Vector([r * (1 - 1e-9), 0]), Vector([r * (1 + 1e-9), 0]))
    let (g, h) = (Vector(count: 2), Vector(count: 2))
    #expect(isClose(try f.gradient(at: inner, into: g), try f.gradient(at: outer, into: h), 1e-9, 1e-10))
    #expect(isClose(g[0], h[0], 1e-7))
    let (H, K) = (Matrix(rows: 2, columns: 2), Matrix(rows: 2, columns: 2))
    try f.hessian(at: inner, into: H)
    try f.hessian(at: outer, into: K)
    for i in 0..<4 { #expect(isClose(H.storage[i], K.storage[i], 1e-6, 1e-6)) }
  }

  /// At their minimizers, where a bare root has an infinite derivative, first and second derivatives are numbers.
  @Test(arguments: ["ackley", "bukin6", "drop_wave", "salomon", "schaffer6"]) func noNaNAtTheMinimum(_ name: String) throws {
    let problem = try Catalogue.problem(name)
    let f = problem.function()
    let (x, g) = (Vector(problem.minimizers[0]), Vector(count: 2))
    #expect(isClose(try f.gradient(at: x, into: g), try #require(problem.minimum), 0, 1e-14))
    #expect(g.maxAbs <= 1e-14)
    let (v, product) = (Vector([0.3, -0.7]), Vector(count: 2))
    try f.hessianProduct(at: x, v, into: product)
    #expect(product.isFinite)
  }

  /// Many dimensions are vectors, not as many scalars: a graph of any length is made in no time. (The product of 100,000 factors
  /// of shubert is infinite.)
  @Test func manyDimensions() throws {
    for declaration in ProblemDeclaration.classic where declaration.dimension.allows(100_000) && declaration.name != "shubert" {
      let problem = try declaration.problem(dimension: 100_000)
      let g = Vector(count: 100_000)
      let x = problem.start.copy()
      x.scale(by: 0.1)
      let value = try problem.function().gradient(at: x, into: g)
      #expect(value.isFinite && g.isFinite, "\(declaration.name)")
    }
  }

  /// The known minima by rule hold in every dimension that a rule covers.
  @Test(arguments: [1, 2, 3, 7, 40]) func rules(_ n: Int) throws {
    for declaration in ProblemDeclaration.classic where declaration.dimension != .fixed(n) && declaration.dimension.allows(n) {
      let problem = try declaration.problem(dimension: n)
      let minimum = try #require(problem.minimum)
      for x in problem.minimizers {
        #expect(x.count == n)
        let value = try problem.function().value(at: Vector(x))
        #expect(isClose(value, minimum, 1e-12, 1e-11), "\(declaration.name): \(value) is not \(minimum)")
      }
    }
  }
}
