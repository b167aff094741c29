import Foundation
import Testing

/// `tzopt run`: the prompt's commands without a prompt.
@Suite struct ScriptTests {
  @Test("A script's output is what the commands say, from a file, from - and from a pipe alike")
  func sources() throws {
    let script = "# a comment\nproblem booth\nchain newton \\\n  | backtracking\nrun   # until it is done\nshow x\n"
    try withFiles(["a.tz": script]) { folder in
      let file = try tzopt(["run", "a.tz"], in: folder)
      #expect(file.status == 0 && file.err.isEmpty)
      #expect(file.lines.last == "1  3")
      #expect(!file.out.contains("tzopt>") && !file.out.contains("\u{1B}"))
      for arguments in [["run", "-"], ["repl"], []] {
        let piped = try tzopt(arguments, stdin: script)
        #expect(piped.out == file.out && piped.status == 0, "\(arguments)")
      }
    }
  }

  @Test("The first error ends a script with its line, its text and its status", arguments: [
    ("problem booth\nstpe 3\n", 64, "a.tz:2: stpe 3\nerror: unknown command 'stpe'\n  did you mean 'step'?\n"),
    ("problem booth\n\nchain lbfgs | strongwolf\nrun", 65,
      "a.tz:3: chain lbfgs | strongwolf\nerror: unknown module 'strongwolf'\n  lbfgs | strongwolf\n          ^~~~~~~~~~ did you mean 'strongwolfe'?\n"),
    ("problem none.csv target=y\n", 66, "a.tz:1: problem none.csv target=y\nerror: "),
    ("problem booth\nchain newton\nexport /nowhere/at/all.tz\n", 74, "a.tz:3: export /nowhere/at/all.tz\nerror: cannot write"),
    ("problem booth\nchain adam | \\\n  lr(x)\n", 65, "a.tz:2: chain adam |   lr(x)\n"),
  ])
  func errors(_ script: String, _ status: Int32, _ message: String) throws {
    try withFiles(["a.tz": script]) { folder in
      let result = try tzopt(["run", "a.tz"], in: folder)
      #expect(result.status == status && result.err.hasPrefix(message), "\(result.status): \(result.err)")
    }
  }

  @Test("The status is that of the last run")
  func statuses() throws {
    #expect(try tzopt(["run", "-"], stdin: "problem rosenbrock\nchain lr(1)\nrun\n").status == 1)
    #expect(try tzopt(["run", "-"], stdin: "problem rosenbrock\nchain lr(1)\nrun\nchain lr(1e-4)\nrun 5\n").status == 0)
    #expect(try tzopt(["run", "missing.tz"]).status == 66)
  }

  @Test("What the prompt exports, the tool replays to the same bits")
  func export() throws {
    try withFiles([:]) { folder in
      let session = "problem rosenbrock n=6\nchain lbfgs | strongwolfe\nstep 9\nfork b\nset 2.c2 = 0.3\nstep 5\nundo\nstep 2\nexport s.tz\nshow f\nshow x\n"
      let made = try tzopt([], stdin: session, in: folder)
      #expect(made.status == 0, "\(made.err)")
      let replayed = try tzopt(["run", "-"], stdin: "load s.tz\nshow f\nshow x\n", in: folder)
      #expect(replayed.lines.suffix(2) == made.lines.suffix(2))
    }
  }

  @Test("A recipe is not saved under a name that means another one here")
  func hiddenRecipe() throws {
    try withFiles(["work/Recipes/adam.chain": "sign\n", "config/none": ""]) { folder in
      func save(_ name: String) throws -> ToolResult {
        try tzopt(
          ["run", "-"], stdin: "chain adam | lr(0.1)\nsave recipe \(name)\nload \(name)\n", environment: ["XDG_CONFIG_HOME": "\(folder)/config"],
          in: "\(folder)/work")
      }
      let refused = try save("adam")
      #expect(refused.status == 64 && refused.err.hasSuffix("error: @adam still means another recipe here\n  save it under another name\n"))
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/config/tzopt/recipes/adam.chain"))
      let saved = try save("mine")
      #expect(saved.status == 0 && saved.lines.suffix(2) == ["  1  adam", "  2  lr(0.1)"], "\(saved.out) \(saved.err)")
    }
  }

  @Test("Steps of the prompt are those of solve")
  func agreesWithSolve() throws {
    // As text: Foundation does not read every number to its last bit.
    let solved = try tzopt(["solve", "rosenbrock", "--chain", "lbfgs | strongwolfe", "--format", "jsonl"]).lines.last ?? ""
    let f = solved.firstMatch(of: #/"f":([^,]+)/#).flatMap { Double($0.1) }
    let session = try tzopt([], stdin: "problem rosenbrock\nchain lbfgs | strongwolfe\nstep 3\nrun 10\nrun\nshow f\n")
    #expect(f != nil && session.lines.last.flatMap(Double.init) == f)
    #expect(session.out.contains("converged: max |gradient|"))
  }
}

/// `tzopt solve --watch`
@Suite struct WatchCommandTests {
  @Test("JSON lines tell what every stage did; the rest of the lines is as without")
  func json() throws {
    let arguments = ["solve", "rosenbrock", "--dim", "20", "--chain", "clipvalue(1) | adam | lr(0.1)", "--steps", "12", "--format", "jsonl", "--record", "x"]
    let plain = try tzopt(arguments).objects(), watched = try tzopt(arguments + ["--watch"]).objects()
    try #require(plain.count == watched.count)
    for (a, b) in zip(plain, watched).dropLast() {
      #expect(a["x"] as? [Double] == b["x"] as? [Double])
      let stages = try #require(b["stages"] as? [[String: Any]])
      #expect(a["stages"] == nil)
      if b["step"] as? Int == 0 {
        #expect(stages.isEmpty)
      } else {
        #expect(stages.compactMap { $0["module"] as? String } == ["clipvalue", "adam", "lr"])
        #expect(Set(stages[0].keys) == ["module", "in", "out", "cos", "flipped", "changed"])
        // What a stage hands on is what the next one gets.
        #expect(stages[0]["out"] as? Double == stages[1]["in"] as? Double)
      }
    }
  }

  @Test("The table has a line a stage below every row; csv has no place for them")
  func table() throws {
    let table = try tzopt(["solve", "booth", "--chain", "adam | lr(0.1)", "--steps", "3", "--watch"])
    #expect(table.lines.filter { $0.contains(" 1 adam ") }.count == 3)
    // Below 80 columns it still fits; where there is less room, what came in is left out.
    for columns in [60, 68, 80] {
      let narrow = try tzopt(
        ["solve", "booth", "--chain", "scalemodulesbycosinesimilarity(adam, sign) | lr(0.1)", "--steps", "3", "--watch"],
        environment: ["COLUMNS": "\(columns)"])
      let lines = narrow.lines.filter { $0.contains("stage  ") || $0.contains(" 1 scale") || $0.contains(" 2 lr ") }
      #expect(lines.count == 7)
      for line in lines { #expect(line.count == (columns < 68 ? 58 : 68), "\(line)") }
      #expect(narrow.out.contains("|in|") == (columns >= 68) && narrow.out.contains("|out|"))
    }
    #expect(try tzopt(["solve", "booth", "--chain", "adam", "--watch", "--format", "csv"]).status == 64)
  }
}
