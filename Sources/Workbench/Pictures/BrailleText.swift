/// A picture as text for a terminal, in Unicode braille: title, curves between labelled axes, legend.
///
/// - Parameters:
///   - columns: the width that no line exceeds; at least 30 are taken.
///   - lines: of the whole text, legend included; at least 10 are taken, and more where the legend is long.
/// - Returns: lines that each end in a newline. Several curves carry letters, so that they are told apart without colours.
public func brailleText(_ picture: Picture, columns: Int, lines: Int, style: TextStyle) -> String {
  BrailleText(picture, columns: max(columns, 30), style: style).text(lines: max(lines, 10))
}

private struct BrailleText {
  let picture: Picture
  let columns: Int
  let style: TextStyle
  let xAxis: Axis
  let yAxis: Axis
  var hasLetters: Bool { picture.series.count > 1 }

  init(_ picture: Picture, columns: Int, style: TextStyle) {
    self.picture = picture
    self.columns = columns
    self.style = style
    xAxis = picture.xAxis
    yAxis = picture.yAxis
  }

  func text(lines: Int) -> String {
    let legend = legend
    let head = (picture.title.isEmpty ? 0 : 1) + 1
    // A long legend leaves a plot in which something is to be seen.
    let height = max(min(9, max(4, lines - head - 3)), lines - head - 3 - legend.count)
    let ticks = yTicks(height: height)
    let labelWidth = ticks.map(\.label.count).max() ?? 1
    // Axis label, axis line, plot, and the letters at the ends of curves.
    var canvas = BrailleCanvas(columns: max(8, columns - labelWidth - 2), lines: height)
    draw(on: &canvas)

    var text = picture.title.isEmpty ? "" : style.bold(fitted(picture.title, columns)) + "\n"
    text += style.dim(fitted(picture.yLabel, columns)) + "\n"
    let plotWidth = plotColumns(canvas)
    for line in 0..<height {
      let tick = ticks.first { tickLine($0, height) == line }
      text += style.dim((tick?.label ?? "").leftPadded(to: labelWidth) + (tick == nil ? " │" : " ┤"))
      text += trimmed(canvas.text(line: line) { style.coloured($0, curve: $1) }) + "\n"
    }
    text += xScale(margin: labelWidth + 1, width: plotWidth)
    return text + legend.map { $0 + "\n" }.joined()
  }

  /// What the curves may use; letters of curves that end at the right edge stand beyond it.
  private func plotColumns(_ canvas: BrailleCanvas) -> Int { hasLetters ? canvas.columns - 1 : canvas.columns }

  // MARK: Axes

  private func yTicks(height: Int) -> [Tick] {
    // Two ticks on one line cannot both be labelled.
    var used = Set<Int>()
    return yAxis.ticks(atMost: max(2, height / 3 + 1)).filter { used.insert(tickLine($0, height)).inserted }
  }

  private func tickLine(_ tick: Tick, _ height: Int) -> Int {
    let position = min(max(yAxis.position(tick.value) ?? 0, 0), 1)
    return Int(((1 - position) * Double(4 * height - 1)).rounded()) / 4
  }

  /// Axis line with ticks, their labels, and what the axis means.
  private func xScale(margin: Int, width: Int) -> String {
    var axis = [Character](repeating: "─", count: width)
    var labels = [Character](repeating: " ", count: columns)
    var end = -1
    for tick in xAxis.ticks(atMost: max(2, width / 12 + 1)) {
      let position = min(max(xAxis.position(tick.value) ?? 0, 0), 1)
      let column = Int((position * Double(2 * width - 1)).rounded()) / 2
      let start = min(max(0, margin + 1 + column - tick.label.count / 2), columns - tick.label.count)
      guard start > end, start >= 0 else { continue }
      axis[column] = "┬"
      for (i, character) in tick.label.enumerated() { labels[start + i] = character }
      end = start + tick.label.count
    }
    let blank = String(repeating: " ", count: margin)
    let label = fitted(picture.xLabel, columns)
    let middle = max(0, min(columns - label.count, margin + 1 + (width - label.count) / 2))
    return style.dim(blank + "└" + String(axis)) + "\n" + style.dim(trimmed(String(labels))) + "\n"
      + style.dim(String(repeating: " ", count: middle) + label) + "\n"
  }

  // MARK: Curves

  private func draw(on canvas: inout BrailleCanvas) {
    let size = (width: 2 * plotColumns(canvas), height: canvas.height)
    var ends: [(x: Int, y: Int)?] = []
    for (i, series) in picture.series.enumerated() { ends.append(draw(series, owner: i, on: &canvas, size)) }
    guard hasLetters else { return }
    for (i, end) in ends.enumerated() { if let end { writeLetter(of: i, after: end, on: &canvas) } }
    if !style.hasColour { writeLettersAlong(&canvas) }
  }

  /// Draws a curve; its last dot.
  private func draw(
    _ series: Series, owner: Int, on canvas: inout BrailleCanvas, _ size: (width: Int, height: Int)
  ) -> (x: Int, y: Int)? {
    var last: (x: Int, y: Int)?
    var before: (x: Double, y: Double)?
    func dot(_ p: (x: Double, y: Double)) -> (x: Int, y: Int) {
      (Int((p.x * Double(size.width - 1)).rounded()), Int(((1 - p.y) * Double(size.height - 1)).rounded()))
    }
    for point in series.points {
      guard let x = xAxis.position(point.x), let y = yAxis.position(point.y) else {
        before = nil
        continue
      }
      let here = (x: x, y: y)
      defer { before = here }
      var pieces: [((x: Double, y: Double), (x: Double, y: Double))] = [(here, here)]
      if let before {
        switch series.drawing {
        case .line: pieces = [(before, here)]
        case .steps: pieces = [(before, (here.x, before.y)), ((here.x, before.y), here)]
        case .marks: break
        }
      }
      for piece in pieces {
        guard let (a, b) = clipped(piece.0, piece.1) else { continue }
        last = dot(b)
        canvas.line(from: dot(a), to: dot(b), owner: owner)
      }
    }
    return last
  }

  /// A letter beside the last dot of a curve, or the nearest free cell above or below.
  private func writeLetter(of curve: Int, after end: (x: Int, y: Int), on canvas: inout BrailleCanvas) {
    let column = min(end.x / 2 + 1, canvas.columns - 1)
    let line = end.y / 4
    for distance in 0..<canvas.lines {
      for candidate in [line - distance, line + distance] where candidate >= 0 && candidate < canvas.lines {
        if canvas.hasCharacter(column: column, line: candidate) { continue }
        return canvas.write(curveLetter(curve), column: column, line: candidate, owner: curve)
      }
    }
  }

  /// Without colours: letters on the curves, at other columns for each.
  private func writeLettersAlong(_ canvas: inout BrailleCanvas) {
    let spacing = max(12, 5 * picture.series.count)
    for curve in picture.series.indices {
      var column = 3 + curve * spacing / picture.series.count
      while column < plotColumns(canvas) - 2 {
        if let line = (0..<canvas.lines).first(where: { canvas.owner(column: column, line: $0) == curve }),
          !canvas.hasCharacter(column: column, line: line)
        {
          canvas.write(curveLetter(curve), column: column, line: line, owner: curve)
        }
        column += spacing
      }
    }
  }

  // MARK: Legend

  /// Entries side by side where they fit.
  private var legend: [String] {
    guard hasLetters else { return [] }
    let entries = picture.series.enumerated().map { i, series in
      (letter: String(curveLetter(i)), name: fitted(series.name, columns - 4))
    }
    let widest = entries.map { $0.name.count + 2 }.max() ?? 0
    let perLine = max(1, (columns - 1) / (widest + 3))
    var lines: [String] = []
    for (i, entry) in entries.enumerated() {
      let isLast = i % perLine == perLine - 1 || i == entries.count - 1
      let name = isLast ? entry.name : entry.name.rightPadded(to: widest - 2)
      let text = style.coloured(style.bold(entry.letter), curve: i) + " " + name
      if i % perLine == 0 { lines.append(" " + text) } else { lines[lines.count - 1] += "   " + text }
    }
    return lines
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// The letter that stands for a curve where colours do not.
func curveLetter(_ curve: Int) -> Character {
  let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  return curve < letters.count ? letters[curve] : "*"
}

/// Cut to a width, with an ellipsis.
func fitted(_ text: String, _ width: Int) -> String {
  text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
}

/// The part of a segment inside the unit square (Liang and Barsky); nil where there is none.
private func clipped(
  _ a: (x: Double, y: Double), _ b: (x: Double, y: Double)
) -> ((x: Double, y: Double), (x: Double, y: Double))? {
  var (enter, leave) = (0.0, 1.0)
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  for (slope, room) in [(-dx, a.x), (dx, 1 - a.x), (-dy, a.y), (dy, 1 - a.y)] {
    if slope == 0 {
      // Rounding may put an end of the range outside of it.
      if room < -1e-9 { return nil }
    } else if slope < 0 {
      enter = max(enter, room / slope)
    } else {
      leave = min(leave, room / slope)
    }
  }
  if enter > leave { return nil }
  return ((a.x + enter * dx, a.y + enter * dy), (a.x + leave * dx, a.y + leave * dy))
}
