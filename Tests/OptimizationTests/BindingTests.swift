import Language
import Testing

@testable import Optimization

/// What a chain's text means, and what is said where it means nothing.
@Suite struct BindingTests {
  private func text(_ chain: String, holes: [String: Double] = [:]) throws -> String {
    try ChainReader.chain(chain, holes: holes).text
  }

  private func message(_ chain: String, holes: [String: Double] = [:], recipes: RecipeSource? = nil) -> String {
    do {
      return "read as \(try ChainReader.chain(chain, holes: holes, recipes: recipes).text)"
    } catch {
      return error.rendered
    }
  }

  @Test("A chain prints in canonical form and reads back as itself", arguments: [
    ("adam|lr(1e-3)", "adam | lr(1e-3)"),
    ("ADAM(0.8, eps=1e-6) | L_R(0.1)", "adam(0.8, eps=1e-6) | lr(0.1)"),
    ("alternate(adam, sign|mul(0.5))", "alternate(adam, sign | mul(0.5))"),
    ("split(ndim>=2, true=sign, false=none)", "split(ndim >= 2, true=sign, false=none)"),
    ("add(1) | add(sign | mul(2))", "add(1) | add(sign | mul(2))"),
    ("0.7*adam + 0.3*sign", "0.7 * adam + 0.3 * sign"),
    ("-sign | lr(1)", "sign | negate | lr(1)"),
    ("lr(0.1 * 0.99^t)", "lr(0.1 * 0.99^t)"),
    ("to(adam, dtype=float32)", "to(adam, dtype=float32)"),
  ])
  func canonicalForm(_ written: String, _ canonical: String) throws {
    #expect(try text(written) == canonical)
    #expect(try text(canonical) == canonical)
  }

  @Test("Where a module or a number may stand, the numeric reading is tried first")
  func operandsAreNumbersFirst() throws {
    func operand(_ chain: String) throws -> Operand {
      try #require(try ChainReader.chain(chain).modules.first as? Add).other
    }
    if case .number(let value) = try operand("add(1/4)") { #expect(value == 0.25) } else { Issue.record("add(1/4)") }
    if case .chain(let chain) = try operand("add(exp)") { #expect(chain.text == "exp") } else { Issue.record("add(exp)") }
    if case .schedule(let schedule, _) = try operand("add(0.1 * 0.5^t)") {
      #expect(schedule(2) == 0.025)
    } else {
      Issue.record("add(0.1 * 0.5^t)")
    }
  }

  @Test("A schedule sets the setting anew at every step, and stays inside its range")
  func schedules() throws {
    let chain = try ChainReader.chain("adam(beta1=0.5 + t) | lr(2^t)")
    let adam = try #require(chain.modules[0] as? Adam), lr = try #require(chain.modules[1] as? LearningRate)
    try chain.prepare(Preparation(layout: .vector(2), isLast: true, path: ""))
    for (t, rate) in [(0, 1.0), (3, 8.0)] {
      adam.followSchedules(t)
      lr.followSchedules(t)
      #expect(lr.lr == rate)
    }
    #expect(adam.beta1 == 1.0.nextDown)
  }

  @Test("Holes are filled by name, or by their default")
  func holes() throws {
    #expect(try text("lr(?lr=0.1)") == "lr(0.1)")
    #expect(try text("lr(?lr=0.1)", holes: ["lr": -2]) == "lr(-2)")
    #expect(message("lr(?a)").contains("the hole '?a' has no value"))
    #expect(message("lr(1)", holes: ["b": 1]).contains("the chain has no hole '?b'"))
  }

  @Test("Recipes are chains by name with holes of their own; cycles are shown")
  func recipes() throws {
    let texts = ["fast": "adam | lr(?lr=0.1)", "a": "@b", "b": "sign | @a", "broken": "adam |"]
    let source = RecipeSource(text: { name, _ in texts[name] }, names: { texts.keys.sorted() })
    #expect(try ChainReader.chain("@fast(lr=2) | sign", recipes: source).text == "adam | lr(2) | sign")
    #expect(try ChainReader.chain("@fast", holes: ["lr": 3], recipes: source).text == "adam | lr(3)")
    #expect(message("@a", recipes: source).contains("the recipe '@a' refers to itself: @a → @b → @a"))
    #expect(message("@fost", recipes: source).contains("did you mean '@fast'?"))
    #expect(message("@fast(x=1)", recipes: source).contains("the recipe '@fast' has no hole '?x'"))
    #expect(message("sign | @broken", recipes: source).contains("in the recipe '@broken'"))
  }

  @Test("Every kind of wrong chain names the place and the mend", arguments: [
    ("lbfg | lr(1)", "error: unknown module 'lbfg'\n  lbfg | lr(1)\n  ^~~~ did you mean 'lbfgs'?"),
    (
      "adam(beta3=1) | lr(1)",
      "error: adam has no parameter 'beta3'\n  adam(beta3=1) | lr(1)\n       ^~~~~ did you mean 'beta1'?"
    ),
    ("adam | lr", "error: lr needs 'lr': a number (step size; negative and zero are allowed)\n  adam | lr\n         ^~"),
    ("adam(sign)", "error: adam(beta1): expected a number, found the module sign\n  adam(sign)\n       ^~~~"),
    ("adam(sign | sign)", "error: adam(beta1): expected a number, found a chain\n  adam(sign | sign)\n       ^~~~~~~~~~~"),
    ("adam(1.5)", "error: adam(beta1): 1.5 is out of range: [0, 1)\n  adam(1.5)\n       ^~~"),
    ("adam(amsgrad=3)", "error: adam(amsgrad): expected true or false, found 3\n  adam(amsgrad=3)\n               ^"),
    ("lr(1, 2)", "error: lr takes at most 1 argument\n  lr(1, 2)\n        ^"),
    ("lr(1, lr=2)", "error: lr: 'lr' is given twice\n  lr(1, lr=2)\n        ^~"),
    ("0.5 | lr(1)", "error: expected a chain of modules, found 0.5\n  0.5 | lr(1)\n  ^~~"),
    ("multistep(sign, 2.5)", "error: multistep(steps): expected an integer, found 2.5\n  multistep(sign, 2.5)\n                  ^~~"),
    ("to(sign, float16)", "error: to(dtype): expected float64 or float32, found 'float16'"),
    ("adam(2) | lr(x=1) | sgn", "error: adam(beta1): 2 is out of range: [0, 1)"),
  ])
  func errors(_ chain: String, _ expected: String) {
    #expect(message(chain).hasPrefix(expected), "\(message(chain))")
  }

  @Test("All errors of a text are reported at once")
  func severalErrors() {
    let all = message("adam(2) | lr(x=1) | sgn")
    #expect(all.contains("out of range") && all.contains("no parameter 'x'") && all.contains("unknown module 'sgn'"))
  }
}
