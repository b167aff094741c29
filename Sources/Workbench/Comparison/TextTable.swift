/// A table of words, and how each format writes it.
struct TextTable: Sendable {
  struct Column: Sendable {
    var title: String
    /// Stands on the right.
    var isNumber = false
    /// May be cut where the terminal is too narrow.
    var isFlexible = false
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
    var widths = columns.indices.map { i in rows.reduce(columns[i].title.count) { max($0, $1[i].count) } }
    var excess = widths.reduce(0, +) + 2 * columns.count - style.columns
    for i in columns.indices where columns[i].isFlexible && excess > 0 {
      let narrower = max(12, widths[i] - excess)
      if narrower < widths[i] {
        excess -= widths[i] - narrower
        widths[i] = narrower
      }
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
