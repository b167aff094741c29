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
        tzopt problems --set mgh --tag convex
      """)

  @Argument(help: "A problem: its formula, start, minimum, and level lines in two dimensions.")
  var name: String?

  @Option(help: "Only this set: \(Catalogue.sets.map(\.name).joined(separator: ", ")).")
  var set: String?

  @Option(help: "Only what has this tag: \(ProblemTag.allCases.map(\.rawValue).joined(separator: ", ")); several: all of them.")
  var tag: [String] = []

  @Flag(help: "Names alone, one a line.")
  var names = false

  func validate() throws {
    if let name, names || set != nil || !tag.isEmpty {
      throw ValidationError("One problem is explained, '\(name)': leave --names, --set and --tag out, or the name.")
    }
  }

  func run() throws {
    try reporting {
      if let name {
        try show(try ProblemPage(name, style: Terminal.style()).text)
        return
      }
      let sets = try Catalogue.selection(set: set, tags: tag)
      if sets.isEmpty { throw CommandFailure(ExitStatus.wrongCommandLine, "no problem has these tags together: \(tag.joined(separator: ", "))") }
      if names {
        try show(Set(sets.flatMap(\.members).map(\.name)).sorted().map { $0 + "\n" }.joined())
      } else {
        try show(problemList(sets, style: Terminal.style()))
      }
    }
  }
}
