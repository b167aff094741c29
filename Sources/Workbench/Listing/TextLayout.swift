/// Breaks a text at blanks into lines of at most `width` characters; longer words stand alone.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line = ""
    for word in paragraph.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(line)
  }
  return lines
}

/// Names on the left, texts on the right, broken to the width and aligned.
func definitionList(_ items: [(name: String, text: String)], indentation: Int, columns: Int, widest: Int = 28) -> String {
  let column = min(widest, items.map { $0.name.count }.max() ?? 0)
  let margin = String(repeating: " ", count: indentation)
  let hanging = String(repeating: " ", count: indentation + column + 2)
  var result = ""
  for item in items {
    let lines = wrapped(item.text, width: max(24, columns - indentation - column - 2))
    // A name that is too long for its column has a line of its own.
    if item.name.count > column {
      result += margin + item.name + "\n" + hanging
    } else {
      result += margin + item.name.rightPadded(to: column) + "  "
    }
    result += lines.joined(separator: "\n" + hanging) + "\n"
  }
  return result
}
