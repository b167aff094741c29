import ArgumentParser
import Workbench

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Makes a run of a results file again, and says whether every bit is the same.",
    discussion: """
        tzopt replay results.jsonl:17

      The number is that of the line. Exit status: 0 reproduced; 1 not.
      """)

  @Argument(help: ArgumentHelp("A results file and a line of it.", valueName: "file:line"))
  var place: String

  func run() throws {
    try reporting {
      guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), line >= 1 else {
        throw CommandFailure(ExitStatus.wrongCommandLine, "'\(place)' names no line of a file", hint: "write results.jsonl:17")
      }
      let path = String(place[..<colon])
      let stored = try StoredResults(path: path)
      guard let run = stored.runs.first(where: { $0.line == line }) else {
        let lines = stored.runs.map(\.line)
        let known = lines.isEmpty ? "the file has no runs" : "runs are in lines \(lines.min() ?? 0) to \(lines.max() ?? 0)"
        throw CommandFailure(ExitStatus.wrongInput, "line \(line) of \(path) is no run", hint: known)
      }
      let replay = Replay(run.result, version: Tzopt.version)
      try show(replay.text(place: place, style: Terminal.style()))
      if !replay.isReproduced { throw ExitCode(ExitStatus.endedBadly) }
    }
  }
}
