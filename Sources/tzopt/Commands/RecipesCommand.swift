import ArgumentParser
import Workbench

struct RecipesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipes",
    abstract: "Lists the chains that have a name, or explains one.",
    discussion: """
        tzopt recipes
        tzopt recipes muon
        tzopt solve bilinear --chain @muon --set lr=0.05
        tzopt recipes --names | grep adam

      A recipe is a file name.chain: beside the recipe that refers to it, in
      Recipes/, in ~/.config/tzopt/recipes, in share/tzopt/Recipes of the
      installation, or compiled in. The first that is found counts.
      """)

  @Argument(help: "A recipe: its use, holes, chain and source.", completion: .recipe)
  var name: String?

  @Flag(help: "Names alone, one a line.")
  var names = false

  func run() throws {
    try reporting {
      let listing = RecipeListing(standardRecipeFolders(), style: Terminal.style())
      if let name {
        let plain = String(name.hasPrefix("@") ? name.dropFirst() : name[...])
        guard let page = try listing.page(plain) else { throw CommandFailure(ExitStatus.wrongCommandLine, listing.unknown(plain)) }
        try present(page)
      } else {
        try present(names ? listing.names : listing.all)
      }
    }
  }
}
