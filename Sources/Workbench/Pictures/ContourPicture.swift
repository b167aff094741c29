import Numerics
import Optimization
import Problems

/// A function of two variables from above, and the ways that runs took on it.
public final class ContourPicture {
  public let title: String
  public let names: (x: String, y: String)
  public let xRange: ClosedRange<Double>
  public let yRange: ClosedRange<Double>
  /// A series for each run.
  public let ways: [Series]
  /// Those in the picture.
  public let minimizers: [(x: Double, y: Double)]
  /// The lowest value, or 0 where it is not known.
  public let minimum: Double?
  private let function: ObjectiveFunction
  private let point = Vector(count: 2)

  /// - Throws: runs of several problems, a problem that is not of two variables, rows without x.
  public init(of runs: [RunTrace], title: String? = nil) throws {
    let subjects = Set(runs.map { $0.request.map(ContourPicture.subject) ?? $0.problem ?? "" })
    if subjects.count > 1 {
      let list = subjects.sorted().joined(separator: ", ")
      throw ContentError("the runs are on different problems: \(list)", hint: "draw them one by one")
    }
    guard let text = runs[0].problem else {
      throw ContentError("'\(runs[0].file)' breaks off before it names its problem", hint: "run it to its end, or leave out --contour")
    }
    guard let problem = try? runs[0].request?.problem() else {
      throw ContentError(
        "the problem that '\(runs[0].file)' names cannot be made again: \(text)", hint: "level lines need the function itself")
    }
    guard problem.layout.count == 2 else {
      throw ContentError(
        "level lines need two variables, and \(problem.name) has \(problem.layout.count)",
        hint: "leave out --contour, or write --dim 2")
    }
    for run in runs where !run.rows.contains(where: { $0.x?.count == 2 }) {
      throw ContentError("'\(run.file)' has no x in its rows", hint: "write it with --record x")
    }
    let names = runs.count == 1 ? [runs[0].chain ?? runs[0].file] : runs.differences
    ways = zip(runs, names).map { run, name in
      Series(name, run.rows.compactMap { row in row.x.flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil } })
    }
    self.title = title ?? runs.commonTitle
    self.names = (problem.entryNames[0], problem.entryNames[1])
    let minimizers = problem.minimizers.filter { $0.count == 2 }.map { ($0[0], $0[1]) }
    minimum = problem.minimum
    function = problem.function()
    let points = ways.flatMap(\.points)
    let domain = problem.domain.count == 2 ? problem.domain : []
    let xRange = ContourPicture.range(points.map(\.x), minimizers.map(\.0), domain.first)
    let yRange = ContourPicture.range(points.map(\.y), minimizers.map(\.1), domain.last)
    self.minimizers = minimizers.filter { xRange.contains($0.0) && yRange.contains($0.1) }.map { (x: $0.0, y: $0.1) }
    (self.xRange, self.yRange) = (xRange, yRange)
  }

  /// The function that is asked for, whatever the run's start, and its seed where nothing of the function is drawn.
  private static func subject(_ request: ProblemRequest) -> String {
    var request = request
    request.start = nil
    request.startScale = 1
    if case .formula(let text, let start) = request.subject { request.subject = .formula(text, start: start.map { ($0.name, 0) }) }
    var unseeded = request
    unseeded.seed = 0
    guard case .builtIn = request.subject else { return request.text }
    var plain = ProblemRequest(request.subject)
    (plain.dimension, plain.condition, plain.type) = (request.dimension, request.condition, request.type)
    return unseeded.text == plain.text ? plain.text : request.text
  }

  /// f at a point; NaN where it has no value.
  public func value(_ x: Double, _ y: Double) -> Double {
    point[0] = x
    point[1] = y
    return (try? function.value(at: point)) ?? .nan
  }

  /// A range that shows the ways, the minimizers near them, and of the usual domain what is not far from them.
  private static func range(_ ways: [Double], _ minimizers: [Double], _ domain: ClosedRange<Double>?) -> ClosedRange<Double> {
    // A way that leaves for infinity does not make everything else a point.
    let bound = domain.map { 2 * max(abs($0.lowerBound), abs($0.upperBound)) } ?? 1e6
    let seen = ways.filter { abs($0) <= bound }
    let all = seen.isEmpty ? minimizers : seen
    var (lower, upper) = (all.min() ?? -1, all.max() ?? 1)
    let size = max(abs(lower), abs(upper))
    var reach = upper - lower
    if reach <= max(1e-3 * size, 1e-9) {
      // A way that stays where it is says nothing of the scale.
      reach = domain.map { 0.5 * ($0.upperBound - $0.lowerBound) } ?? max(1, 0.5 * size)
      if domain == nil { (lower, upper) = (lower - reach, upper + reach) }
    }
    for place in minimizers where place > lower - reach && place < upper + reach {
      lower = min(lower, place)
      upper = max(upper, place)
    }
    if let domain {
      lower = max(min(lower, domain.lowerBound), lower - reach)
      upper = min(max(upper, domain.upperBound), upper + reach)
    }
    let margin = max(0.06 * (upper - lower), 1e-6 * max(abs(lower), abs(upper)), 1e-9)
    return lower - margin...upper + margin
  }
}

extension ContourPicture {
  /// For a terminal: level lines, letters along the ways, `×` at the minima, and a legend.
  public func terminalText(columns: Int, style: TextStyle) -> String {
    var marks: [(x: Double, y: Double, character: Character)] = []
    for (i, way) in ways.enumerated() {
      let letter = ways.count == 1 ? "•" : curveLetter(i)
      marks += spread(way.points).map { ($0.x, $0.y, letter) }
    }
    for (i, way) in ways.enumerated() {
      guard let last = way.points.last(where: { $0.x.isFinite && $0.y.isFinite }) else { continue }
      marks.append((last.x, last.y, ways.count == 1 ? "◆" : curveLetter(i)))
    }
    marks += minimizers.map { ($0.x, $0.y, "×") }
    var text = title.isEmpty ? "" : style.bold(fitted(title, columns)) + "\n"
    text += terminalContour(of: value, x: xRange, y: yRange, marks: marks, names: names, columns: columns, style: style)
    let signs = ways.count == 1 ? ["• steps", "◆ the last"] : ways.enumerated().map { "\(curveLetter($0)) \($1.name)" }
    for sign in signs + (minimizers.isEmpty ? [] : ["× minimum"]) { text += " " + fitted(sign, columns - 1) + "\n" }
    return text
  }

  /// Few enough points that the way stays a line of dots, the first among them.
  private func spread(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let width = xRange.upperBound - xRange.lowerBound, height = yRange.upperBound - yRange.lowerBound
    var kept: [(x: Double, y: Double)] = []
    for point in points where point.x.isFinite && point.y.isFinite {
      if let last = kept.last, abs(point.x - last.x) < 0.03 * width, abs(point.y - last.y) < 0.05 * height { continue }
      kept.append(point)
    }
    return kept
  }
}
