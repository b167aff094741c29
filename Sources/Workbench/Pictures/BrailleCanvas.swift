/// Dots of two by four to a character cell, and characters over them.
struct BrailleCanvas {
  let columns: Int
  let lines: Int
  /// Eight dots a cell, in the bit order of Unicode's braille block.
  private var dots: [UInt8]
  /// The curve that drew last into a cell, for its colour.
  private var owners: [Int]
  private var characters: [Int: (character: Character, owner: Int)] = [:]

  init(columns: Int, lines: Int) {
    self.columns = columns
    self.lines = lines
    dots = [UInt8](repeating: 0, count: columns * lines)
    owners = [Int](repeating: -1, count: columns * lines)
  }

  var width: Int { 2 * columns }
  var height: Int { 4 * lines }

  /// A dot, counted from the upper left; outside of the canvas nothing is drawn.
  mutating func set(_ x: Int, _ y: Int, owner: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = y / 4 * columns + x / 2
    // Unicode counts dots 1-3 and 4-6 down the columns, and 7 and 8 below them.
    let bits: [UInt8] = x % 2 == 0 ? [0x01, 0x02, 0x04, 0x40] : [0x08, 0x10, 0x20, 0x80]
    dots[cell] |= bits[y % 4]
    owners[cell] = owner
  }

  /// A straight line between two dots on the canvas, both ends included.
  mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int), owner: Int) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let steps = max(abs(dx), abs(dy))
    if steps == 0 { return set(a.x, a.y, owner: owner) }
    for i in 0...steps {
      let t = Double(i) / Double(steps)
      set(a.x + Int((Double(dx) * t).rounded()), a.y + Int((Double(dy) * t).rounded()), owner: owner)
    }
  }

  func hasCharacter(column: Int, line: Int) -> Bool { characters[line * columns + column] != nil }
  func hasDots(column: Int, line: Int) -> Bool { dots[line * columns + column] != 0 }

  /// The curve whose dots are in this cell; nil where there are none.
  func owner(column: Int, line: Int) -> Int? {
    let owner = owners[line * columns + column]
    return owner >= 0 ? owner : nil
  }

  mutating func write(_ character: Character, column: Int, line: Int, owner: Int) {
    guard column >= 0, column < columns, line >= 0, line < lines else { return }
    characters[line * columns + column] = (character, owner)
  }

  /// A line of characters; `coloured` wraps what belongs to a curve.
  func text(line: Int, coloured: (_ text: String, _ owner: Int) -> String) -> String {
    var result = ""
    var run = "", runOwner = -1
    func flush() { result += runOwner >= 0 ? coloured(run, runOwner) : run }
    for column in 0..<columns {
      let cell = line * columns + column
      let mark = characters[cell]
      let owner = mark?.owner ?? (dots[cell] == 0 ? -1 : owners[cell])
      let character = mark?.character ?? (dots[cell] == 0 ? " " : Character(UnicodeScalar(0x2800 + UInt32(dots[cell])) ?? " "))
      if owner != runOwner {
        flush()
        run = ""
        runOwner = owner
      }
      run.append(character)
    }
    flush()
    return result
  }
}
