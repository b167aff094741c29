/// A table of words, and how each format writes it.
struct TextTable: Sendable {
  struct Column: Sendable {
    var title: String
    /// Stands on the right.
    var isNumber = false
    /// May be cut where the terminal is too narrow.
    var isFlexible = false
    /// Left out where that is not enough.
    var isOptional = false
  }

  var columns: [Column]
  var rows: [[String]] = []
  /// In the first column a text that equals the one above is left out for people.
  var isGrouped = false

  init(_ columns: [Column], isGrouped: Bool = false) {
    self.columns = columns
    self.isGrouped = isGrouped
  }

  func text(_ style: TextStyle) -> String {
    if let narrower = narrowed(to: style) { return narrower.text(style) }
    var widths = columns.indices.map { i in rows.reduce(columns[i].title.count) { max($0, $1[i].count) } }
    // A file may have long lines; a terminal takes the widest columns first.
    var excess = style.lines == nil ? 0 : widths.reduce(0, +) + 2 * columns.count - style.columns
    while excess > 0, let widest = columns.indices.filter({ columns[$0].isFlexible }).max(by: { widths[$0] < widths[$1] }), widths[widest] > TextTable.narrowest {
      widths[widest] -= 1
      excess -= 1
    }
    func line(_ cells: [String]) -> String {
      var line = ""
      for (i, cell) in cells.enumerated() {
        let cell = cell.count > widths[i] ? String(cell.prefix(widths[i] - 1)) + "…" : cell
        line += "  " + (columns[i].isNumber ? cell.leftPadded(to: widths[i]) : cell.rightPadded(to: widths[i]))
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    var text = style.dim(String(line(columns.map(\.title)).dropLast())) + "\n"
    for (i, row) in rows.enumerated() {
      let repeats = isGrouped && i > 0 && rows[i - 1][0] == row[0]
      text += line(repeats ? [""] + row.dropFirst() : row)
    }
    return text
  }

  private static let narrowest = 12

  /// The table without an optional column, where cutting others is not enough.
  private func narrowed(to style: TextStyle) -> TextTable? {
    guard style.lines != nil, let last = columns.lastIndex(where: \.isOptional) else { return nil }
    let least = columns.indices.reduce(0) { sum, i in
      let width = rows.reduce(columns[i].title.count) { max($0, $1[i].count) }
      return sum + 2 + (columns[i].isFlexible ? min(width, TextTable.narrowest) : width)
    }
    if least <= style.columns { return nil }
    var narrower = self
    narrower.columns.remove(at: last)
    for i in rows.indices { narrower.rows[i].remove(at: last) }
    return narrower
  }

  var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }.joined(separator: " | ") + " |\n"
    }
    let rule = columns.map { $0.isNumber ? "---:" : "---" }
    return line(columns.map(\.title)) + "| " + rule.joined(separator: " | ") + " |\n" + rows.map(line).joined()
  }

  var html: String {
    var text = "<div class=\"wide\"><table>\n<thead><tr>"
    for column in columns { text += "<th\(column.isNumber ? " class=\"n\"" : "")>\(htmlText(column.title))</th>" }
    text += "</tr></thead>\n<tbody>\n"
    for (i, row) in rows.enumerated() {
      let repeats = isGrouped && i > 0 && rows[i - 1][0] == row[0]
      text += "<tr\(isGrouped && !repeats ? " class=\"g\"" : "")>"
      for (j, cell) in row.enumerated() {
        text += "<td\(columns[j].isNumber ? " class=\"n\"" : "")>\(j == 0 && repeats ? "" : htmlText(cell))</td>"
      }
      text += "</tr>\n"
    }
    return text + "</tbody></table></div>\n"
  }
}

/// A text between tags or in an attribute.
func htmlText(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
  return result
}
