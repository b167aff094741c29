import ArgumentParser
import Problems
import Workbench

struct ProblemsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "problems",
    abstract: "Lists the built-in problems, or explains one.",
    discussion: """
        tzopt problems
        tzopt problems rosenbrock
      """)

  @Argument(help: "A problem: its formula, start and minimum.", completion: .problem)
  var name: String?

  @Flag(help: "Names alone, one a line.")
  var names = false

  func run() throws {
    try reporting {
      if let name {
        try present(try Catalogue.problem(name).description.map { $0 + "\n" }.joined())
      } else if names {
        try present(Catalogue.names.map { $0 + "\n" }.joined())
      } else {
        try present(problemList(style: Terminal.style()))
      }
    }
  }
}
