import Foundation
import Testing

/// Whether there is a gnuplot to draw files with.
private let hasGnuplot: Bool = {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }
}()

/// `tzopt plot`: in the terminal, into files, and what it says of wrong input.
@Suite struct PlotCommandTests {
  private func trace(_ problem: String, _ arguments: String...) throws -> String {
    try tzopt(["solve", problem, "--format", "jsonl"] + arguments).out
  }

  @Test(arguments: [60, 80, 120])
  func curvesInTheTerminal(_ columns: Int) throws {
    let run = try trace("rosenbrock", "--chain", "lbfgs | strongwolfe")
    let result = try tzopt(["plot", "-"], stdin: run, environment: ["COLUMNS": "\(columns)"])
    #expect(result.status == 0 && result.err.isEmpty)
    #expect(result.lines.first == "rosenbrock: lbfgs | strongwolfe")
    #expect(result.lines.allSatisfy { $0.count <= columns } && !result.out.contains("\u{1B}"))
    #expect(result.out.contains("f (the minimum is 0), max |gradient|\n") && result.out.contains("1e-15 ┤") && result.out.contains(" steps\n"))
    #expect(result.lines.last == " a f (the minimum is 0)   b max |gradient|")
    #expect(result.out.unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }.count > 40)
  }

  @Test func severalRunsShareAxes() throws {
    try withFiles([
      "a.jsonl": try trace("rosenbrock", "--chain", "adam | lr(0.1)", "--steps", "200"),
      "b.jsonl": try trace("rosenbrock", "--chain", "bfgs | backtracking"),
    ]) { folder in
      let result = try tzopt(["plot", "a.jsonl", "b.jsonl", "--x", "evals"], environment: ["COLUMNS": "80"], in: folder)
      #expect(result.out.components(separatedBy: " a adam | lr(0.1)        b bfgs | backtracking\n").count == 3, "f, and below it the gradient")
      #expect(result.out.contains("evaluations (values, gradients and products)\n"))
      let alone = try tzopt(["plot", "a.jsonl", "b.jsonl", "--y", "grad", "--title", "Two"], in: folder)
      #expect(alone.out.hasPrefix("Two\nmax |gradient|\n"))
    }
  }

  @Test func solveDrawsAfterItsReport() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lbfgs | strongwolfe", "--plot"])
    #expect(result.status == 0)
    let parts = result.out.components(separatedBy: "\n\nrosenbrock: lbfgs | strongwolfe\n")
    #expect(parts.count == 2 && parts[0].contains("  time  "))
    #expect(try tzopt(["solve", "rosenbrock", "--chain", "lr(1)", "--plot", "--format", "csv"]).status == 64)
  }

  @Test func levelLinesWithTheWay() throws {
    let run = try trace("beale", "--chain", "adam | lr(0.05)", "--steps", "200", "--record", "x")
    let result = try tzopt(["plot", "-", "--contour"], stdin: run, environment: ["COLUMNS": "80"])
    #expect(result.status == 0, "\(result.err)")
    #expect(result.lines.first == "beale: adam | lr(0.05)" && result.lines.allSatisfy { $0.count <= 80 })
    #expect(result.out.filter { $0 == "•" }.count > 5 && result.out.contains("×") && result.out.contains("level lines at f = "))
  }

  /// The start, the lenses and the dimension of a run come with its trace.
  @Test func theTraceNamesTheWholeProblem() throws {
    let run = try trace("rosenbrock", "--chain", "lr(1e-3)", "--steps", "3", "--dim", "2", "--x0=-1,2", "--record", "x")
    #expect(run.contains("\"problem\":\"rosenbrock\",\"request\":\"rosenbrock dim=2 x0=-1,2\""))
    #expect(try tzopt(["plot", "-", "--contour"], stdin: run).status == 0)
    let formula = try tzopt([
      "solve", "--objective", "(x - 1)^2 + 3*y^2", "--start", "x=2,y=1", "--chain", "lr(0.1)", "--format", "jsonl", "--record", "x",
    ]).out
    let drawn = try tzopt(["plot", "-", "--contour"], stdin: formula)
    #expect(drawn.status == 0 && drawn.out.contains("level lines"), "\(drawn.err)")
  }

  @Test(arguments: [
    (["plot"], "", 64, "Name the traces to draw"), (["plot", "-", "-o", "picture"], "", 64, "--output needs a name that ends in"),
    (["plot", "-", "-o", "a.svg", "--terminal"], "", 64, "exclude each other"), (["plot", "-", "--format", "svg"], "", 64, "belongs to --output"),
    (["plot", "none.jsonl"], "", 66, "cannot read none.jsonl: "), (["plot", "-"], "", 65, "'standard input' is empty"),
    (["plot", "-"], "a,b\n1,2\n", 65, "'standard input', line 1: no JSON at byte 1: a value is expected\n  traces are written with"),
    (["plot", "-"], "{\"step\":0}\n", 65, "line 1: \"evals\" is missing"),
  ])
  func wrongInput(_ arguments: [String], _ stdin: String, _ status: Int, _ message: String) throws {
    let result = try tzopt(arguments, stdin: stdin)
    #expect(Int(result.status) == status && result.out.isEmpty && result.err.contains(message), "\(result.err)")
  }

  @Test func wrongContours() throws {
    let noX = try trace("rosenbrock", "--chain", "lr(1e-3)", "--steps", "2")
    let wide = try trace("rosenbrock", "--chain", "lr(1e-4)", "--steps", "2", "--dim", "3", "--record", "x")
    let other = try trace("beale", "--chain", "lr(1e-3)", "--steps", "2", "--record", "x")
    let torn = String(other.split(separator: "\n").dropLast().joined(separator: "\n"))
    for (text, message) in [
      (noX, "has no x in its rows\n  write it with --record x"), (wide, "level lines need two variables, and rosenbrock has 3\n"),
      (wide + other, "the runs are on different problems: "), (torn, "breaks off before it names its problem\n"),
    ] {
      let result = try tzopt(["plot", "-", "--contour"], stdin: text)
      #expect(result.status == 65 && result.err.contains(message), "\(result.err)")
    }
  }

  /// Results of a comparison are drawn alone, from a file or the standard input, and have words of their own.
  @Test func resultsOfAComparison() throws {
    try withFiles(["a.jsonl": try trace("booth", "--chain", "lr(0.1)", "--steps", "5")]) { folder in
      let compared = try tzopt(["compare", "--problems", "booth", "--chains", "newton", "bfgs", "-o", "results.jsonl"], in: folder)
      try #require(compared.status == 0, "\(compared.err)")
      let drawn = try tzopt(["plot", "results.jsonl"], in: folder)
      #expect(drawn.status == 0 && drawn.out.contains("Performance profile"), "\(drawn.err)")
      let text = try String(contentsOfFile: folder + "/results.jsonl", encoding: .utf8)
      #expect(try tzopt(["plot", "-"], stdin: text).out == drawn.out)
      for option in [["--title", "a"], ["--x", "evals"], ["--y", "f"]] {
        let refused = try tzopt(["plot", "results.jsonl"] + option, in: folder)
        #expect(refused.status == 64 && refused.err.contains("\(option[0]) belongs to traces"), "\(refused.err)")
      }
      let both = try tzopt(["plot", "a.jsonl", "results.jsonl"], in: folder)
      #expect(both.status == 65 && both.err.contains("draw it alone"), "\(both.err)")
    }
  }

  @Test func aTornTraceIsDrawnAsFarAsItGoes() throws {
    let run = try trace("rosenbrock", "--chain", "lbfgs | strongwolfe")
    let result = try tzopt(["plot", "-"], stdin: String(run.prefix(run.count / 2)))
    #expect(result.status == 0 && result.out.contains("┤"))
  }

  @Test func withoutGnuplotAMessageNamesThePackage() throws {
    let run = try trace("rosenbrock", "--chain", "lr(1e-3)", "--steps", "2")
    try withFiles(["run.jsonl": run]) { folder in
      let result = try tzopt(["plot", "run.jsonl", "-o", "a.svg"], environment: ["PATH": folder], in: folder)
      #expect(result.status == 69)
      #expect(result.err == """
        error: pictures in files are drawn by gnuplot, which is not installed
          apt-get install gnuplot-nox; without --output the picture is drawn in the terminal

        """)
      #expect(!FileManager.default.fileExists(atPath: folder + "/a.svg"))
    }
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed: apt-get install gnuplot-nox"), arguments: ["svg", "png", "pdf"])
  func files(_ format: String) throws {
    let run = try trace("beale", "--chain", "adam | lr(0.05)", "--steps", "60", "--record", "x")
    let beginnings: [String: [UInt8]] = ["svg": Array("<?xm".utf8), "png": [0x89, 0x50, 0x4E, 0x47], "pdf": Array("%PDF".utf8)]
    let beginning = try #require(beginnings[format])
    try withFiles(["a.jsonl": run, "b.jsonl": try trace("beale", "--chain", "bfgs | backtracking", "--record", "x")]) { folder in
      for arguments in [["a.jsonl"], ["a.jsonl", "b.jsonl", "--x", "seconds"], ["a.jsonl", "b.jsonl", "--contour"]] {
        let result = try tzopt(["plot"] + arguments + ["-o", "out.\(format)"], in: folder)
        #expect(result.status == 0 && result.out.isEmpty && result.err.isEmpty, "\(result.err)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out.\(format)"))
        #expect(Array(bytes.prefix(4)) == beginning && bytes.count > 3000)
        if format == "svg" {
          let text = String(decoding: bytes, as: UTF8.self)
          #expect(text.contains("</svg>") && text.contains("beale"))
          if arguments.count > 1 { #expect(text.contains("adam | lr(0.05)") && text.contains("bfgs | backtracking")) }
        }
      }
      let piped = try shell("cd '\(folder)' && \"$TZOPT\" plot a.jsonl -o - --format \(format) | head -c 4 | od -An -tx1")
      let hexadecimal = piped.out.split(whereSeparator: \.isWhitespace).map(String.init)
      #expect(hexadecimal == beginning.map { String(format: "%02x", $0) })
      let unwritable = try tzopt(["plot", "a.jsonl", "-o", "none/out.\(format)"], in: folder)
      #expect(unwritable.status == 74 && unwritable.err.hasPrefix("error: cannot write none/out.\(format): "))
    }
  }

  /// The examples of the help are commands that work.
  @Test func examplesRun() throws {
    let help = try tzopt(["plot", "--help"]).out.replacingOccurrences(of: " \\\n", with: " ")
    let examples = help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("tzopt ") }
    #expect(examples.count >= 3)
    let files = ["adam.jsonl": try trace("booth", "--chain", "adam | lr(0.1)"), "lbfgs.jsonl": try trace("booth", "--chain", "lbfgs | strongwolfe")]
    try withFiles(files) { folder in
      let compared = try tzopt(["compare", "--problems", "booth", "--chains", "newton", "bfgs", "-o", "results.jsonl"], in: folder)
      try #require(compared.status == 0, "\(compared.err)")
      for example in examples where hasGnuplot || !example.contains(" -o ") {
        let command = example.replacingOccurrences(of: "tzopt ", with: "\"$TZOPT\" ")
        let result = try shell("cd '\(folder)' && set -o pipefail && \(command)")
        #expect(result.status == 0, "\(example): \(result.err)")
      }
    }
  }
}
