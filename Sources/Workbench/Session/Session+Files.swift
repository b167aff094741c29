import Language
import Optimization

// Commands that read and write files: save, load, export.

extension Session {
  func save(_ rest: String) throws {
    let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 2, words[0] == "recipe" else { throw wrongUsage(.save) }
    guard let chain = state.branch.chain else { throw SessionError("there is no chain to save", hint: "chain adam | lr(0.1)") }
    guard let first = words[1].first, first.isLetter, words[1].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
      throw SessionError("'\(words[1])' cannot be the name of a recipe", hint: "letters, digits and _: save recipe my_sgd")
    }
    let place = try environment.saveRecipe(words[1], chain.textWithHoles + "\n")
    try say("@\(words[1]) is \(place)")
  }

  /// A recipe, by its name or its file, becomes the chain; a script's commands are carried out.
  func load(_ rest: String) throws {
    let name = rest.hasPrefix("@") ? String(rest.dropFirst()) : rest
    if name.isEmpty || name.contains(where: \.isWhitespace) { throw wrongUsage(.load) }
    if name.hasSuffix(".chain") {
      let text = try environment.readText(name)
      try begin(try ChainText(reading: text, recipes: environment.recipes))
    } else if name.hasSuffix(".tz") || name.contains("/") {
      try play(try environment.readText(name), name: name)
    } else {
      try begin(try ChainText(reading: "@\(name)", recipes: environment.recipes))
    }
  }

  func export(_ rest: String) throws {
    if rest.isEmpty || rest.contains(where: \.isWhitespace) { throw wrongUsage(.export) }
    try environment.writeText(rest, script)
    if rest == "-" { return }
    try say("\(rest): \(state.journal.count) commands; tzopt run \(rest) replays them to the same bits")
  }

  /// The session as a script.
  public var script: String { "# A session of tzopt.\n" + state.journal.map { $0 + "\n" }.joined() }
}
