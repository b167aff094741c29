/// A chain with a name, and the comment above it, which is its documentation:
///
///     # Title, one line
///     #
///     # Use: when to choose it; a text goes on
///     #   in the lines below.
///     # Hole lr = 0.01: what the hole means
///     # Source: where it comes from
///     adam | lr(?lr=0.01)
///
/// Everything is optional: a chain alone is a recipe too.
public struct Recipe: Sendable {
  public struct Hole: Sendable, Hashable {
    public let name: String
    /// As it is written; nil where the hole must be filled.
    public let value: String?
    public let meaning: String
  }

  public let name: String
  public let text: String
  /// nil for a recipe that is compiled in.
  public let path: String?
  public private(set) var title = ""
  public private(set) var use = ""
  public private(set) var source = ""
  public private(set) var holes: [Hole] = []
  /// The text without the comment above.
  public let chain: String

  public init(_ name: String, _ text: String, path: String?) {
    self.name = name
    self.text = text
    self.path = path
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let comment = lines.prefix { $0.allSatisfy(\.isWhitespace) || $0.drop(while: \.isWhitespace).first == "#" }
    chain = trimmed(lines[comment.endIndex...].joined(separator: "\n"))
    read(comment.map { trimmed($0.drop(while: \.isWhitespace).dropFirst()) })
  }

  /// Letters, digits, `_` and `-`: what `@name` can refer to, and no path.
  public static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  /// Sections begin with a word and a colon; other lines go on with the one before.
  private mutating func read(_ lines: [String]) {
    var sections: [String] = []
    for line in lines where !line.isEmpty {
      if sections.isEmpty || Recipe.beginsSection(line) { sections.append(line) } else { sections[sections.count - 1] += " " + line }
    }
    for section in sections {
      let colon = section.firstIndex(of: ":") ?? section.endIndex
      let content = trimmed(section[colon...].dropFirst())
      if section.hasPrefix("Use:") {
        use = content
      } else if section.hasPrefix("Source:") {
        source = content
      } else if section.hasPrefix("Hole ") {
        let sides = section[..<colon].dropFirst(5).split(separator: "=", maxSplits: 1).map { trimmed($0) }
        guard let name = sides.first else { continue }
        holes.append(Hole(name: name, value: sides.count > 1 ? sides[1] : nil, meaning: content))
      } else if title.isEmpty {
        title = section
      }
    }
  }

  private static func beginsSection(_ line: String) -> Bool {
    line.hasPrefix("Use:") || line.hasPrefix("Source:") || line.hasPrefix("Hole ") && line.contains(":")
  }
}

/// Without blanks at both ends.
private func trimmed(_ text: some StringProtocol) -> String {
  var text = text.drop(while: \.isWhitespace)
  while text.last?.isWhitespace == true { text = text.dropLast() }
  return String(text)
}
