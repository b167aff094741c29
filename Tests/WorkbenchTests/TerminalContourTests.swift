import Problems
import Testing
import Workbench

@Suite struct TerminalContourTests {
  private func contour(
    _ f: (Double, Double) -> Double, columns: Int = 60, marks: [(x: Double, y: Double, character: Character)] = [],
    style: TextStyle = TextStyle()
  ) -> [String] {
    terminalContour(of: f, x: -2...2, y: -1...1, marks: marks, columns: columns, lines: 10, style: style)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The level lines of x are upright, those of y level: axes are not exchanged, and y grows upwards.
  @Test func linesLieWhereTheFunctionSays() {
    let upright = contour { x, _ in x }
    let rows = upright[1...10].map { $0.drop { $0 != "│" && $0 != "┤" }.dropFirst() }
    #expect(Set(rows.map(String.init)).count == 1 && rows[0].contains { $0 > "\u{2800}" })
    let level = contour { _, y in y }
    #expect(level[1...10].contains { row in row.filter { $0 > "\u{2800}" && $0 < "\u{28FF}" }.count > 40 })
    // Where only the lower half varies, the lines are there, and one between the halves.
    let low = contour { _, y in y < 0 ? y : 1 }
    func dots(_ rows: ArraySlice<String>) -> Int { rows.joined().filter { $0 > "\u{2800}" && $0 < "\u{28FF}" }.count }
    #expect(dots(low[1...4]) == 0 && dots(low[6...10]) > 0)
  }

  @Test func marksStandAtTheirPlaces() {
    let rows = contour({ x, y in x * x + y * y }, marks: [(-2, 1, "A"), (2, -1, "B"), (0, 0, "○"), (0, 0, "●"), (3, 0, "C")])
    #expect(rows[1].contains("A") && rows[10].hasSuffix("B"))
    #expect(rows.joined().contains("●") && !rows.joined().contains("○") && !rows.joined().contains("C"))
  }

  /// Levels are named, from low to high; flat and senseless functions have none.
  @Test func levelsAreNamed() {
    let legend = contour { x, y in x * x + 10 * y * y }.dropLast().last ?? ""
    let levels = legend.split(separator: " ").compactMap { Double($0.filter { $0 != "," }) }
    #expect(legend.contains("f = ") && levels.count >= 4 && levels == levels.sorted() && levels[0] > 0)
    #expect(contour { _, _ in 7 }.contains("f is the same everywhere"))
    #expect(contour { _, _ in .nan }.contains("f is nowhere a number"))
    #expect(contour { x, _ in x < 0 ? .infinity : x }.joined().contains("f = "))
  }

  /// A picture of any problem fits the terminal, and colours change nothing but colours.
  @Test(arguments: [60, 80, 120]) func widths(_ columns: Int) throws {
    for name in ["beale", "trefethen", "eggholder", "powell_badly_scaled", "easom"] {
      let plain = try ProblemPage(name, style: TextStyle(columns: columns)).text
      for line in plain.split(separator: "\n") { #expect(line.count <= columns, "\(name): \(line)") }
      let coloured = try ProblemPage(name, style: TextStyle(hasColour: true, columns: columns)).text
      #expect(coloured.contains("\u{1B}[38;5;") && coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }
  }

  /// Fine waves do not fill the picture.
  @Test func wavesGetFewerLines() throws {
    let page = try ProblemPage("schaffer2", style: TextStyle(columns: 80)).text
    let cells = page.filter { $0 > "\u{2800}" && $0 < "\u{28FF}" }
    #expect(!cells.isEmpty)
  }
}
