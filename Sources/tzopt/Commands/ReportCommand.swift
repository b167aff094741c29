import ArgumentParser
import Problems
import Workbench

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Reports on a comparison from its results file, finished or not.",
    discussion: """
        tzopt report results.jsonl
        tzopt report results.jsonl --plot
        tzopt report results.jsonl --target 1e-3 --format html > report.html
      """)

  @Argument(help: "A file that tzopt compare -o wrote; - reads it from the standard input.")
  var file: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Another accuracy at which a run has solved its problem.", valueName: "accuracy"))
  var target: Double?

  @OptionGroup(title: "Report")
  var output: ReportOptions

  func validate() throws {
    if let target, !(target >= 0 && target.isFinite) { throw ValidationError("--target must be a number from 0 on, not \(target).") }
  }

  func run() throws {
    try reporting {
      let stored = try StoredResults(path: file)
      let data = try ComparisonData(stored, accuracy: target)
      for line in stored.damagedLines.prefix(5) { say("line \(line) of \(file) holds no run: left out\n") }
      if data.omitted > 0 { say("\(counted(data.omitted, "run")) of \(file) \(data.omitted == 1 ? "belongs" : "belong") to other plans than its last: left out\n") }
      try show(output.text(ComparisonReport(data, version: Tzopt.version)))
    }
  }
}
