import ArgumentParser
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Opens the prompt: runs step by step, changed and taken back as you like. So does tzopt alone.",
    discussion: """
        tzopt
        tzopt repl < session.tz

      At the prompt `help` lists the commands. Without a terminal it reads a script, as
      tzopt run does.
      """)

  func run() throws {
    try reporting {
      let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
      if isTerminal { try Prompt().run() } else { try runScript("-") }
    }
  }
}
