import Language
import Optimization

/// What `tzopt recipes` prints, from the comments in the files.
public struct RecipeListing {
  private let folders: RecipeFolders
  private let style: TextStyle

  public init(_ folders: RecipeFolders, style: TextStyle) {
    self.folders = folders
    self.style = style
  }

  /// One name a line.
  public var names: String { folders.names().map { $0 + "\n" }.joined() }

  /// Name and title; a recipe without a title shows its chain.
  public var all: String {
    let items = folders.names().compactMap { folders.recipe($0) }.map { recipe in
      (name: recipe.name, text: recipe.title.isEmpty ? recipe.chain.split(separator: "\n").joined(separator: " ") : recipe.title)
    }
    return definitionList(items, indentation: 0, columns: style.columns)
  }

  /// One recipe: documentation, holes, chain, the chain as it is read and its modules as a tree. nil for an unknown name.
  ///
  /// - Throws: what is wrong with its chain.
  public func page(_ name: String) throws(Diagnostics) -> String? {
    guard let recipe = folders.recipe(name) else { return nil }
    var text = style.bold("@" + recipe.name) + style.dim("  (\(recipe.path ?? "compiled in"))") + "\n"
    if !recipe.title.isEmpty { text += "\n" + paragraph(recipe.title) }
    if !recipe.use.isEmpty { text += section("use", paragraph(recipe.use)) }
    if !recipe.holes.isEmpty {
      let items = recipe.holes.map { hole in
        (name: hole.value.map { "\(hole.name) = \($0)" } ?? "\(hole.name) (to be filled)", text: hole.meaning)
      }
      text += section("holes", definitionList(items, indentation: 2, columns: style.columns))
    }
    text += section("chain", recipe.chain.split(separator: "\n").map { "  \($0)\n" }.joined())
    // A hole that must be filled first leaves nothing to be read yet.
    if recipe.holes.allSatisfy({ $0.value != nil }) {
      let chain = try ChainReader.chain("@\(recipe.name)", recipes: folders.source)
      let tree = ChainTree(chain, style: style).text
      text += section("read as", tree.split(separator: "\n").map { "  \($0)\n" }.joined())
      let needs = chain.requirements.names
      if !needs.isEmpty { text += section("needs", paragraph(needs.joined(separator: ", "))) }
    }
    if !recipe.source.isEmpty { text += section("source", paragraph(recipe.source)) }
    return text
  }

  private func section(_ title: String, _ body: String) -> String { "\n" + style.bold(title) + "\n" + body }
  private func paragraph(_ text: String) -> String { wrapped(text, width: style.columns - 2).map { "  \($0)\n" }.joined() }

  /// The message for a name that is no recipe's.
  public func unknown(_ name: String) -> String {
    let hint = didYouMean(name, in: folders.names()) ?? "tzopt recipes lists them all"
    return "unknown recipe '\(name)'\n  \(hint)"
  }
}
