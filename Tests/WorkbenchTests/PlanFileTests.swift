import Language
import Testing

@testable import Workbench

/// Plans say what the command line says, and what is wrong in them is found in its place.
@Suite struct PlanFileTests {
  @Test func everythingThatAPlanCanSay() throws {
    let options = try PlanOptions(plan: #"""
      # a comment
      problems = [
        "set:classic",   # with a comment
        'rosenbrock dim=10',
      ]
      seeds = "3-12"
      budget = 1_000.5
      target = 1e-3
      cost = { f = 1, hvp = 4 }
      spread = 0.25
      jobs = 2
      output = "r\u0041.jsonl"
      [chains]
      adamw = "@adamw"
      "l-bfgs" = """
      lbfgs | \
        strongwolfe"""
      """#)
    #expect(options.problems == ["set:classic", "rosenbrock dim=10"])
    #expect(options.seeds == 3..<13 && options.budget == 1000.5 && options.target == 1e-3 && options.spread == 0.25)
    #expect(options.cost?.text == "f=1,g=1,hvp=4,jac=1" && options.jobs == 2 && options.output == "rA.jsonl")
    #expect(options.chains.map(\.label) == ["adamw", "l-bfgs"] && options.chains.map(\.text) == ["@adamw", "lbfgs | strongwolfe"])
  }

  @Test func theCommandLineWins() throws {
    var own = PlanOptions()
    own.budget = 7
    let merged = own.over(try PlanOptions(plan: "budget = 1000\nseeds = 4\nchains = ['adam']"))
    #expect(merged.budget == 7 && merged.seeds == 0..<4 && merged.chains.count == 1)
  }

  @Test("What is wrong is said in its place", arguments: [
    ("budgt = 1", "did you mean 'budget'?"), ("budget = 'x'", "'budget' is a number"), ("seeds = 1.5", "whole number"),
    ("problems = [1]", "list of texts"), ("problems = ['a'", "is not closed"), ("x", "expected ="), ("chains = 'a\n'", "quote is not closed"),
    ("seeds = 1 2", "end of the line"), ("seeds = 1\nseeds = 2", "twice"), ("[chains\na = 1", "is not closed"), ("cost = 'f=-1'", "'cost' says"),
    ("[[chains]]", "no arrays of tables"), ("a.b = 1", "dotted"), ("output = \"\\q\"", "unknown escape"), ("seeds = adam", "stand in quotes"),
    ("cost = { f = 0, g = 1 }", "must cost something"), ("output = '-'", "needs a file"), ("time = 0", "above 0"),
    ("jobs = 1000000", "at most 4096"), ("chains = {a = 'x', b = 2}", "a chain is a text"), ("problems = " + String(repeating: "[", count: 5000), "too deeply"),
  ])
  func errors(_ source: String, _ words: String) {
    #expect {
      _ = try PlanOptions(plan: source)
    } throws: { error in
      (error as? Diagnostics)?.rendered.contains(words) == true
    }
  }

  @Test func noTextEndsTheProcess() {
    let text = "problems = ['a', \"\\u00e9\"]\n[chains]\nx = \"\"\"a\"\"\" # c\ncost = { f = 1 }\n"
    for end in text.indices { _ = try? PlanOptions(plan: String(text[..<end])) }
    for character in ["'", "\"", "[", "{", "=", "#", "\\", "\n", "é"] {
      for i in text.indices {
        var changed = text
        changed.replaceSubrange(i...i, with: character)
        _ = try? PlanOptions(plan: changed)
      }
    }
  }

  @Test(arguments: [("10", 0..<10), ("3-12", 3..<13), ("0", nil), ("5-3", nil), ("a", nil), ("-3", nil), ("3-", nil)] as [(String, Range<Int>?)])
  func seedRanges(_ text: String, _ expected: Range<Int>?) { #expect(seedRange(text) == expected) }

  @Test("Problem lists", arguments: [
    ("rosenbrock,booth", ["rosenbrock", "booth"]), ("rosenbrock dim=10; booth", ["rosenbrock dim=10", "booth"]),
    ("\"x^2 + y^2\" start=x=1,y=2", ["\"x^2 + y^2\" start=x=1,y=2"]), ("booth x0=1,2;;", ["booth x0=1,2"]),
  ])
  func problemLists(_ text: String, _ expected: [String]) throws {
    #expect(try problemRequests(listedIn: text).map(\.text) == expected)
  }

  @Test func setsAndTagsTakeOptions() throws {
    let requests = try problemRequests(listedIn: "set:classic start-scale=2")
    #expect(requests.count > 5 && requests.allSatisfy { $0.startScale == 2 })
    #expect(try problemRequests(listedIn: "tag:convex").contains { $0.text == "sphere" })
  }
}
