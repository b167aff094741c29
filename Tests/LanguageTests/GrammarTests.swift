import Language
import Testing

@Suite struct GrammarTests {
  /// What binds tighter than what, and to which side: a wrong row here computes something else than was written.
  @Test(arguments: [
    ("-x^2", "(- (x ^ 2))"), ("(-x)^2", "((- x) ^ 2)"), ("2^-x", "(2 ^ (- x))"), ("2^-x^2", "(2 ^ (- (x ^ 2)))"),
    ("a^b^c", "(a ^ (b ^ c))"), ("(a^b)^c", "((a ^ b) ^ c)"), ("a^b*c", "((a ^ b) * c)"), ("a*b^c", "(a * (b ^ c))"),
    ("-a*b", "((- a) * b)"), ("a*-b", "(a * (- b))"), ("a--b", "(a - (- b))"), ("--a", "(- (- a))"),
    ("a-b-c", "((a - b) - c)"), ("a/b/c", "((a / b) / c)"), ("a/b*c", "((a / b) * c)"), ("a-b+c", "((a - b) + c)"),
    ("a+b*c-d", "((a + (b * c)) - d)"), ("a+b<c*d", "((a + b) < (c * d))"), ("a<b and c>=d", "((a < b) and (c >= d))"),
    ("a and b or c", "((a and b) or c)"), ("a or b or c", "((a or b) or c)"), ("not a and b", "((not a) and b)"),
    ("not (a < b)", "(not (a < b))"), ("not not a", "(not (not a))"), ("not -a", "(not (- a))"), ("a == not b", "(a == (not b))"),
    ("a+b|c*d", "{(a + b) | (c * d)}"), ("a|b|c", "{a | b | c}"), ("(a|b)|c", "{{a | b} | c}"), ("a|(b|c)", "{a | {b | c}}"),
    ("0.5*(a|b)", "(0.5 * {a | b})"), ("f(a|b, c)", "f<{a | b}, c>"), ("f(x=a|b)", "f<x={a | b}>"),
    ("[a|b, c]", "[{a | b}, c]"), ("f(a)^2", "(f<a> ^ 2)"), ("?a=2^3", "(?a=2 ^ 3)"), ("?a=-2*b", "(?a=-2 * b)"),
    ("a-b", "(a - b)"), ("@a-b", "@a-b"), ("@a - b", "(@a - b)"), ("@a-2", "(@a - 2)"), ("a !=b", "(a != b)"),
    ("a<=b", "(a <= b)"), ("a==b", "(a == b)"), ("((a))", "a"), ("not a^2", "(not (a ^ 2))"),
  ])
  func groups(_ text: String, _ grouped: String) throws {
    #expect(try Parser.parse(text).grouped == grouped)
  }

  /// The canonical text of what people write.
  @Test(arguments: [
    ("lbfgs|strongwolfe", "lbfgs | strongwolfe"),
    ("  adam ( 0.9 ,b2 = 0.95 , ) ", "adam(0.9, b2=0.95)"),
    ("alternate(adam, sign|mul(.5), rmsprop)", "alternate(adam, sign | mul(.5), rmsprop)"),
    ("split(ndim>=2, true=orthogonalize, false=adam(0.9,0.95)|mul(1/66))",
     "split(ndim >= 2, true=orthogonalize, false=adam(0.9, 0.95) | mul(1 / 66))"),
    ("adam # the first\n| # and then\r\n lr(1e-3)#end", "adam | lr(1e-3)"),
    ("0.7*adam+0.3*lion", "0.7 * adam + 0.3 * lion"),
    ("lr(1E-2*0.99^t)", "lr(1E-2 * 0.99^t)"),
    ("strongwolfe(type=long, a_init='first-order')", "strongwolfe(type=long, a_init=\"first-order\")"),
    ("('a\"b')", "\"a\\\"b\""), ("'it\\'s'", "\"it's\""), ("\"\\t\\u{e9}\\\\\"", "\"\\té\\\\\""),
    ("[ ]", "[]"), ("[1,2,]", "[1, 2]"), ("f()", "f()"), ("f ( )", "f()"), ("@muon()", "@muon"),
    ("@muon(lr=?lr=1e-2)", "@muon(lr=?lr=0.01)"),
    ("?lr", "?lr"), ("?lr=1e-2", "?lr=0.01"), ("?lr = -1", "?lr=-1"), ("?lr=+2", "?lr=2"), ("?c=Inf", "?c=inf"),
    ("?c=-inf", "?c=-inf"),
    ("True", "true"), ("None", "none"), ("NaN", "nan"), ("Pi", "pi"), ("f(True=False)", "f(True=false)"),
    ("1.", "1."), ("1.e5", "1.e5"), ("007", "007"), ("1e+3", "1e+3"), ("1e-400", "1e-400"),
    ("β1*x₁ + größe_2", "β1 * x₁ + größe_2"), ("a\u{A0}+\u{3000}b", "a + b"), ("\u{FEFF}a", "a"), ("_x", "_x"),
    ("((a+b))*c", "(a + b) * c"), ("a+(b+c)", "a + (b + c)"), ("(a+b)+c", "a + b + c"), ("-(-a)", "--a"),
    ("(not a)<b", "(not a) < b"),
    ("(a or b) and c", "(a or b) and c"), ("a or (b and c)", "a or (b and c)"), ("(a and b) or c", "a and b or c"),
    ("(a<b)==(c<d)", "(a < b) == (c < d)"), ("f((a|b))", "f(a | b)"), ("f(max=1)", "f(max=1)"), ("-(a*b)", "-(a * b)"),
    ("not(a|b)", "not (a | b)"),
  ])
  func prints(_ text: String, _ printed: String) throws {
    let syntax = try Parser.parse(text)
    #expect(syntax.description == printed)
    let again = try Parser.parse(printed)
    #expect(again.hasSameMeaning(as: syntax))
    #expect(again.description == printed)
  }

  /// A formula has one `~`, at the top, and may lack it.
  @Test(arguments: [
    ("y ~ a*x + b", "y ~ a * x + b"), ("log(y)~x", "log(y) ~ x"), ("a*x", "a * x"), ("y ~ a | b", "y ~ a | b"),
  ])
  func readsFormulas(_ text: String, _ printed: String) throws {
    let syntax = try Parser.parseFormula(text)
    #expect(syntax.description == printed)
    #expect(try Parser.parseFormula(printed).hasSameMeaning(as: syntax))
  }

  /// Every part knows its place, brackets included: carets of later errors stand on it.
  @Test func keepsPlaces() throws {
    let text = "a | (f(x, n=2*y)) + @r(é)"
    func piece(_ range: SourceRange) -> String { String(decoding: Array(text.utf8)[range], as: UTF8.self) }
    var pieces: [String] = []
    try Parser.parse(text).forEach { pieces.append(piece($0.range)) }
    #expect(
      pieces == [
        text, "a", "(f(x, n=2*y)) + @r(é)", "(f(x, n=2*y))", "x", "2*y", "2", "y", "@r(é)", "é",
      ])
    guard case .pipe(let stages) = try Parser.parse(text).kind, case .binary(_, let call, let recipe) = stages[1].kind,
      case .call(_, let nameRange, let arguments) = call.kind, case .recipe(_, let recipeRange, _) = recipe.kind
    else {
      Issue.record("another tree")
      return
    }
    #expect(piece(nameRange) == "f")
    #expect(piece(recipeRange) == "r")
    #expect(arguments[1].nameRange.map(piece) == "n")
  }

  /// Words are words however they are capitalised, and names are not words.
  @Test func knowsWords() throws {
    #expect(try Parser.parse("True").word == .true)
    #expect(try Parser.parse("none").word == .absent)
    #expect(try Parser.parse("NaN").word == .nan)
    #expect(try Parser.parse("tRue").word == nil)
    #expect(try Parser.parse("adam").word == nil)
    #expect(try Parser.parse("true()").word == nil)
  }

  /// Numbers are equal by value, strings and names by their letters, trees by their form.
  @Test(arguments: [
    ("1e-3", "0.001", true), ("1", "1.0", true), ("1", "2", false), ("a", "'a'", false), ("a", "A", false),
    ("True", "true", true),
    ("f(a)", "f(x=a)", false), ("f", "f()", false), ("?a", "?a=1", false), ("?a=1", "?a=1.0", true), ("a+b", "b+a", false),
    ("a|b|c", "(a|b)|c", false), ("(a)", "a", true), ("@a", "@a()", true), ("[a]", "a", false), ("-1", "1", false),
  ])
  func compares(_ a: String, _ b: String, _ same: Bool) throws {
    #expect(try Parser.parse(a).hasSameMeaning(as: Parser.parse(b)) == same)
  }

  /// Filling holes is one `mapped`.
  @Test func replacesParts() throws {
    let filled = try Parser.parse("f(?a, [x | ?a=2], n=-?b)").mapped { part in
      guard case .hole("a", _) = part.kind else { return part }
      return Syntax(kind: .value(-0.5), range: part.range)
    }
    #expect(filled.description == "f(-0.5, [x | -0.5], n=-?b)")
  }

  /// Numbers that the program writes itself are short and read back as the same number.
  @Test(arguments: [
    (1.0, "1"), (0.01, "0.01"), (1e-5, "1e-5"), (1e22, "1e22"), (-2.5e-7, "-2.5e-7"), (-0.0, "-0"), (.infinity, "inf"),
    (100000, "100000"),
    (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e308"), (0.1 + 0.2, "0.30000000000000004"),
  ])
  func writesNumbers(_ value: Double, _ text: String) throws {
    #expect(canonicalText(of: value) == text)
    #expect(try NumericExpression(parsing: text, variables: []).constantValue == value)
    #expect(try Parser.parse(Syntax(kind: .value(value), range: 0..<0).description).description == text)
  }
}
