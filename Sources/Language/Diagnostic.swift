/// One thing that is wrong with a text: what, where, and how to mend it.
public struct Diagnostic: Error, Sendable, Equatable {
  public var message: String
  public var range: SourceRange
  public var hint: String?

  public init(message: String, range: SourceRange, hint: String? = nil) {
    self.message = message
    self.range = range
    self.hint = hint
  }

  /// The message, the line with the place marked, and the hint, each at most 100 columns where the text allows:
  ///
  ///     error: unknown module 'strongwolf'
  ///       lbfgs | strongwolf(c2=0.9)
  ///               ^~~~~~~~~~ did you mean 'strongwolfe'?
  ///
  /// In a text of several lines the line carries its number (`  3: lbfgs | …`). A range outside the text is clamped.
  public func rendered(in source: String) -> String {
    guard source.utf8.contains(where: { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }) else {  // no line to show
      return "error: \(message)" + (hint.map { "\n  " + $0 } ?? "")
    }
    let columns = 100
    let excerpt = SourceExcerpt(of: range, in: source, indentation: 2, columns: columns)
    let marks = String(repeating: " ", count: excerpt.markColumn) + "^"
      + String(repeating: "~", count: max(0, excerpt.markWidth - 1))
    var result = "error: \(message)\n\(excerpt.line)\n\(marks)"
    if let hint {
      let fits = excerpt.markColumn + excerpt.markWidth + 1 + hint.count <= columns
      result += (fits ? " " : "\n  ") + hint
    }
    return result
  }
}

/// All that is wrong with a text, in its order.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
  public var all: [Diagnostic]
  public let source: String

  public init(all: [Diagnostic], source: String) {
    self.all = all
    self.source = source
  }

  /// Every diagnostic as `Diagnostic.rendered(in:)` shows it, one below the other.
  public var rendered: String { all.map { $0.rendered(in: source) }.joined(separator: "\n") }

  public var description: String { rendered }
}

/// A piece of the text in quotes, cut if it is long: for messages.
func quoted(_ text: some StringProtocol) -> String {
  let visible = text.prefix(40).map { DisplayCell($0).text }.joined()
  return "'" + visible + (text.dropFirst(40).isEmpty ? "" : "…") + "'"
}
