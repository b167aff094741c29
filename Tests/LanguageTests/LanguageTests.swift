import Language
import Testing

@Test func smoke() throws {
  for text in ["lbfgs | strongwolfe(c2=0.9)", "alternate(adam, sign | mul(0.5), rmsprop)", "-x^2", "2^-x^2", "0.7*adam + 0.3*lion",
    "split(ndim >= 2, true=orthogonalize, false=adam(0.9, 0.95) | mul(1/66))", "@sam-adam(lr=0.02,)|?lr=-1e-2", "(a|b)|c", "[a,b|c,]", "'a\"b'", "f()", "a - (b - c) - d", "(not a) < b", "?x=1e-7", "a^b^c", "(a^b)^c", "(-a)^b", "-a*b","-(a*b)"] {
    do { let s = try Parser.parse(text); print(text, "=>", s.description) } catch { print(error.rendered) }
  }
  for text in ["", "f(a", "f(g(1, 2)", "a | | b", "|a", "a|", "f(a]", "[f(a, b]", "2x", "a b", "a < b < c", "a) | b", "f(x=1, 2, x=3)", "f(a=)", "f(a,,b)", "x − 1", "a ** b", "1_000", "1e", "'abc", "a\0b", "f(1 2, b c, d) | 3 4", "(a, b)", "()", "not a < b", "a or b and c", "?", "?lr=x", "a ~ b", "+1", "f(lr: 2)", "a =1", "((((", "a +", "f(a +", "f(2x, 3 y, *, b)\n | g(1 2"] {
    do { let s = try Parser.parse(text); print(text, "=>", s.description) } catch { print(error.rendered) }
  }
  for text in [String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000), "a" + String(repeating: "^a", count: 100_000), "a" + String(repeating: "|a", count: 100_000), "a" + String(repeating: "+a", count: 100_000), String(repeating: ")", count: 100_000)] {
    let c = ContinuousClock().measure {
    do throws(Diagnostics) { let s = try Parser.parse(text); print(text.prefix(5), "=>", s.description.count) } catch { print(error.rendered) }
    }
    print(c)
  }
  let e = try NumericExpression(parsing: "cosine(1, 0, 100) * max(t, 2)^2", variables: ["t"], schedules: true)
  print(e(50.0), e.constantValue as Any)
}
