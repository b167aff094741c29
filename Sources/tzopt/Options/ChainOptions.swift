import ArgumentParser
import Language
import Optimization
import Workbench

/// `--set name=value`
struct HoleValue: ExpressibleByArgument {
  let name: String
  let value: Double

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex,
      let value = numberArgument(String(argument[argument.index(after: equals)...]))
    else { return nil }
    name = String(argument[..<equals].drop { $0 == "?" })
    self.value = value
  }
}

struct ChainOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The modules, separated by |; - reads them from the standard input, @name is a recipe.", valueName: "chain"),
    completion: .chain)
  var chain: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Fills a hole ?name of the chain.", valueName: "name=value"))
  var holes: [HoleValue] = []

  func read() throws -> Chain { try readChain(chain, holes: holes) }
}

/// A number, or arithmetic on numbers such as `1/66`.
func numberArgument(_ text: String) -> Double? {
  if let value = Double(text) { return value }
  guard let syntax = try? Parser.parse(text) else { return nil }
  return (try? NumericExpression(syntax, variables: [], source: text))?.constantValue
}

/// The chain that a text means; `-` reads it from the standard input.
func readChain(_ text: String, holes: [HoleValue]) throws -> Chain {
  var source = text
  if text == "-" { source = String(decoding: try readFile("-"), as: UTF8.self) }
  var values: [String: Double] = [:]
  for hole in holes { values[hole.name] = hole.value }
  return try ChainReader.chain(source, holes: values, recipes: standardRecipes())
}
