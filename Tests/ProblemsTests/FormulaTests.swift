import Autograd
import Language
import Numerics
import Optimization
import Testing

@testable import Problems

@Suite struct Formulas {
  /// The example of the manual is rosenbrock, in value and derivatives.
  @Test func rosenbrock() throws {
    let problem = try formulaProblem("(1-x)^2 + 100*(y-x^2)^2", start: [("x", -1.2), ("y", 1)])
    let other = try Catalogue.problem("rosenbrock")
    #expect(problem.start.values == [-1.2, 1])
    #expect(problem.entryNames == ["x", "y"])
    let (g, h) = (Vector(count: 2), Vector(count: 2))
    for x in points(other) {
      let f = try problem.function().gradient(at: x, into: g)
      #expect(isClose(f, try other.function().gradient(at: x, into: h), 1e-13))
      for i in 0..<2 { #expect(isClose(g[i], h[i], 1e-12, 1e-10)) }
    }
  }

  /// Every function and operator means what the arithmetic of the language means.
  @Test(arguments: [
    "-x^2", "2^-x", "x^y^2", "x - y - 1", "x / y / 2", "abs(-x)", "sign(x - 2)", "sqrt(x)", "cbrt(x)", "exp(x)", "expm1(x)",
    "log(x)", "log1p(x)", "sin(x) + cos(y) * tan(x)", "asin(x/4) + acos(y/4) + atan(x)", "atan2(x, y)", "sinh(x) + cosh(y) + tanh(x)",
    "erf(x)", "pow(x, y)", "min(x, y, 1)", "max(x, y)", "hypot(x, y)", "clip(x, 0, 1)", "clip(x, none, 1)", "clip(-x, 0, none)",
    "where(x < y, x, 3)", "relu(-x)", "sigmoid(x)", "softplus(y)", "sum(x, y, 1)", "mean(x, y)", "prod(x, y, 2)", "x < y", "x >= y",
    "x == 1.5 and y != 1", "x > 2 or y > 0", "1 * (not x)", "pi * x", "?a=3 * x",
  ]) func functions(_ text: String) throws {
    let values = [1.5, 0.7]
    let expected = try NumericExpression(parsing: text + " + 0*x + 0*y", variables: ["x", "y"])(values)
    let problem = try formulaProblem(text + " + 0*x + 0*y", start: [("x", 1.5), ("y", 0.7)])
    #expect(isClose(try problem.function().value(at: problem.start), expected, 1e-14, 1e-15))
  }

  /// Every function of the language is one of formulas.
  @Test func names() {
    #expect(FormulaFunction.names == NumericExpression.functionNames)
  }

  /// Lists are vectors.
  @Test func vectors() throws {
    func value(_ text: String) throws -> Double {
      let problem = try formulaProblem(text, start: [("x", 3), ("y", -4)])
      return try problem.function().value(at: problem.start)
    }
    #expect(try value("norm([x, y])") == 5)
    #expect(try value("dot([x, y], [1, 2])") == -5)
    #expect(try value("sum(([x, y] - [1, 2])^2)") == 40)
    #expect(try value("max([x, y]) + min([x, y]) + prod([x, y]) + mean([x, y])") == -13.5)
    #expect(try value("sum(where([x, y] > 0, [1, 2], 10 * [x, y]))") == -39)
  }

  /// The whole text of the errors.
  @Test(arguments: [
    ("x^2 + z", "error: unknown variable 'z'\n  x^2 + z\n        ^ give it a start too: --start x=…,…"),
    ("x + snh(x)", "error: unknown function 'snh'\n  x + snh(x)\n      ^~~ did you mean 'sinh'?"),
    ("sin(x, x)", "error: sin does not take 2 arguments\n  sin(x, x)\n  ^~~~~~~~~ write sin(x)"),
    ("x * exp", "error: the function 'exp' needs its arguments\n  x * exp\n      ^~~ write exp(x)"),
    ("[x, 2*x]", "error: the objective is a vector of 2 entries\n  [x, 2*x]\n  ^~~~~~~~ expected a number: sum(…), norm(…)"),
    (
      "sum([x, 1] + [1, 2, 3])",
      "error: vectors of 2 and 3 entries do not go together\n  sum([x, 1] + [1, 2, 3])\n      ^~~~~~~~~~~~~~~~~~ their lengths must agree"
    ),
    ("norm(x)", "error: norm takes a vector, not a number\n  norm(x)\n       ^ write abs(x), or norm([x, y])"),
    ("dot(x, [x])", "error: dot takes two vectors, not a number\n  dot(x, [x])\n      ^ write x * y, or dot([…], […])"),
    ("x | x", "error: expected a number, found a chain\n  x | x\n  ^~~~~ here | joins nothing"),
    ("x(3)", "error: unknown function 'x'\n  x(3)\n  ^ 'x' is a variable: write x * (…)"),
    ("3", "error: the variable 'x' has a start but does not occur\n  3\n  ^ leave it out of --start"),
    ("x + none", "error: 'none' is not a number\n  x + none\n      ^~~~"),
    ("(x", "error: '(' is not closed\n  (x\n  ^ the text ends without ')'"),
  ]) func errors(_ text: String, _ said: String) {
    let error = #expect(throws: Diagnostics.self) { try formulaProblem(text, start: [("x", 1)]) }
    #expect(error?.rendered == said)
  }

  /// Starts that cannot be meant.
  @Test func starts() {
    let twice = #expect(throws: Diagnostics.self) { try formulaProblem("x", start: [("x", 1), ("x", 2)]) }
    #expect(twice?.all.map(\.message) == ["the variable 'x' has two starts"])
    let word = #expect(throws: Diagnostics.self) { try formulaProblem("pi^2", start: [("pi", 1)]) }
    #expect(word?.all.first?.message == "'pi' cannot be a variable")
    let none = #expect(throws: Diagnostics.self) { try formulaProblem("x^2 + y", start: []) }
    #expect(none?.all.map(\.message) == ["unknown variable 'x'", "unknown variable 'y'"])
    #expect(none?.all.first?.hint == "give it a start: --start x=1,y=1")
  }

  /// Long sums do not exhaust the stack.
  @Test func length() throws {
    let text = (0..<900).map { "(x - \($0))^2" }.joined(separator: " + ")
    let problem = try formulaProblem(text, start: [("x", 0)])
    let expected = (0..<900).reduce(0.0) { $0 + Double($1 * $1) }
    #expect(try problem.function().value(at: problem.start) == expected)
  }
}

@Suite struct CatalogueTests {
  /// Names and aliases are unique, whatever their spelling.
  @Test func names() {
    let names = Catalogue.all.flatMap { [$0.name] + $0.aliases }.map(canonicalModuleName)
    let repeated = names.filter { name in names.count { $0 == name } > 1 }
    #expect(repeated.isEmpty)
    #expect(Catalogue.declaration("Goldstein-Price")?.name == "goldstein_price")
    #expect(Catalogue.names.count == Catalogue.all.count)
  }

  @Test func errors() {
    func said(_ name: String, _ dimension: Int? = nil, _ condition: Double? = nil) -> String? {
      #expect(throws: ProblemError.self) { try Catalogue.problem(name, dimension: dimension, condition: condition) }?.description
    }
    #expect(said("rosenbrok") == "unknown problem 'rosenbrok'\n  did you mean 'rosenbrock'?")
    #expect(said("qqqqqqqq") == "unknown problem 'qqqqqqqq'\n  tzopt problems lists them all")
    #expect(said("booth", 3) == "booth has dimension 2, not 3\n  leave --dim out")
    #expect(said("rosenbrock", 1) == "rosenbrock does not exist in dimension 1\n  its dimension: any from 2")
    #expect(said("powell_singular", 6) == "powell_singular does not exist in dimension 6\n  its dimension: any multiple of 4")
    #expect(said("sphere", 0)?.hasPrefix("sphere does not exist in dimension 0") == true)
    #expect(said("sphere", 2, 10) == "sphere takes no condition number\n  quadratic does")
    #expect(said("quadratic", 2, 0.5) == "the condition number 0.5 is not possible\n  it is finite and at least 1")
  }

  @Test func conditionNumber() throws {
    let problem = try Catalogue.problem("quadratic", dimension: 3, condition: 1e4)
    let H = Matrix(rows: 3, columns: 3)
    try problem.function().hessian(at: problem.start, into: H)
    #expect((0..<3).map { H[$0, $0] } == [1, 100, 10_000])
  }

  /// Every declaration says what it is, in plain text, and where it comes from.
  @Test(arguments: Catalogue.names) func declarations(_ name: String) throws {
    let declaration = try #require(Catalogue.declaration(name))
    #expect(!declaration.summary.isEmpty && !declaration.formula.isEmpty && !declaration.source.isEmpty)
    #expect(declaration.summary.last != "." && declaration.formula.allSatisfy { $0.isASCII })
  }

  /// Large dimensions compile in blocks: the Hessian is the same.
  @Test func blocks() throws {
    let n = 600
    let problem = try Catalogue.problem("rosenbrock", dimension: n)
    let f = problem.function()
    let H = Matrix(rows: n, columns: n)
    try f.hessian(at: problem.start, into: H)
    var random = RandomSource(seed: 1)
    let (v, product) = (Vector(count: n), Vector(count: n))
    random.fill(v, .normal)
    try f.hessianProduct(at: problem.start, v, into: product)
    for i in 0..<n {
      let entry = (0..<n).reduce(0.0) { $0 + H[i, $1] * v[$1] }
      #expect(isClose(product[i], entry, 1e-11, 1e-8))
    }
  }

  /// Objectives with large intermediate tensors compile in small blocks: Hessians of several tensors, and Jacobians by rows (few
  /// residuals) and by columns (many).
  @Test(arguments: ["mlp_toy", "shapes", "bilinear", "rosenbrock", "powell_singular", "wide"]) func smallBlocks(_ name: String) throws {
    func make() throws -> CompiledFunction {
      if name != "wide" { return try #require(Catalogue.problem(name).function(leastSquares: true) as? CompiledFunction) }
      let form = ObjectiveForm.residuals { p in sin(p[0][..<5]) * p[1].sum() + p[0][5...] - p[0][0] }
      return CompiledFunction(layout: Layout([("a", [10]), ("b", [3])]), form: form)
    }
    let (whole, blocked) = (try make(), try make())
    blocked.entryLimit = 1
    let n = whole.layout.count
    let x = Vector((0..<n).map { 0.3 + 0.1 * Double($0 % 7) })
    let (H, K) = (Matrix(rows: n, columns: n), Matrix(rows: n, columns: n))
    try whole.hessian(at: x, into: H)
    try blocked.hessian(at: x, into: K)
    for (a, b) in zip(H.values, K.values) { #expect(isClose(a, b, 1e-11, 1e-11 * max(1, H.storage.maxAbs))) }
    let m = whole.residualCount
    guard m > 0 else { return }
    let (r, s) = (Vector(count: m), Vector(count: m))
    let (J, L) = (Matrix(rows: m, columns: n), Matrix(rows: m, columns: n))
    try whole.jacobian(at: x, residuals: r, into: J)
    try blocked.jacobian(at: x, residuals: s, into: L)
    #expect(r.values == s.values)
    for (a, b) in zip(J.values, L.values) { #expect(isClose(a, b, 1e-11, 1e-11 * max(1, J.storage.maxAbs))) }
  }
}
