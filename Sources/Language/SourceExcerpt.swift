/// The line that a range begins on, cut to a width, and the columns of the range in it.
struct SourceExcerpt {
  /// The line with its indentation and, in a text of several lines, its number.
  private(set) var line = ""
  private(set) var markColumn = 0
  private(set) var markWidth = 1

  init(of range: SourceRange, in source: String, indentation: Int, columns: Int) {
    var source = source
    let (gutter, cells, cut) = source.withUTF8 { Self.cells(around: range, in: $0) }
    line = String(repeating: " ", count: indentation) + gutter
    markColumn = indentation + gutter.count
    place(cells, cut: cut, columns: columns - markColumn)
  }

  private struct Cell {
    var display: DisplayCell
    var isMarked: Bool
    var isBeforeMark: Bool
  }

  /// The cells near the range on its line, whether the line goes on at either side, and the line number if there are several.
  private static func cells(
    around range: SourceRange, in bytes: UnsafeBufferPointer<UInt8>
  ) -> (gutter: String, cells: [Cell], cut: (before: Bool, after: Bool)) {
    let lower = min(max(range.lowerBound, 0), bytes.count)
    let upper = min(max(range.upperBound, lower), bytes.count)
    var start = lower
    while start > 0, !isLineBreak(bytes[start - 1]) { start -= 1 }
    var end = lower
    while end < bytes.count, !isLineBreak(bytes[end]) { end += 1 }

    // Far more bytes than columns, and few enough that a line of a megabyte costs nothing.
    let reach = 800
    var first = max(start, lower - reach)
    while first > start, first < lower, bytes[first] & 0xC0 == 0x80 { first += 1 }
    var last = min(end, lower + reach)
    while last < end, last > lower, bytes[last] & 0xC0 == 0x80 { last -= 1 }

    var cells: [Cell] = []
    var offset = first
    for character in String(decoding: bytes[first..<last], as: UTF8.self) {
      let next = offset + character.utf8.count
      cells.append(Cell(display: DisplayCell(character), isMarked: next > lower && offset < upper, isBeforeMark: next <= lower))
      offset = next
    }
    let (number, isOnly) = lineNumber(of: start, in: bytes)
    return (isOnly ? "" : "\(number): ", cells, (first > start, last < end))
  }

  private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// The number of the line that starts at `start`, and whether no other line has text.
  private static func lineNumber(of start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (number: Int, isOnly: Bool) {
    var number = 1
    var isOnly = true
    var current = 0
    for index in bytes.indices {
      let byte = bytes[index]
      guard isLineBreak(byte) else {
        if current != start && byte > 0x20 { isOnly = false }
        continue
      }
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
      current = index + 1
      if current <= start { number += 1 }
    }
    return (number, isOnly)
  }

  /// Chooses the cells that fit, with the beginning of the mark among them, and puts `…` where the line was cut.
  private mutating func place(_ cells: [Cell], cut: (before: Bool, after: Bool), columns: Int) {
    let width = cells.reduce(0) { $0 + $1.display.width }
    let before = cells.reduce(0) { $0 + ($1.isBeforeMark ? $1.display.width : 0) }
    let isWhole = width <= columns && !cut.before && !cut.after
    // A third of the width shows what comes before the mark; less of it is cut where the line ends soon.
    let skipped = isWhole ? 0 : max(0, min(before - columns / 3, width - (columns - 2)))
    var budget = columns
    var column = 0
    if skipped > 0 || cut.before {
      line += "…"
      markColumn += 1
      budget -= 1
    }
    var shownMark = 0
    for (index, cell) in cells.enumerated() {
      defer { column += cell.display.width }
      if column < skipped { continue }
      let isLast = index == cells.count - 1 && !cut.after
      if cell.display.width + (isLast ? 0 : 1) > budget && !isWhole {
        line += "…"
        break
      }
      line += cell.display.text
      budget -= cell.display.width
      if cell.isBeforeMark { markColumn += cell.display.width }
      if cell.isMarked { shownMark += cell.display.width }
      if index == cells.count - 1 && cut.after { line += "…" }
    }
    markWidth = max(1, shownMark)
  }
}

/// The place of an offset in words, for messages: `column 5`, or `line 2, column 5` in a text of several lines. Columns
/// count code points.
func describedPlace(_ offset: Int, in bytes: [UInt8]) -> String {
  var line = 1
  var column = 1
  for index in 0..<min(max(offset, 0), bytes.count) {
    switch bytes[index] {
    case 0x0D where index + 1 < bytes.count && bytes[index + 1] == 0x0A: break
    case 0x0A, 0x0D:
      line += 1
      column = 1
    default: column += bytes[index] & 0xC0 == 0x80 ? 0 : 1
    }
  }
  let isOnlyLine = !bytes.contains { $0 == 0x0A || $0 == 0x0D }
  return isOnlyLine ? "column \(column)" : "line \(line), column \(column)"
}
