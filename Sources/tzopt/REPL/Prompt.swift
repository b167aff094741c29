import Workbench

/// The prompt on a terminal: reads lines, shows what is wrong with them, and goes on.
struct Prompt {
  private let session = Session.ofTool()

  func run() throws {
    let reader = LineReader(history: LineReader.historyPath()) { [session] in session.completion($0) }
    try show("tzopt \(Tzopt.configuration.version): help lists the commands, ?adam explains a module, Ctrl-D leaves\n")
    while !session.isDone {
      Interrupt.clear()
      guard let line = reader.line(prompt: session.forkName.map { "tzopt \($0)> " } ?? "tzopt> ") else {
        // The terminal shows no end of a line for Ctrl-D.
        return try show("\n")
      }
      do {
        try session.execute(line)
      } catch let error as OutputError {
        throw error
      } catch {
        sayFailure(error)
      }
    }
  }
}

/// What went wrong, on stderr; the status that a command which failed so would have.
@discardableResult
func sayFailure(_ error: any Error) -> Int32 {
  if let error = error as? ScriptError {
    say("\(error.place): \(error.line)\n")
    return sayFailure(error.cause)
  }
  guard let failure = CommandFailure(error) else {
    say("error: \(error)\n")
    return ExitStatus.wrongInput
  }
  say(failure.isRendered ? failure.message + "\n" : "error: \(failure.message)\n")
  return failure.status
}
