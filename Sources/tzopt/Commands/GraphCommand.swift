import ArgumentParser
import Workbench

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Shows a chain as a tree of modules.",
    discussion: """
        tzopt graph 'adam(exp_avg_tfm=sign) | lr(?rate=0.01)' --set rate=0.1
        tzopt graph 'split(ndim >= 2, true=orthogonalize, false=adam)' --dot
      """)

  @Argument(help: "The chain; - reads it from the standard input.", completion: .chain)
  var chain: String

  @Option(name: .customLong("set"), parsing: .unconditionalSingleValue, help: ArgumentHelp("Fills a hole ?name.", valueName: "name=value"))
  var holes: [HoleValue] = []

  @Flag(help: "In the language of Graphviz.")
  var dot = false

  func run() throws {
    try reporting {
      let chain = try readChain(chain, holes: holes)
      try show(dot ? ChainDot.text(chain) : ChainTree(chain, style: Terminal.style()).text)
    }
  }
}
