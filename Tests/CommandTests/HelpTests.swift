import Foundation
import Language
import Optimization
import Testing
import Workbench

/// The pages of `tzopt help`, the manual, completion scripts and the generated reference say what is declared.
@Suite struct HelpTests {
  /// An example in a page that does not work teaches what is wrong.
  @Test func everyChainInAPageCanBeRead() throws {
    let recipes = RecipeFolders([ReadmeTests.root + "/Recipes"]).source
    var count = 0
    for topic in HelpTopic.all {
      for case .chains(let chains) in topic.parts {
        for example in chains {
          count += 1
          #expect(throws: Never.self, "\(example.chain)") {
            _ = try ChainReader.chain(example.chain, holes: [:], recipes: recipes)
          }
        }
      }
    }
    #expect(count >= 15)
  }

  @Test func everyCommandInAPageRuns() throws {
    for topic in HelpTopic.all {
      for case .commands(let lines) in topic.parts {
        for line in lines {
          let folder = (toolPath as NSString).deletingLastPathComponent
          let result = try shell("cd '\(ReadmeTests.root)' && PATH='\(folder)':$PATH && \(line)")
          #expect(result.status == 0, "\(line)\n\(result.err)")
        }
      }
    }
  }

  @Test(arguments: HelpTopic.all.map(\.name)) func aTopicIsShown(_ name: String) throws {
    for columns in [60, 80, 120] {
      let result = try tzopt(["help", name], environment: ["COLUMNS": "\(columns)"])
      #expect(result.status == 0 && result.lines.count > 10)
      // Lines of shell commands are not broken.
      for line in result.lines where !line.contains("tzopt ") && !line.contains("(") { #expect(line.count <= columns, "\(line)") }
    }
  }

  @Test(arguments: [("solv", "did you mean 'solve'?"), ("statsu", "did you mean 'status'?"), ("xyzzy", "tzopt --help lists the commands")])
  func anUnknownPageIsAnError(_ name: String, _ hint: String) throws {
    let result = try tzopt(["help", name])
    #expect(result.status == 64 && result.out.isEmpty)
    #expect(result.err.hasPrefix("error: no such command or page '\(name)'\n  \(hint)"), "\(result.err)")
    #expect(try tzopt(["help", "compare"]).status == 0)
  }

  @Test func everyCommandsHelpLeadsWithExamples() throws {
    let overview = try tzopt(["--help"]).out
    let commands = overview.components(separatedBy: "SUBCOMMANDS:\n")[1].split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See") }
      .map { String($0.split(separator: " ")[0]) }
    #expect(commands.contains("solve"))
    for command in commands {
      let help = try tzopt(["help", command]).out
      let usage = try #require(help.range(of: "USAGE:"))
      #expect(help[..<usage.lowerBound].contains("\n  tzopt"), "\(command) has no example before its usage")
    }
  }

  /// The manual is made from the same declarations: every option of every command is in it, and it is proper roff.
  @Test func theManualKnowsEveryOption() throws {
    let manual = try tzopt(["manual"])
    #expect(manual.status == 0 && manual.out.hasPrefix(".TH TZOPT 1"))
    let plain = manual.out.replacingOccurrences(of: "\\-", with: "-")
    for command in ["solve", "modules", "graph", "problems"] {
      let help = try tzopt(["help", command]).out
      for match in help.matches(of: #/\n  (--[a-z0-9-]+)/#) where !["--version", "--help"].contains(match.1) {
        #expect(plain.contains("\\fB\(match.1)\\fR"), "\(match.1) of \(command)")
      }
    }
    for line in manual.lines where line.hasPrefix(".") {
      #expect(line.contains(#/^\.(TH|SH|SS|TP|PP|br|nf|fi|B)\b/#), "\(line)")
    }
  }

  /// bash asks the tool for what may stand at the cursor.
  @Test(
    arguments: [
      (["solve", "rosenb"], "rosenbrock"), (["solve", "rosenbrock", "--chain", "lbfgs|stro"], "lbfgs|strongwolfe"),
      (["solve", "booth", "--chain", "@mu"], "@muon"), (["modules", "strongw"], "strongwolfe"),
      (["solve", "Problems/ir"], "Problems/iris.csv"), (["recipes", "mu"], "muon"), (["compare", "--chains", "@mu"], "@muon"),
      (["compare", "--problems", "rosenb"], "rosenbrock"), (["run", "READ"], "README.md"), (["fit", "Problems/ir"], "Problems/iris.csv"),
    ]) func bashCompletes(_ words: [String], _ expected: String) throws {
    let script = """
      cd '\(ReadmeTests.root)'; mkdir -p "$D"; ln -s "$TZOPT" "$D/tzopt"; PATH="$D:$PATH"
      source <(tzopt --generate-completion-script bash)
      COMP_WORDS=(tzopt \(words.map { "'\($0)'" }.joined(separator: " "))); COMP_CWORD=\(words.count)
      COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9
      _tzopt tzopt "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; printf '%s\\n' "${COMPREPLY[@]}"
      """
    try withFiles([:]) { folder in
      let result = try shell("D='\(folder)/bin'\n\(script)")
      #expect(result.lines.contains(expected), "\(result.out)\(result.err)")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionScriptsAreMade(_ kind: String) throws {
    let result = try tzopt(["--generate-completion-script", kind])
    #expect(result.status == 0 && result.out.contains("tzopt"))
  }

  /// `make documentation` brings them up to date.
  @Test func theGeneratedReferenceIsUpToDate() throws {
    for file in ReferenceDocuments.all {
      let path = ReadmeTests.root + "/Sources/tzopt/Documentation/" + file.name
      #expect(try String(contentsOfFile: path, encoding: .utf8) == file.text, "\(file.name): run `make documentation`")
    }
  }

  /// A text longer than the terminal goes through PAGER; NO_COLOR takes the colours away. `script` makes the terminal.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/script"))) func thePagerAndNoColorAreRespected() throws {
    let paged = try shell("PAGER='sed s/^/PAGED:/' script -qec 'stty rows 20 cols 80; $TZOPT modules' /dev/null")
    #expect(paged.out.contains("PAGED:"))
    let coloured = try shell("env -u NO_COLOR TERM=xterm PAGER=cat script -qec '$TZOPT modules adam' /dev/null")
    let plain = try shell("TERM=xterm NO_COLOR=1 PAGER=cat script -qec '$TZOPT modules adam' /dev/null")
    #expect(coloured.out.contains("\u{1B}[1m") && !plain.out.contains("\u{1B}["))
  }
}
