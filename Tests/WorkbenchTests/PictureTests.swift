import Foundation
import Optimization
import Problems
import Testing

@testable import Workbench

/// A generator of test numbers.
private struct Numbers {
  var state: UInt64

  mutating func unit() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
}

/// Axes show what there is, with few round ticks that are told apart.
@Suite struct AxisTests {
  @Test func ticksHoldForRangesOfAllSizes() throws {
    var numbers = Numbers(state: 7)
    for i in 0..<1000 {
      let size = pow(10, 300 * (2 * numbers.unit() - 1)), width = pow(10, -11 * numbers.unit())
      let centre = size * (2 * numbers.unit() - 1)
      let (a, b) = i % 2 == 0 ? (centre, centre + size * width) : (size * 1e-8, size * pow(10, 20 * numbers.unit() - 7.9))
      let axis = Axis([a, b], scale: i % 2 == 0 ? .linear : .logarithmic)
      let count = 2 + i % 9
      let ticks = axis.ticks(atMost: count)
      #expect(ticks.count <= count, "\(a) \(b)")
      #expect(Set(ticks.map(\.label)).count == ticks.count, "\(a) \(b): \(ticks.map(\.label))")
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      for tick in ticks {
        let position = try #require(axis.position(tick.value))
        #expect(position > -1e-6 && position < 1 + 1e-6, "\(a) \(b) \(tick)")
        // The label says the value, as exactly as neighbours need.
        let read = try #require(Double(tick.label))
        let gap = ticks.count > 1 ? ticks[1].value - ticks[0].value : abs(tick.value)
        #expect(abs(read - tick.value) <= 1e-3 * gap + 1e-12 * abs(tick.value), "\(a) \(b) \(tick)")
      }
    }
  }

  private static let automatic: [([Double], Bool)] = [
    ([1, 1000], true), ([1, 100], false), ([0, 1, 1000], true), ([-1, 1, 1000], false), ([0, 0], false), ([.nan, 1, .infinity, 1e9], true),
    ([], false), ([5], false),
  ]

  @Test(arguments: automatic)
  func logarithmicWhereItShowsMore(_ values: [Double], _ isLogarithmic: Bool) {
    #expect(Axis(values, scale: .automatic).isLogarithmic == isLogarithmic)
  }

  @Test func exactTicks() {
    func labels(_ a: Double, _ b: Double, _ count: Int, _ scale: Scale = .linear) -> [String] {
      Axis([a, b], scale: scale).ticks(atMost: count).map(\.label)
    }
    #expect(labels(0, 1000, 6) == ["0", "200", "400", "600", "800", "1000"])
    #expect(labels(-1.2, 1, 5) == ["-1.0", "-0.5", "0", "0.5", "1.0"])
    #expect(labels(3035.0804, 3035.0809, 6) == ["3035.0804", "3035.0805", "3035.0806", "3035.0807", "3035.0808", "3035.0809"])
    #expect(labels(1e-20, 24, 6, .logarithmic) == ["1e-20", "1e-15", "1e-10", "1e-5", "1"])
    #expect(labels(0.01, 100, 6, .logarithmic) == ["0.01", "0.1", "1", "10", "100"])
    #expect(labels(2, 30, 8, .logarithmic) == ["2", "5", "10", "20"])
  }

  private static let largest = Double.greatestFiniteMagnitude
  private static let extremes: [[Double]] = [
    [0, largest], [-largest, largest], [largest, largest], [-largest], [5e-324, 1e-323], [0, 5e-324], [1, 1 + 1e-15], [.nan],
    [.infinity, -.infinity],
  ]

  @Test(arguments: extremes)
  func extremesDoNotTrap(_ values: [Double]) {
    for scale in [Scale.automatic, .linear, .logarithmic] {
      let axis = Axis(values, scale: scale)
      #expect(axis.range.lowerBound < axis.range.upperBound)
      for count in [0, 2, 7] { _ = axis.ticks(atMost: count) }
      for value in values where value.isFinite { if let position = axis.position(value) { #expect(position.isFinite) } }
    }
  }
}

/// Pictures as text: nothing is wider or higher than asked for, dots are where the values are.
@Suite struct BrailleTextTests {
  private func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }

  @Test(arguments: [30, 60, 80, 120], [10, 16, 30])
  func staysInsideTheTerminal(_ columns: Int, _ height: Int) {
    var numbers = Numbers(state: 3)
    let drawings: [Series.Drawing] = [.line, .steps, .marks]
    for count in [0, 1, 2, 5, 12] {
      var series: [Series] = []
      for i in 0..<count {
        var points: [(x: Double, y: Double)] = []
        for k in 0..<200 { points.append((Double(k), k % 50 == 7 ? Double.nan : pow(10, 30 * numbers.unit() - 20))) }
        let name = "chain \(i) with a name that is longer than a terminal is wide: adam | cautious | lr(0.001)"
        series.append(Series(name, points, drawing: drawings[i % 3]))
      }
      let picture = Picture(
        title: String(repeating: "title ", count: 30), xLabel: String(repeating: "x", count: 200), yLabel: "f", series: series)
      let text = lines(brailleText(picture, columns: columns, lines: height, style: TextStyle()))
      #expect(text.allSatisfy { $0.count <= columns })
      // A long legend stands below a plot of nine lines, or of as many as would have room without it.
      #expect(text.count <= max(height, min(height, 9 + 5) + count) && text.count >= 8, "\(text.count) lines for \(height)")
      #expect(text.count { $0.contains("│") || $0.contains("┤") } >= min(9, height - 5))
      #expect(!text.joined().contains("\u{1B}"))
    }
  }

  @Test func aDiagonalIsADiagonal() {
    let picture = Picture(title: "", xLabel: "steps", yLabel: "f", yScale: .linear, series: [Series("", (0...10).map { (Double($0), Double($0)) })])
    let text = lines(brailleText(picture, columns: 30, lines: 11, style: TextStyle()))
    // Every column has a dot, and they rise.
    let plot = text.dropFirst().prefix { !$0.contains("└") }.map { Array($0.dropFirst(4)) }
    var heights: [Int] = []
    for column in 0..<(plot.map(\.count).max() ?? 0) {
      heights.append(plot.firstIndex { column < $0.count && $0[column] != " " } ?? -1)
    }
    #expect(heights.count == 26 && heights.first == plot.count - 1 && heights.last == 0)
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 })
  }

  /// Without colours, letters tell curves apart: at their ends and along them.
  @Test func curvesCarryLetters() {
    let series = [Series("up", [(0, 0), (10, 10)]), Series("down", [(0, 10), (10, 0)])]
    let picture = Picture(title: "two", xLabel: "steps", yLabel: "f", yScale: .linear, series: series)
    let text = lines(brailleText(picture, columns: 60, lines: 18, style: TextStyle()))
    let plot = text.filter { $0.contains("│") || $0.contains("┤") }
    #expect(plot.first?.hasSuffix("a") == true && plot.last?.hasSuffix("b") == true)
    #expect(plot.joined().filter { $0 == "a" }.count >= 3 && plot.joined().filter { $0 == "b" }.count >= 3)
    #expect(text.last == " a up     b down")
    let coloured = brailleText(picture, columns: 60, lines: 18, style: TextStyle(hasColour: true))
    #expect(coloured.contains("\u{1B}[36m") && coloured.contains("\u{1B}[33m"))
    // Escapes apart, colours move nothing.
    let plain = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(lines(plain).count == text.count && lines(plain).allSatisfy { $0.count <= 60 })
  }

  @Test func onlyWhatIsInRangeIsDrawn() {
    let picture = Picture(
      title: "", xLabel: "", yLabel: "", yScale: .linear, xRange: 2...3, yRange: 0...1,
      series: [Series("", [(0, 5), (10, 5)]), Series("", [(2, .infinity), (.nan, 0.5), (2.5, -.infinity)])])
    let text = brailleText(picture, columns: 40, lines: 12, style: TextStyle())
    #expect(!text.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
  }
}

/// The script for gnuplot is data and quoted texts; nothing that a chain or a file holds becomes a command.
@Suite struct GnuplotScriptTests {
  @Test func textsAreQuoted() {
    let evil = "a'; system('touch /tmp/x')\n!rm -rf \"~\" `id` \\"
    let picture = Picture(title: evil, xLabel: evil, yLabel: evil, series: [Series(evil, [(0, 1)]), Series("b", [(1, .nan), (2, 3)])])
    let text = GnuplotScript([picture], format: .svg).text
    #expect(!text.contains("\n!rm"))
    #expect(text.contains("set title 'a''; system(''touch /tmp/x'') !rm -rf \"~\" `id` \\'"))
    #expect(!text.contains("nan\n"))
  }

  @Test func longCurvesAreThinnedAndKeepTheirExtremes() {
    var points = (0..<200_000).map { (x: Double($0), y: 1.0) }
    points[77_777].y = 9
    points[123_456].y = -9
    let text = GnuplotScript([Picture(title: "", xLabel: "", yLabel: "", series: [Series("", points)])], format: .png).text
    #expect(text.utf8.count < 100_000)
    for line in ["0.0 1.0\n", "77777.0 9.0\n", "123456.0 -9.0\n", "199999.0 1.0\n"] { #expect(text.contains(line)) }
  }
}

/// What is drawn of runs, and what it is called.
@Suite struct CurvePictureTests {
  private func runs(_ texts: [String]) throws -> [RunTrace] {
    try texts.enumerated().flatMap { try RunTrace.runs(in: Array($1.utf8), name: "run\($0).jsonl") }
  }

  private func trace(chain: String = "lr(0.1)", problem: String = "sphere", seed: Int = 0, f: [Double] = [4, 1, 0.25]) -> String {
    f.enumerated().map { k, f in
      let norm = k == 1 ? "null" : "\(2 * f)", evals = "{\"f\":\(k),\"g\":\(k),\"hvp\":0,\"jac\":0}"
      return "{\"step\":\(k),\"f\":\(f),\"grad_norm\":\(norm),\"evals\":\(evals),\"seconds\":\(0.5 * Double(k)),\"x\":[\(f),null]}\n"
    }.joined() + "{\"status\":\"step-limit\",\"chain\":\"\(chain)\",\"problem\":\"\(problem)\",\"seed\":\(seed),\"dtype\":\"float64\"}\n"
  }

  @Test func aSingleRunHasBothCurves() throws {
    let pictures = CurvePictures().pictures(of: try runs([trace()]))
    #expect(pictures.count == 1 && pictures[0].title == "sphere: lr(0.1)" && pictures[0].xLabel == "steps")
    #expect(pictures[0].series.map(\.name) == ["f (the minimum is 0)", "max |gradient|"])
    #expect(pictures[0].series[0].points.map(\.y) == [4, 1, 0.25])
    #expect(pictures[0].series[1].points[1].y.isNaN && pictures[0].series[1].points[2].y == 0.5)
  }

  @Test func severalRunsAreNamedByTheirDifferences() throws {
    func names(_ texts: [String]) throws -> [String] { try runs(texts).differences }
    #expect(try names([trace(), trace(chain: "adam")]) == ["lr(0.1)", "adam"])
    #expect(try names([trace(seed: 1), trace(seed: 2)]) == ["seed 1", "seed 2"])
    #expect(try names([trace(), trace(chain: "adam", problem: "beale")]) == ["lr(0.1), sphere", "adam, beale"])
    #expect(try names([trace(), trace()]) == ["run0.jsonl", "run1.jsonl"])
    let pictures = CurvePictures().pictures(of: try runs([trace(), trace(chain: "adam")]))
    #expect(pictures.map(\.yLabel) == ["f (the minimum is 0)", "max |gradient|"] && pictures.allSatisfy { $0.title == "sphere" })
  }

  @Test func baseAndAxis() throws {
    var curves = CurvePictures()
    curves.showsGradient = false
    curves.base = .best
    curves.xAxis = .evals
    let best = curves.pictures(of: try runs([trace(), trace(f: [9, 0.5])]))[0]
    #expect(best.series.map { $0.points.map(\.y) } == [[3.75, 0.75, 0], [8.75, 0.25]] && best.series[0].points.map(\.x) == [0, 2, 4])
    curves.base = .number(-1)
    curves.xAxis = .seconds
    let shifted = curves.pictures(of: try runs([trace()]))[0]
    #expect(shifted.series[0].points.map(\.y) == [5, 2, 1.25] && shifted.series[0].points.map(\.x) == [0, 0.5, 1])
    #expect(shifted.yLabel == "f + 1")
    // branin's minimum is not 0, and a run that is below what is known as the minimum shows f itself.
    curves.base = .minimum
    #expect(curves.pictures(of: try runs([trace(problem: "branin", f: [4, 1, 0.5])]))[0].yLabel == "f − minimum")
    #expect(curves.pictures(of: try runs([trace(problem: "sphere", f: [1, -1])]))[0].yLabel == "f")
    #expect(curves.pictures(of: try runs([trace(problem: "no such problem")]))[0].yLabel == "f")
  }

  @Test(arguments: [
    ("", "'a' is empty"), ("\n\n", "'a' is empty"), ("{\"status\":\"converged\"}\n", "'a' has no steps"),
    ("{\"step\":0}\n{}\n", "'a', line 1: \"evals\" is missing or of the wrong type"),
    ("{\"a\":1}\n", "'a', line 1: neither a step nor the end of a run"), ("[1]\n", "'a', line 1: neither a step nor the end of a run"),
    ("step,f\n0,1\n", "'a', line 1: no JSON at byte 1: a value is expected"),
    (
      "{\"step\":0,\"f\":\"1\",\"grad_norm\":1,\"seconds\":0,\"evals\":{\"f\":0,\"g\":0,\"hvp\":0,\"jac\":0}}\n",
      "'a', line 1: \"f\" is missing or of the wrong type"
    ),
    (
      "{\"step\":0,\"f\":1,\"grad_norm\":1,\"seconds\":0,\"evals\":{\"f\":9007199254740991,\"g\":9223372036854775807,\"hvp\":0,\"jac\":0}}\n",
      "'a', line 1: \"evals\" is missing or of the wrong type"
    ),
  ])
  func wrongTraces(_ text: String, _ message: String) {
    do {
      _ = try RunTrace.runs(in: Array(text.utf8), name: "a")
      Issue.record("read")
    } catch { #expect(error.message == message && error.hint != nil) }
  }

  @Test func aTornTraceShowsWhatItHas() throws {
    let torn = String(trace().dropLast(40))
    let run = try #require(try RunTrace.runs(in: Array(torn.utf8), name: "a").first)
    #expect(run.rows.count == 3 && run.status == nil && run.chain == nil)
  }

  @Test func resultsOfAComparisonAreNoRun() {
    let text = "{\"comparison\":{\"seeds\":3}}\n{\"chain\":\"adam\",\"status\":\"converged\"}\n"
    #expect(throws: ContentError("'a' holds the results of a comparison, not a run", hint: "draw it alone: tzopt plot results.jsonl")) {
      try RunTrace.runs(in: Array(text.utf8), name: "a")
    }
  }

  private func ways(_ x: [(Double, Double)], count: Int = 1) throws -> ContourPicture {
    let rows = x.enumerated().map { k, x in
      "{\"step\":\(k),\"f\":1,\"grad_norm\":1,\"evals\":{\"f\":\(k),\"g\":0,\"hvp\":0,\"jac\":0},\"seconds\":0,\"x\":[\(x.0),\(x.1)]}\n"
    }.joined()
    return try ContourPicture(of: try runs((0..<count).map { number in
      rows + "{\"status\":\"step-limit\",\"chain\":\"lr(\(number + 1))\",\"problem\":\"beale\",\"seed\":0,\"dtype\":\"float64\"}\n"
    }))
  }

  /// A way of one point is seen in the usual domain; minima are named where they are in the picture.
  @Test func contoursOfShortWays() throws {
    let point = try ways([(1, 1)])
    #expect(point.xRange.contains(0) && point.xRange.contains(3) && point.minimizers.count == 1)
    let near = try ways([(0, 0), (0.1, 0.1)])
    #expect(near.xRange.upperBound < 1 && near.minimizers.isEmpty && !near.terminalText(columns: 60, style: TextStyle()).contains("minimum"))
  }

  @Test func moreWaysThanColoursHaveDashes() throws {
    let script = GnuplotScript(try ways([(0, 0), (1, 1)], count: 7), format: .png).text
    #expect(script.contains("dt 1 title 'lr(6)'") && script.contains("dt 2 title 'lr(7)'"))
  }

  /// A run of any length leaves some thousand rows, the first and the last among them.
  @Test func theRecorderThins() throws {
    let solver = try Solver(try ChainReader.chain("lr(1e-7)"), on: try Catalogue.problem("sphere"))
    solver.rules.maximalSteps = 50_000
    let recorder = CurveRecorder()
    solver.observers.append(recorder)
    let report = try solver.run()
    let title = RunTitle(chain: "lr", problem: "sphere", seed: 0, type: "float64", entryNames: [])
    let points = try #require(recorder.pictures(title).first?.series.first?.points)
    #expect(points.count > 1500 && points.count <= 4001 && points.first?.x == 0 && points.last?.x == Double(report.steps))
    #expect(points.last?.y == report.f)
  }
}
