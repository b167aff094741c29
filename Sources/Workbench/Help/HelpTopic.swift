/// A page that `tzopt help TOPIC` shows.
///
/// Paragraphs are text, broken to the width; examples are chains or command lines, each with what it does. Tests parse every chain
/// and run every command.
public struct HelpTopic: Sendable {
  public enum Part: Sendable {
    case heading(String)
    case text(String)
    /// Chains, each with its meaning.
    case chains([(chain: String, meaning: String)])
    /// Lines for a shell.
    case commands([String])
    /// Names or forms with their meaning.
    case terms([(term: String, meaning: String)])
  }

  public let name: String
  public let summary: String
  public let parts: [Part]

  public static let all = [chain, formula, status]

  /// The topic of `tzopt help TOPIC`; nil where the words are anything else.
  public static func asked(_ words: [String]) -> HelpTopic? {
    guard words.count == 3, words[1] == "help" else { return nil }
    return all.first { $0.name == words[2] }
  }

  /// The page for a terminal.
  public func text(_ style: TextStyle) -> String {
    var text = wrapped(summary, width: style.columns).map { style.bold($0) + "\n" }.joined()
    for part in parts {
      text += "\n"
      switch part {
      case .heading(let heading): text += style.bold(heading) + "\n"
      case .text(let paragraph): text += wrapped(paragraph, width: min(96, style.columns)).map { $0 + "\n" }.joined()
      case .chains(let chains):
        text += definitionList(chains.map { (name: $0.chain, text: $0.meaning) }, indentation: 2, columns: style.columns, widest: min(44, style.columns / 2 - 2))
      case .commands(let lines): text += lines.map { "  \($0)\n" }.joined()
      case .terms(let terms):
        text += definitionList(terms.map { (name: $0.term, text: $0.meaning) }, indentation: 2, columns: style.columns, widest: min(30, style.columns / 2 - 2))
      }
    }
    return text
  }

  /// The page in Markdown.
  public var markdown: String {
    var text = "# \(summary)\n"
    for part in parts {
      text += "\n"
      switch part {
      case .heading(let heading): text += "## \(heading)\n"
      case .text(let paragraph): text += paragraph + "\n"
      case .chains(let chains): text += markdownTable(("chain", "meaning"), chains.map { ($0.chain, $0.meaning) })
      case .commands(let lines): text += "```sh\n" + lines.map { $0 + "\n" }.joined() + "```\n"
      case .terms(let terms): text += markdownTable(("form", "meaning"), terms.map { ($0.term, $0.meaning) })
      }
    }
    return text
  }
}

/// A table whose left column is code.
func markdownTable(_ header: (String, String), _ rows: [(String, String)]) -> String {
  var text = "| \(header.0) | \(header.1) |\n|---|---|\n"
  for (left, right) in rows { text += "| \(markdownCode(left)) | \(markdownCell(right)) |\n" }
  return text
}

/// Text inside a cell: a bar would end it.
func markdownCell(_ text: String) -> String {
  String(text.flatMap { $0 == "|" ? ["\\", "|"] : $0 == "\n" ? [" "] : [$0] })
}

/// Code inside a cell.
func markdownCode(_ text: String) -> String { text.isEmpty ? "" : "`\(markdownCell(text))`" }
