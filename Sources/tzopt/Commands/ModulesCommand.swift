import ArgumentParser
import Workbench

struct ModulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modules",
    abstract: "Lists the modules of which chains are made, or explains one.",
    discussion: """
        tzopt modules
        tzopt modules adam
        tzopt modules --names | grep ada
      """)

  @Argument(help: "A module: its rule, parameters and source.", completion: .module)
  var name: String?

  @Flag(help: "Names alone, one a line.")
  var names = false

  func run() throws {
    try reporting {
      let listing = ModuleListing(style: Terminal.style())
      if let name {
        guard let page = listing.page(name) else { throw CommandFailure(ExitStatus.wrongCommandLine, listing.unknown(name)) }
        try present(page)
      } else {
        try present(names ? listing.names : listing.all)
      }
    }
  }
}
