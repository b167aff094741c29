import ArgumentParser
import Optimization
import Workbench

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a script of the prompt's commands.",
    discussion: """
        tzopt run session.tz
        echo 'problem booth; chain newton; run' | tr ';' '\\n' | tzopt run -

      It stops at the first command that fails, whose line and status it gives. Else the
      status is that of the last run: 0 ended by a rule, 1 diverged or failed,
      130 interrupted.
      """)

  @Argument(help: "A file of commands, one a line, such as the prompt's `export` writes; - is the standard input.", completion: .file())
  var script: String

  func run() throws { try reporting { try runScript(script) } }
}

/// Runs the commands of a file or of the standard input, with neither prompt nor line editing.
func runScript(_ path: String) throws {
  let session = Session.ofTool()
  do {
    let source = try LineSource(path: path)
    try session.execute(lines: { try source.next() }, name: path == "-" ? "stdin" : path)
  } catch let error as ReadFailure {
    throw error.failure
  } catch let error as ScriptError {
    if let output = error.cause as? OutputError { throw output }
    let status = sayFailure(error)
    throw ExitCode(session.lastStatus == .interrupted ? ExitStatus.interrupted : status)
  }
  switch session.lastStatus {
  case let status? where status.exitStatus != 0: throw ExitCode(status.exitStatus)
  default: break
  }
}
