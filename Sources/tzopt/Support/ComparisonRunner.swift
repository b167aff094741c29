import ArgumentParser
import Workbench

/// Makes the runs of plans: with a results file, a progress display, and Ctrl-C.
struct ComparisonRunner {
  private let file: ResultsFile?
  private let path: String
  private let jobs: Int
  private let isInterrupted: () -> Bool

  init(output: String?, jobs: Int?) throws {
    path = output ?? ""
    self.jobs = jobs ?? availableCores
    do {
      file = try output.map { try ResultsFile(path: $0) }
    } catch let error as OutputError {
      throw CommandFailure(ExitStatus.unwritableOutput, "cannot write \(path): \(error.message)")
    }
    isInterrupted = Interrupt.watch()
  }

  /// Runs what is not in the file. What ends it early is in the outcome: what was computed is there all the same.
  func run(_ plan: ComparisonPlan) throws -> ComparisonOutcome {
    do { try file?.begin(plan) } catch { throw unwritable(error) }
    let known = file?.stored.byKey ?? [:]
    let comparison = Comparison(plan, version: Tzopt.version, jobs: jobs)
    let there = comparison.known(known)
    if there > 0 { say("\(there) of \(plan.runCount) runs are in \(path) already\n") }
    nonisolated(unsafe) let isInterrupted = isInterrupted
    let display = DisplayLine()
    defer { display.clear() }
    let file = file
    return comparison.run(
      known: known, finished: { try file?.append($0) }, display: { display.show($0) }, isInterrupted: { isInterrupted() })
  }

  /// Ends the command where the outcome was ended early; to be called when what there is has been shown.
  func check(_ outcome: ComparisonOutcome) throws {
    if let error = outcome.error { throw (error as? OutputError).map(unwritable) ?? error }
    if outcome.isInterrupted { throw interruption }
  }

  /// Says that it can go on.
  var interruption: ExitCode {
    say(file == nil ? "interrupted; with -o FILE it could be taken up again\n" : "interrupted; the same command goes on\n")
    return ExitCode(ExitStatus.interrupted)
  }

  func unwritable(_ error: OutputError) -> CommandFailure {
    CommandFailure(ExitStatus.unwritableOutput, "cannot write \(path): \(error.message)")
  }
}
