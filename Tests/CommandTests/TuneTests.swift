import Foundation
import Testing

/// `tzopt tune` and `tzopt ablate` as their users see them.
@Suite struct TuneTests {
  private let search = ["tune", "sphere dim=5", "--chain", "lr(?lr)", "--over", "lr=log(1e-4,10)", "--trials", "27", "--seeds", "2", "--budget", "270"]

  private func winner(_ arguments: [String], in folder: String? = nil) throws -> [String: Any] {
    let result = try tzopt(arguments + ["--format", "jsonl"], in: folder)
    #expect(result.status == 0, "\(result.err)")
    return try #require(try result.objects().last)
  }

  @Test func theBestStepOfAQuadraticIsFound() throws {
    // f = Σx²: a step of 1/2 solves it at once, and steps of 1 or more never do.
    let found = try winner(search)
    let lr = try #require((found["values"] as? [String: Double])?["lr"])
    #expect(lr > 0.3 && lr < 0.7, "\(found)")
    #expect(found["chain"] as? String == "lr(\(lr))")
    let rungs = try #require(found["rungs"] as? [[String: Any]])
    #expect(rungs.map { ($0["trials"] as? [Int])?.count } == [27, 9, 3])
    #expect(rungs.compactMap { $0["budget"] as? Double } == [30, 90, 270])
    #expect(found["runs"] as? Int == 2 * (27 + 9 + 3))
    // Three rungs of 810 evaluations from two starts each, and one evaluation (of f and the gradient) beyond for each run.
    let evaluations = try #require(found["evals"] as? Double)
    #expect(evaluations <= 4860 + 156)
  }

  @Test func theDefaultsAreATrialAndWinWhereTheyAreBest() throws {
    let found = try winner(["tune", "sphere", "--chain", "lr(?lr=0.5)", "--over", "lr=log(1e-4,0.1)", "--trials", "8", "--budget", "100"])
    #expect(found["trial"] as? Int == 0 && found["chain"] as? String == "lr(0.5)")
  }

  @Test func aSearchIsTakenUpAgainAndIndependentOfJobs() throws {
    try withFiles([:]) { folder in
      let first = try winner(search + ["-o", "t.jsonl", "--jobs", "2"], in: folder)
      let text = try String(contentsOfFile: folder + "/t.jsonl", encoding: .utf8)
      // Cut in the middle of a line of the second rung.
      try String(text.prefix(text.count * 2 / 3)).write(toFile: folder + "/t.jsonl", atomically: false, encoding: .utf8)
      let again = try tzopt(search + ["-o", "t.jsonl", "--jobs", "1", "--format", "jsonl"], in: folder)
      #expect(again.err.contains("are in t.jsonl already"))
      let second = try #require(try again.objects().last)
      for key in ["chain", "trial", "values", "rungs", "runs", "evals"] { #expect(first[key] as? NSObject == second[key] as? NSObject, "\(key)") }
      #expect(try tzopt(["replay", "t.jsonl:3"], in: folder).status == 0)
    }
  }

  @Test("Wrong input is named", arguments: [
    (["--chain", "lr(?lr)", "--over", "lr=exp(1,2)"], 64, "--over"), (["--chain", "lr(?lr)", "--over", "lr=log(0,1)"], 64, "log needs ends above 0"),
    (["--chain", "lr(?lr)", "--over", "lr=int(0.2,0.8)"], 64, "no whole number lies between 0.2 and 0.8"),
    (["--chain", "lr(?lr)", "--over", "lr=log(1e-3,1)", "--cost", "f=0,g=1"], 64, "must cost something"),
    (["--chain", "lr(?lr)", "--over", "lr=log(1e-3,1)", "-o", "-"], 64, "--output needs a file"),
    (["--chain", "lr(?lr)", "--over", "rate=log(1e-3,1)"], 65, "no value"), (["--chain", "lr(0.1)", "--over", "lr=log(1e-3,1)"], 65, "no hole"),
    (["--chain", "lr(?lr)", "--over", "lr=log(1e-3,1)", "lr=lin(0,1)"], 64, "twice"),
  ] as [([String], Int32, String)])
  func wrongInput(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let result = try tzopt(["tune", "sphere"] + arguments)
    #expect(result.status == status && result.err.contains(words), "\(result.status): \(result.err)")
  }

  @Test func ablationFindsTheStageThatMattersAndTheOneThatDoesNot() throws {
    // A factor of 1 does nothing; without the line search the quasi-Newton step overshoots or crawls.
    let result = try tzopt(["ablate", "lbfgs | mul(1) | strongwolfe", "--problems", "rosenbrock,beale", "--seeds", "8"])
    #expect(result.status == 0, "\(result.err)")
    let idle = try #require(result.lines.first { $0.contains("without mul") })
    #expect(idle.contains("16/16") && idle.contains("not distinguishable"), "\(result.out)")
    let needed = try #require(result.lines.first { $0.contains("without lbfgs") })
    #expect(!needed.contains("not distinguishable"), "\(result.out)")
    #expect(result.out.contains("mul before lbfgs") && result.out.contains("the whole chain"))
    #expect(try tzopt(["ablate", "adam"]).status == 65)
  }
}
