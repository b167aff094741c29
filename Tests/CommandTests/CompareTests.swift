import Foundation
import Testing

/// `tzopt compare`, `report` and `replay` as their users see them.
@Suite struct CompareTests {
  private let chains = ["adam | lr(0.1)", "lbfgs | strongwolfe", "spsa | lr(1e-3)"]

  private func compare(_ arguments: [String], in folder: String? = nil) throws -> ToolResult {
    let result = try tzopt(["compare"] + arguments, in: folder)
    #expect(result.status == 0, "\(result.err)")
    return result
  }

  /// A report without the seconds, which differ from run to run.
  private func withoutTimes(_ text: String) -> String { text.replacing(#/"seconds":[0-9.e+-]+/#, with: "") }

  @Test func resultsDoNotDependOnTheNumberOfJobs() throws {
    func text(_ jobs: Int) throws -> String {
      let arguments = ["--problems", "rosenbrock,beale; rosenbrock dim=10", "--chains"] + chains
      return withoutTimes(try compare(arguments + ["--seeds", "4", "--budget", "300", "--format", "jsonl", "--jobs", "\(jobs)"]).out)
    }
    let alone = try text(1)
    #expect(alone.split(separator: "\n").count > 12)
    #expect(try text(3) == alone)
  }

  @Test func aKilledComparisonResumesToTheSameTable() throws {
    try withFiles([:]) { folder in
      // About two seconds of work.
      let arguments = "compare --problems rosenbrock,beale,himmelblau --chains 'adam | lr(0.001)' 'lr(1e-5)' 'spsa | lr(1e-5)' "
        + "--seeds 40 --budget 20000 --gtol 0 --format jsonl"
      let killed = try shell("""
        cd '\(folder)'; "$TZOPT" \(arguments) -o r.jsonl & pid=$!
        until [ "$(cat r.jsonl 2>/dev/null | wc -l)" -gt 20 ]; do sleep 0.01; done; kill -9 $pid; wait $pid; wc -l <r.jsonl
        """)
      let before = Int(killed.out.split(separator: "\n").last.map { $0.filter { $0 != " " } } ?? "") ?? 0
      #expect(before > 20 && before < 361, "\(killed.out)")
      // What a torn line looks like.
      _ = try shell("cd '\(folder)'; printf '{\"chain\":\"adam | lr(0.0' >>r.jsonl")
      let resumed = try shell("cd '\(folder)'; \"$TZOPT\" \(arguments) -o r.jsonl")
      #expect(resumed.status == 0 && resumed.err.contains("\(before - 1) of 360 runs are in r.jsonl already"), "\(resumed.err)")
      let whole = try shell("\"$TZOPT\" \(arguments)")
      #expect(withoutTimes(resumed.out) == withoutTimes(whole.out))
      #expect(try withoutTimes(tzopt(["report", "r.jsonl", "--format", "jsonl"], in: folder).out) == withoutTimes(whole.out))
      let lines = try String(contentsOfFile: folder + "/r.jsonl", encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 361 && Set(lines.map { withoutTimes(String($0)) }).count == 361, "every run once")
    }
  }

  @Test func replayReproducesEveryRunAndNoticesWhatDiffers() throws {
    let csv = "a,b,y\n" + (0..<30).map { "\($0 % 7),\(($0 * 13) % 11),\($0 % 5)" }.joined(separator: "\n") + "\n"
    try withFiles(["d.csv": csv]) { folder in
      _ = try compare(
        ["--problems", "rosenbrock; beale dtype=float32; d.csv target=y batch=8", "--chains"] + chains
          + ["--seeds", "2", "--budget", "60", "-o", "r.jsonl"], in: folder)
      let text = try String(contentsOfFile: folder + "/r.jsonl", encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      #expect(lines.count == 19)
      for line in 2...19 {
        let result = try tzopt(["replay", "r.jsonl:\(line)"], in: folder)
        #expect(result.status == 0 && result.out.contains("reproduced bit for bit"), "\(result.out)")
      }
      #expect(try tzopt(["replay", "r.jsonl:1"], in: folder).status == 65)
      #expect(try tzopt(["replay", "r.jsonl"], in: folder).status == 64)
      // A last bit of f, another version, other data.
      let changed = lines.map { $0.replacing(#/"f":(-?[0-9])/#, with: { "\"f\":1\($0.1)" }).replacing("\"version\":\"0", with: "\"version\":\"9") }
      try (changed.joined(separator: "\n") + "\n").write(toFile: folder + "/c.jsonl", atomically: false, encoding: .utf8)
      let other = try tzopt(["replay", "c.jsonl:2"], in: folder)
      #expect(other.status == 1 && other.out.contains("not reproduced") && other.out.contains("f: stored 1"), "\(other.out)")
      #expect(other.out.contains("stored by version 9"))
      try (csv + "1,2,3\n").write(toFile: folder + "/d.csv", atomically: false, encoding: .utf8)
      let data = try #require(lines.firstIndex { $0.contains("d.csv") && $0.hasPrefix("{\"chain\":") })
      let stale = try tzopt(["replay", "r.jsonl:\(data + 1)"], in: folder)
      #expect(stale.status == 1 && stale.out.contains("has changed"), "\(stale.out)")
    }
  }

  @Test func noRunPassesTheBudgetByMoreThanOneEvaluation() throws {
    try withFiles([:]) { folder in
      let weights = ["f": 1.0, "g": 2.0, "hvp": 4.0, "jac": 0.5]
      _ = try compare(
        ["--problems", "rosenbrock dim=4", "--chains"] + chains + ["newtoncg | backtracking", "gaussnewton | backtracking", "newton | lr(1e-3)"]
          + ["--cost", "f=1,g=2,hvp=4,jac=0.5", "--seeds", "3", "--budget", "50", "--gtol", "0", "-o", "r.jsonl"], in: folder)
      let runs = try shell("cat '\(folder)/r.jsonl'").objects().filter { $0["chain"] != nil }
      #expect(runs.count == 18)
      for run in runs {
        let counts = try #require(run["evals"] as? [String: Double])
        let cost = counts.reduce(0) { $0 + (weights[$1.key] ?? .nan) * $1.value }
        // One more evaluation at most, a Hessian of four products; one that was refused has been counted.
        #expect(cost <= 50 + 16 + 16, "\(run)")
        #expect(run["status"] as? String == "evaluation-limit" || cost < 50, "\(run)")
        let trace = try #require(run["trace"] as? [[Double]])
        #expect(zip(trace, trace.dropFirst()).allSatisfy { $0[0] < $1[0] && $0[1] >= $1[1] })
      }
    }
  }

  @Test func aTallJacobianCostsItsColumns() throws {
    try withFiles(["d.csv": "a,y\n" + (0..<50).map { "\($0 % 7),\($0 % 5)" }.joined(separator: "\n")]) { folder in
      _ = try compare(["--problems", "d.csv target=y", "--chains", "gaussnewton | lr(1)", "-o", "r.jsonl", "--budget", "40"], in: folder)
      let run = try #require(try shell("cat '\(folder)/r.jsonl'").objects().last)
      let counts = try #require(run["evals"] as? [String: Int])
      // Two parameters; 50 rows.
      #expect(counts["jac"].map { $0 > 0 && $0 % 50 == 0 } == true)
      let expected = (counts["f"] ?? 0) + (counts["g"] ?? 0) + (counts["jac"] ?? 0) / 50 * 2
      #expect(run["cost"] as? Double == Double(expected), "\(run)")
    }
  }

  @Test func startsAreCommonToAllChainsAndDifferBySeed() throws {
    try withFiles([:]) { folder in
      _ = try compare(["--problems", "rosenbrock", "--chains"] + chains + ["--seeds", "5", "--budget", "5", "-o", "r.jsonl"], in: folder)
      let runs = try shell("cat '\(folder)/r.jsonl'").objects().filter { $0["chain"] != nil }
      let starts = Dictionary(grouping: runs, by: { $0["seed"] as? Int ?? -1 }).mapValues { Set($0.compactMap { $0["f_start"] as? Double }) }
      #expect(starts.count == 5 && starts.values.allSatisfy { $0.count == 1 } && Set(starts.values).count == 5)
      #expect(abs((starts[0]?.first ?? 0) - 24.2) < 1e-12, "seed 0 is the problem's own start")
    }
  }

  @Test func noisyRunsAreJudgedWithoutTheirNoise() throws {
    try withFiles([:]) { folder in
      _ = try compare(["--problems", "sphere noise=10", "--chains", "lr(1e-3)", "--seeds", "4", "--budget", "200", "-o", "r.jsonl"], in: folder)
      let runs = try shell("cat '\(folder)/r.jsonl'").objects().filter { $0["chain"] != nil }
      // Noise of 10 takes measured values far below 0, where f = Σx² never is.
      #expect(runs.count == 4 && runs.allSatisfy { $0["f_best"] as? Double ?? -1 >= 0 && $0["f"] as? Double ?? -1 >= 0 })
      #expect(try tzopt(["replay", "r.jsonl:3"], in: folder).status == 0)
    }
  }

  @Test func aDifferenceInsideTheNoiseIsNotRanked() throws {
    let arguments = ["--problems", "quadratic dim=5", "--seeds", "10", "--format", "jsonl", "--chains", "lr(0.01)"]
    let alike = try compare(arguments + ["lr(0.01) | mul(1)"]).objects().filter { $0["problem"] is String }
    #expect(alike.compactMap { $0["verdict"] as? String } == ["first", "not distinguishable"])
    let clear = try compare(arguments + ["lbfgs | strongwolfe"]).objects().filter { $0["problem"] is String }
    #expect(clear.compactMap { $0["verdict"] as? String } == ["first", "different"])
    #expect(clear.first?["chain"] as? String == "lbfgs | strongwolfe")
  }

  @Test("Where nothing finite is evaluated, nothing is solved", arguments: [
    ("x^2 start=x=1", "@levenberg_marquardt"), ("log(x) start=x=-1", "lr(1)"),
  ])
  func nothingFinite(_ problem: String, _ chain: String) throws {
    let result = try compare(["--problems", problem, "--chains", chain])
    #expect(result.out.contains(" 0/1 "), "\(result.out)")
  }

  /// The step leads to log(0) = −∞, which no line of a file can hold.
  @Test func aReportSaysWhatTheComparisonSaid() throws {
    try withFiles([:]) { folder in
      let said = try compare(["--problems", "log(x) start=x=1", "--chains", "lr(1)", "adam | lr(0.01)", "-o", "r.jsonl"], in: folder)
      #expect(try tzopt(["report", "r.jsonl"], in: folder).out == said.out)
    }
  }

  @Test func aTornFirstLineIsWrittenAgain() throws {
    try withFiles(["r.jsonl": "{\"compar"]) { folder in
      _ = try compare(["--problems", "booth", "--chains", "lr(0.1)", "-o", "r.jsonl"], in: folder)
      let lines = try String(contentsOfFile: folder + "/r.jsonl", encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 2 && lines[0].hasPrefix("{\"comparison\":{"))
      _ = try shell("sed -i 's/\"seed\":0/\"seed\":-9223372036854775808/' '\(folder)/r.jsonl'")
      let replay = try tzopt(["replay", "r.jsonl:2"], in: folder)
      #expect(replay.status == 65 && replay.err.contains("is no run"), "\(replay.err)")
    }
  }

  @Test func failuresAreRunsWithACause() throws {
    let result = try compare(["--problems", "rosenbrock,ackley", "--chains", "lr(1)", "gaussnewton | backtracking", "lbfgs | strongwolfe"])
    #expect(result.out.contains("diverged: f is not finite") && result.out.contains("failed: 'gaussnewton' needs residuals"), "\(result.out)")
  }

  @Test func thePageStandsAlone() throws {
    let page = try compare(["--problems", "rosenbrock,beale", "--chains"] + chains + ["--seeds", "2", "--format", "html"]).out
    let links = page.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!links.contains("http") && !links.contains("<script") && !links.contains("<link") && !links.contains("<img"))
    // Four performance profiles, four data profiles, runtimes, and the descent on two problems.
    #expect(page.components(separatedBy: "<svg").count - 1 == 11)
    #expect(page.matches(of: #/ d="([^"]*)"/#).allSatisfy { !$0.1.contains("n") }, "no curve goes to nan or inf")
    let parser = XMLLikeTags(page)
    #expect(parser.unbalanced.isEmpty, "\(parser.unbalanced)")
  }

  @Test func aPlanSaysWhatTheCommandLineSays() throws {
    try withFiles(["plan.toml": """
      problems = ["rosenbrock,beale"]
      seeds = 2
      budget = 200
      [chains]
      a = "adam | lr(0.1)"
      b = "lbfgs | strongwolfe"
      """]) { folder in
      let line = try compare(
        ["--problems", "rosenbrock,beale", "--seeds", "2", "--budget", "200", "--chains", "a=adam | lr(0.1)", "b=lbfgs | strongwolfe"])
      #expect(try compare(["--plan", "plan.toml"], in: folder).out == line.out)
      #expect(try compare(["--plan", "plan.toml", "--budget", "300"], in: folder).out != line.out)
    }
  }

  @Test("Wrong input is named, with its mend", arguments: [
    (["--problems", "set:klassic", "--chains", "adam"], 64, "did you mean 'classic'"),
    (["--problems", "rosenbrok", "--chains", "adam"], 64, "did you mean"),
    (["--problems", "rosenbrock", "--chains", "adm"], 65, "did you mean 'adam'"),
    (["--problems", "rosenbrock", "--chains", "a=adam", "b=adam"], 64, "is there twice"),
    (["--problems", "rosenbrock,rosenbrock", "--chains", "adam"], 64, "is there twice"),
    (["--problems", "rosenbrock,booth dim=2", "--chains", "adam"], 64, "put ; between them"),
    (["--problems", "rosenbrock", "--chains", "adam", "--cost", "f=-1"], 64, "--cost"),
    (["--problems", "rosenbrock", "--chains", "adam", "--cost", "f=0,g=1"], 64, "must cost something"),
    (["--problems", "rosenbrock", "--chains", "adam", "-o", "-"], 64, "--output needs a file"),
    (["--problems", "rosenbrock", "--chains", "adam", "--seeds", "0"], 64, "--seeds"),
    (["--problems", "rosenbrock"], 64, "Name chains"), (["--plan", "/nonexistent/plan.toml"], 66, "cannot read"),
    (["--problems", "rosenbrock", "--chains", "adam", "-o", "/nonexistent/r.jsonl"], 74, "cannot write /nonexistent/r.jsonl"),
    (["--problems", "rosenbrock", "--chains", "adam", "-o", "/dev/full"], 74, "cannot write /dev/full"),
    (["--problems", "rosenbrock", "--chains", "adam", "-o", #filePath], 66, "holds no comparison"),
  ] as [([String], Int32, String)])
  func wrongInput(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let result = try tzopt(["compare"] + arguments)
    #expect(result.status == status && result.err.contains(words), "\(result.status): \(result.err)")
  }

  @Test("Recipes that are shell scripts work")
  func scripts() throws {
    try withFiles([:]) { folder in
      let recipes = ReadmeTests.root + "/Recipes"
      let budgets = try shell("'\(recipes)/compare-budgets.sh' rosenbrock,booth")
      #expect(budgets.status == 0 && budgets.lines.count == 10 && budgets.out.contains("10/10"), "\(budgets.out)\(budgets.err)")
      let rates = try shell("'\(recipes)/compare-rates.sh'")
      #expect(rates.status == 0 && rates.out.contains("chose: adam | lr(") && rates.out.contains("| lbfgs"), "\(rates.out)\(rates.err)")
      #expect(try shell("'\(recipes)/compare-rates.sh' nosuchproblem").status == 64)
      let several = try shell("'\(recipes)/compare-rates.sh' booth,beale")
      #expect(several.status == 0 && several.lines.count { $0.hasPrefix("| ---") } == 1, "\(several.out)")
      _ = try compare(["--problems", "booth", "--chains"] + chains + ["--seeds", "2", "--budget", "40", "-o", "r.jsonl"], in: folder)
      #expect(try shell("'\(recipes)/compare-gate.sh' /nonexistent/r.jsonl").status == 66)
      #expect(try shell("cd '\(folder)' && head -1 r.jsonl >p.jsonl && '\(recipes)/compare-gate.sh' p.jsonl").status == 65)
      let gate = try shell("cd '\(folder)' && '\(recipes)/compare-gate.sh' r.jsonl")
      #expect(gate.status == 0 && gate.out == "6 of 6 runs reproduced\n", "\(gate.out)\(gate.err)")
      let broken = try shell("cd '\(folder)' && sed -i '3s/\"x_hash\":\"./\"x_hash\":\"x/' r.jsonl && '\(recipes)/compare-gate.sh' r.jsonl")
      #expect(broken.status == 1 && broken.out.contains("5 of 6 runs reproduced"), "\(broken.out)\(broken.err)")
    }
  }
}

/// Tags that are not closed in their order, in a page that uses no exceptions but these.
private struct XMLLikeTags {
  private(set) var unbalanced: [String] = []

  init(_ page: String) {
    var open: [String] = []
    for tag in page.matches(of: #/<(/?)([a-z0-9]+)[^>]*?(/?)>/#) {
      let name = String(tag.2)
      if ["meta", "path", "rect", "circle"].contains(name) && (tag.3 == "/" || name == "meta") { continue }
      if tag.1.isEmpty {
        open.append(name)
      } else if open.popLast() != name {
        unbalanced.append(name)
        return
      }
    }
    unbalanced = open
  }
}
