#if canImport(Glibc)
  import Glibc
#endif

/// Level lines of a function of two variables as text for a terminal, in Unicode braille: a frame with labelled axes, characters
/// over the lines where something is to be seen, and a line that names the levels.
///
/// The levels are quantiles of the values in the picture, so that neither a steep rim nor a flat floor takes all lines.
///
/// - Parameters:
///   - f: called for each dot of the picture; values that are not finite lie above all levels.
///   - marks: characters at points, later ones over earlier ones; what lies outside is left out.
///   - columns: the width that no line exceeds; at least 30 are taken.
///   - lines: of the frame, without axes and legend; nil: as suits the width.
/// - Returns: lines that each end in a newline.
public func terminalContour(
  of f: (_ x: Double, _ y: Double) -> Double, x: ClosedRange<Double>, y: ClosedRange<Double>,
  marks: [(x: Double, y: Double, character: Character)] = [], names: (x: String, y: String) = ("x1", "x2"),
  columns: Int, lines: Int? = nil, style: TextStyle
) -> String {
  var contour = TerminalContour(x: x, y: y, columns: max(columns, 30), lines: lines)
  let levels = contour.draw(f)
  for mark in marks { contour.write(mark.character, at: mark.x, mark.y) }
  return contour.text(names: names, levels: levels, style: style)
}

private struct TerminalContour {
  let xAxis: Axis
  let yAxis: Axis
  let columns: Int
  let yTicks: [Tick]
  let margin: Int
  var canvas: BrailleCanvas
  private var isAnyFinite = false

  init(x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int, lines: Int?) {
    xAxis = Axis([Double](), scale: .linear, range: x)
    yAxis = Axis([Double](), scale: .linear, range: y)
    self.columns = columns
    // Two cells to a line make a square; a picture flatter than that leaves room for the text around it.
    let height = max(4, lines ?? min(max(columns * 3 / 10, 12), 24))
    yTicks = yAxis.ticks(atMost: max(3, height / 3))
    margin = (yTicks.map(\.label.count).max() ?? 1) + 1
    canvas = BrailleCanvas(columns: min(columns - margin - 2, 96), lines: height)
  }

  /// Where a value lies in cells or dots, from the lower end of its axis.
  private func place(_ value: Double, on axis: Axis, of count: Int) -> Int? {
    guard let position = axis.position(value), position >= 0, position <= 1 else { return nil }
    return min(Int(position * Double(count)), count - 1)
  }

  mutating func write(_ character: Character, at x: Double, _ y: Double) {
    guard let column = place(x, on: xAxis, of: canvas.columns), let line = place(y, on: yAxis, of: canvas.lines) else { return }
    canvas.write(character, column: column, line: canvas.lines - 1 - line, owner: TerminalContour.mark)
  }

  /// The owner of characters, beyond those of levels.
  static let mark = Int.max

  // MARK: Levels

  /// Draws the level lines; the levels, from low to high.
  mutating func draw(_ f: (Double, Double) -> Double) -> [Double] {
    let (width, height) = (canvas.width, canvas.height)
    var values = [Double](repeating: .infinity, count: width * height)
    for j in 0..<height {
      let y = inside(yAxis.range, 1 - (Double(j) + 0.5) / Double(height))
      for i in 0..<width {
        let value = f(inside(xAxis.range, (Double(i) + 0.5) / Double(width)), y)
        if value.isFinite { values[j * width + i] = value }
      }
    }
    let sorted = values.filter(\.isFinite).sorted()
    isAnyFinite = !sorted.isEmpty
    // Fine waves would fill the picture with lines: fewer levels then.
    for count in [9, 6, 4, 2, 1] {
      let levels = TerminalContour.levels(of: sorted, count: count)
      let dots = crossings(values, levels)
      guard dots.count <= values.count / 4 || count == 1 else { continue }
      for dot in dots { canvas.set(dot.place % width, dot.place / width, owner: dot.level) }
      return levels
    }
    return []
  }

  private func inside(_ range: ClosedRange<Double>, _ t: Double) -> Double { range.lowerBound * (1 - t) + range.upperBound * t }

  /// The dots where a level lies between a value and its right or lower neighbour, with the lowest such level.
  private func crossings(_ values: [Double], _ levels: [Double]) -> [(place: Int, level: Int)] {
    let width = canvas.width
    let bands = values.map { value in levels.firstIndex { value < $0 } ?? levels.count }
    var dots: [(place: Int, level: Int)] = []
    for place in bands.indices {
      let band = bands[place]
      var lowest = Int.max
      if place % width < width - 1, bands[place + 1] != band { lowest = min(band, bands[place + 1]) }
      if place + width < bands.count, bands[place + width] != band { lowest = min(lowest, band, bands[place + width]) }
      if lowest != Int.max { dots.append((place, lowest)) }
    }
    return dots
  }

  /// Quantiles of sorted values, closer together at the lower end and rounded as far as their distances allow.
  private static func levels(of sorted: [Double], count: Int) -> [Double] {
    guard let least = sorted.first, let largest = sorted.last, least < largest else { return [] }
    let quantiles = (1...count).map { k in
      let t = Double(k) / Double(count + 1)
      return sorted[Int(t * t * Double(sorted.count - 1))]
    }
    var levels: [Double] = []
    for (k, level) in quantiles.enumerated() {
      let gap = min(level - (k == 0 ? least : quantiles[k - 1]), (k == count - 1 ? largest : quantiles[k + 1]) - level)
      // A power of ten at most half the gap.
      let unit = gap > 0 ? pow(10, floor(log10(gap / 2))) : 0
      // Zero is added so that there is no −0.
      let rounded = unit > 0 ? (level / unit).rounded() * unit + 0 : level
      if rounded.isFinite, rounded > levels.last ?? least { levels.append(rounded) }
    }
    return levels
  }

  // MARK: Text

  func text(names: (x: String, y: String), levels: [Double], style: TextStyle) -> String {
    let blank = String(repeating: " ", count: margin)
    var text = style.dim(blank + names.y) + "\n"
    for line in 0..<canvas.lines {
      let tick = yTicks.first { place($0.value, on: yAxis, of: canvas.lines) == canvas.lines - 1 - line }
      text += style.dim((tick?.label ?? "").leftPadded(to: margin - 1) + (tick == nil ? " │" : " ┤"))
      let row = canvas.text(line: line) { text, owner in
        owner == TerminalContour.mark ? style.bold(text) : style.height(text, Double(owner) / Double(max(levels.count - 1, 1)))
      }
      text += String(row.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    return text + xScale(names.x, style) + legend(levels, style)
  }

  private func xScale(_ name: String, _ style: TextStyle) -> String {
    var axis = [Character](repeating: "─", count: canvas.columns)
    var labels = [Character](repeating: " ", count: columns)
    var end = -1
    for tick in xAxis.ticks(atMost: max(2, canvas.columns / 10)) {
      guard let column = place(tick.value, on: xAxis, of: canvas.columns) else { continue }
      let start = min(max(0, margin + 1 + column - tick.label.count / 2), columns - tick.label.count)
      guard start > end else { continue }
      axis[column] = "┬"
      for (i, character) in tick.label.enumerated() { labels[start + i] = character }
      end = start + tick.label.count
    }
    // The name stands at the right end, if there is room.
    let first = min(margin + 1 + canvas.columns, columns) - name.count
    if first > end { for (i, character) in name.enumerated() { labels[first + i] = character } }
    let blank = String(repeating: " ", count: margin)
    return style.dim(blank + "└" + String(axis)) + "\n" + style.dim(String(labels.reversed().drop { $0 == " " }.reversed())) + "\n"
  }

  private func legend(_ levels: [Double], _ style: TextStyle) -> String {
    if levels.isEmpty { return (isAnyFinite ? "f is the same everywhere" : "f is nowhere a number") + "\n" }
    let names = levels.map { shortExponent(formatted("%.10g", $0)) }.joined(separator: ", ")
    let what = levels.count == 1 ? "level line at f = " : "level lines at f = "
    return wrapped(what + names, width: columns).map { style.dim($0) + "\n" }.joined()
  }
}
