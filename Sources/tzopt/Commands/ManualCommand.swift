import ArgumentParser
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Shows the manual page; its source where the output is no terminal.",
    discussion: """
        tzopt manual
        tzopt manual > tzopt.1
      """)

  func run() throws {
    try reporting {
      guard let dump = try? JSONReader.value(Tzopt._dumpHelp()) else {
        throw CommandFailure(ExitStatus.endedBadly, "the command line does not describe itself in JSON")
      }
      let page = ManualPage(dump, version: Tzopt.configuration.version).text
      if isatty(1) == 1, let man = popen("man -l -", "w") {
        fputs(page, man)
        if pclose(man) >> 8 != 127 { return }
      }
      try show(page)
    }
  }
}
