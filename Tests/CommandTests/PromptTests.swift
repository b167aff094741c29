import Foundation
import Glibc
import Testing

/// The prompt as a person meets it, through a terminal.
@Suite struct PromptTests {
  /// A prompt in a new home, with its greeting read.
  private func withPrompt<Result>(_ files: [String: String] = [:], _ body: (TerminalProcess, String) throws -> Result) throws -> Result {
    try withFiles(files) { folder in
      let environment = ["HOME": folder, "TERM": "dumb", "PATH": "/usr/bin:/bin", "XDG_STATE_HOME": "\(folder)/state"]
      let prompt = try TerminalProcess([], environment: environment, in: folder)
      #expect(prompt.wait(for: "tzopt> ") != nil, "\(prompt.output)")
      return try body(prompt, folder)
    }
  }

  /// The README's block: lines that begin with the prompt are typed, the others are what comes.
  static let transcript: [String] = {
    guard let text = try? String(contentsOfFile: ReadmeTests.root + "/README.md", encoding: .utf8),
      let start = text.range(of: "```repl\n"), let end = text[start.upperBound...].range(of: "```")
    else { return [] }
    return text[start.upperBound..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }()

  @Test("The README's transcript is real")
  func transcript() throws {
    let lines = Self.transcript
    let typed = lines.compactMap { line in line.firstMatch(of: #/^tzopt[^>]*> (.*)$/#).map { String($0.1) } }
    try #require(typed.count >= 8)
    try withPrompt { prompt, folder in
      var found: [String] = ["tzopt> "]
      for (i, line) in typed.enumerated() {
        prompt.type(line + "\n")
        if i == typed.count - 1 { break }
        let answer = try #require(prompt.wait(for: "> "), "after \(line): \(prompt.output)")
        let parts = answer.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        found[found.count - 1] += parts[0]
        found += parts.dropFirst()
      }
      #expect(prompt.end() == 0)
      found[found.count - 1] += typed[typed.count - 1]
      let shown = found.filter { !$0.isEmpty }, expected = lines.filter { !$0.isEmpty }
      for (want, got) in zip(expected, shown) { #expect(ReadmeTests.agree(want, got), "README: \(want)\nprinted: \(got)") }
      #expect(shown.count == expected.count, "\(shown.joined(separator: "\n"))")
    }
  }

  @Test("Ctrl-C stops a run, not the prompt; Ctrl-D leaves")
  func interrupt() throws {
    try withPrompt { prompt, _ in
      prompt.type("problem rosenbrock\n")
      _ = prompt.wait(for: "tzopt> ")
      prompt.type("chain adam | lr(1e-9)\n")
      _ = prompt.wait(for: "tzopt> ")
      prompt.type("run until f < 0 and steps < 0\n")
      usleep(300_000)
      prompt.type("\u{03}")
      let stopped = try #require(prompt.wait(for: "tzopt> "), "\(prompt.output)")
      #expect(stopped.contains("interrupted: after step"))
      prompt.type("show status\n")
      #expect(prompt.wait(for: "tzopt> ")?.contains("interrupted") == true)
      // While a line is written it is dropped.
      prompt.type("stpe\u{03}")
      #expect(prompt.wait(for: "tzopt> ") != nil)
      prompt.type("show f\n")
      #expect(prompt.wait(for: "tzopt> ")?.contains("error") == false)
      prompt.type("\u{04}")
      #expect(prompt.end() == 0)
    }
  }

  @Test("Lines are kept for the next time, in a folder that is made; the Tab key completes")
  func history() throws {
    try withPrompt { prompt, folder in
      prompt.type("prob\tboo\t\n")
      #expect(prompt.wait(for: "tzopt> ")?.contains("booth: 2 entries") == true, "\(prompt.output)")
      prompt.type("stpe\n")
      #expect(prompt.wait(for: "tzopt> ")?.contains("did you mean 'step'?") == true)
      prompt.type("quit\n")
      #expect(prompt.end() == 0)
      let kept = try String(contentsOfFile: "\(folder)/state/tzopt/history", encoding: .utf8)
      #expect(kept.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) } == ["problem booth", "stpe", "quit"])
    }
  }

  @Test("A history that cannot be written is no fault")
  func unwritableHistory() throws {
    try withFiles(["state": "a file"]) { folder in
      let prompt = try TerminalProcess(["repl"], environment: ["TERM": "dumb", "XDG_STATE_HOME": "\(folder)/state/x"])
      #expect(prompt.wait(for: "tzopt> ") != nil)
      prompt.type("problem booth\n")
      #expect(prompt.wait(for: "tzopt> ")?.contains("booth") == true)
      prompt.type("\u{04}")
      #expect(prompt.end() == 0)
    }
  }
}
