/// A table of words, and how each format writes it.
struct TextTable: Sendable {
  struct Column: Sendable {
    var title: String
    /// Stands on the right.
    var isNumber = false
    /// May be cut where the terminal is too narrow.
    var isFlexible = false
    /// Goes on in further lines there.
    var wraps = false
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
    let isNarrow = style.lines != nil && total(natural) > style.columns
    var table = self
    guard isGrouped, isNarrow else {
      for i in rows.indices where isGrouped && repeats(i) { table.rows[i][0] = "" }
      return table.lines(style).joined()
    }
    // A group's name that may not fit beside its rows has a line of its own.
    table.columns.removeFirst()
    for i in rows.indices { table.rows[i].removeFirst() }
    let width = style.columns - 2
    let lines = table.lines(TextStyle(hasColour: style.hasColour, columns: width, lines: style.lines)).map(indented)
    var text = lines[0]
    for (i, row) in rows.enumerated() {
      if !repeats(i) { text += wrapped(row[0], width: width).map { "  \(fitted($0, width))\n" }.joined() }
      text += lines[i + 1]
    }
    return text
  }

  /// The row belongs to the group of the one above.
  private func repeats(_ row: Int) -> Bool { row > 0 && rows[row - 1][0] == rows[row][0] }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }

  /// The titles, then a text for each row, of one line or several.
  private func lines(_ style: TextStyle) -> [String] {
    var widths = natural
    // A file may have long lines; a terminal takes the widest columns first, and those that lose nothing before others.
    if style.lines != nil {
      let least = columns.indices.map(leastWidth)
      if total(least) > style.columns, let last = columns.lastIndex(where: \.isOptional) { return without(last).lines(style) }
      var excess = total(widths) - style.columns
      for cutsText in [false, true] {
        while excess > 0, let widest = columns.indices.filter({ (columns[$0].isFlexible || columns[$0].wraps) == cutsText && widths[$0] > least[$0] })
          .max(by: { widths[$0] < widths[$1] })
        {
          widths[widest] -= 1
          excess -= 1
        }
      }
    }
    let titles = line(columns.map(\.title), widths, breaks: columns.map { _ in true })
    let breaks = columns.map(\.wraps)
    return [titles.split(separator: "\n").map { style.dim(String($0)) + "\n" }.joined()] + rows.map { line($0, widths, breaks: breaks) }
  }

  /// Cells beside each other; those that break go on below.
  private func line(_ cells: [String], _ widths: [Int], breaks: [Bool]) -> String {
    let parts = cells.indices.map { i in
      (breaks[i] && cells[i].count > widths[i] ? wrapped(cells[i], width: widths[i]) : [cells[i]]).map { fitted($0, widths[i]) }
    }
    var text = ""
    for number in 0..<(parts.map(\.count).max() ?? 0) {
      var line = ""
      for i in cells.indices {
        let part = number < parts[i].count ? parts[i][number] : ""
        line += "  " + (columns[i].isNumber ? part.leftPadded(to: widths[i]) : part.rightPadded(to: widths[i]))
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  // MARK: widths

  private static let narrowest = 12
  /// Of a word that is not cut.
  private static let longestWord = 20

  private var natural: [Int] { columns.indices.map { i in rows.reduce(columns[i].title.count) { max($0, $1[i].count) } } }

  private func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * widths.count }

  private func leastWidth(_ i: Int) -> Int {
    let title = TextTable.longestWord(columns[i].title)
    if columns[i].wraps { return rows.reduce(title) { max($0, min(TextTable.longestWord($1[i]), TextTable.longestWord)) } }
    let width = rows.reduce(title) { max($0, $1[i].count) }
    return columns[i].isFlexible ? min(width, max(title, TextTable.narrowest)) : width
  }

  private static func longestWord(_ text: String) -> Int { text.split(separator: " ").map(\.count).max() ?? 0 }

  private func without(_ column: Int) -> TextTable {
    var narrower = self
    narrower.columns.remove(at: column)
    for i in rows.indices { narrower.rows[i].remove(at: column) }
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
