import ArgumentParser
import Language
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

@main
struct Tzopt: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "tzopt",
    abstract: "Composes optimizers from modules, and runs them.",
    discussion: """
        tzopt solve rosenbrock --chain 'lbfgs | strongwolfe'
        tzopt solve --objective '(1-x)^2 + 100*(y-x^2)^2' --start x=-1.2,y=1 \\
          --chain 'newton | backtracking'
        tzopt solve Problems/diabetes.csv --target target --l2 0.1 --standardize \\
          --chain 'lbfgs | strongwolfe'
        tzopt solve booth --chain 'adam | lr(?rate)' --set rate=0.1 --format jsonl
        tzopt fit Problems/nist/Misra1a.csv 'y ~ b1*(1-exp(-b2*x))' \\
          --start b1=500,b2=1e-4
        tzopt compare --problems rosenbrock,beale --chains @adam @lbfgs --seeds 5
        tzopt modules adam
        tzopt graph 'split(ndim >= 2, true=orthogonalize, false=adam) | lr(0.02)'

      Alone it opens the prompt. Pages: help chain (the language), help formula, help status.
      """,
    version: Tzopt.version,
    subcommands: [
      SolveCommand.self, FitCommand.self, CompareCommand.self, ReportCommand.self, ReplayCommand.self, TuneCommand.self,
      AblateCommand.self, PlotCommand.self, ReplCommand.self, RunCommand.self, ModulesCommand.self, RecipesCommand.self,
      GraphCommand.self, ProblemsCommand.self, ManualCommand.self, DocumentationCommand.self,
    ])

  static func main() {
    // A reader that goes away shows as a failed write, which ends the command quietly.
    signal(SIGPIPE, SIG_IGN)
    do {
      if let topic = HelpTopic.asked(CommandLine.arguments) { return try present(topic) }
      try reporting { try refuseUnknownPage(CommandLine.arguments) }
      // Alone it opens the prompt.
      var command = try parseAsRoot(CommandLine.argc > 1 ? nil : ["repl"])
      try command.run()
    } catch {
      end(error)
    }
  }

  /// The argument parser shows the overview for any word behind `help`.
  private static func refuseUnknownPage(_ words: [String]) throws {
    guard words.count >= 3, words[1] == "help", !words[2].hasPrefix("-") else { return }
    let commands = configuration.subcommands.map { $0.configuration }
    let pages = HelpTopic.all.map(\.name)
    if commands.contains(where: { $0.commandName == words[2] }) || words[2] == "help" { return }
    let known = commands.filter { $0.shouldDisplay }.compactMap { $0.commandName } + pages
    throw CommandFailure(
      ExitStatus.wrongCommandLine, "no such command or page '\(words[2])'",
      hint: didYouMean(words[2], in: known) ?? "tzopt --help lists the commands; pages: \(pages.joined(separator: ", "))")
  }

  private static func present(_ topic: HelpTopic) throws {
    try reporting { try tzopt.present(topic.text(Terminal.style())) }
  }

  /// Help and version to stdout, complaints to stderr in the form of all others, and the exit status.
  private static func end(_ error: any Error) -> Never {
    let text = fullMessage(for: error)
    let status = exitCode(for: error).rawValue
    if text.isEmpty { Glibc.exit(status) }
    if status != 0 {
      say((text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text) + "\n")
      Glibc.exit(status)
    }
    do {
      try show(text + "\n")
    } catch {
      Glibc.exit(error as? OutputError == .closedPipe ? 0 : ExitStatus.unwritableOutput)
    }
    Glibc.exit(0)
  }
}
