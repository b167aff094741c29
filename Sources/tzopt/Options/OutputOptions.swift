import ArgumentParser
import Workbench

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, jsonl
}

/// `x,grad,update`
struct RecordList: ExpressibleByArgument {
  let vectors: RecordedVectors

  init?(argument: String) {
    var vectors: RecordedVectors = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      switch word {
      case "x": vectors.insert(.x)
      case "grad", "gradient": vectors.insert(.gradient)
      case "update": vectors.insert(.update)
      default: return nil
      }
    }
    self.vectors = vectors
  }
}

struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("What is written.", valueName: "format"))
  var format = OutputFormat.table

  @Option(parsing: .unconditional, help: ArgumentHelp("A row every so many steps; the last always.", valueName: "steps"))
  var every: Int?

  @Option(help: ArgumentHelp("Vectors to put into each row: x, grad, update.", valueName: "x,grad,update"))
  var record: RecordList?

  @Option(name: [.customLong("output"), .customShort("o")], help: ArgumentHelp("Write there instead of to the standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "What every stage of the chain does to the update, below each row.")
  var watch = false

  @Flag(help: "Curves of f and |gradient| in the terminal, after the report.")
  var plot = false

  @Flag(name: .shortAndLong, help: "No rows: the end of the run alone.")
  var quiet = false

  func validate() throws {
    if let every, every < 1 { throw ValidationError("--every must be at least 1, not \(every).") }
    if watch && format == .csv { throw ValidationError("--watch needs --format table or jsonl: its stages are no columns.") }
    if plot && format != .table { throw ValidationError("--plot needs --format table: what programs read has no pictures in it.") }
    if output == "" { throw ValidationError("--output needs the name of a file.") }
  }

  /// Where the trace goes; fails before the run, not after it.
  func makeSink() throws -> ByteSink { try openSink(output ?? "-") }
}
