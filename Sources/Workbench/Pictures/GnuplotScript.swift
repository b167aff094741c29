#if canImport(Glibc)
  import Glibc
#endif

/// A file format of pictures.
public enum PictureFormat: String, Sendable, CaseIterable {
  case svg, png, pdf
}

/// Text for gnuplot that draws pictures below each other.
///
/// Ticks, ranges and scales are those of `Axis`, so that a file and a terminal show the same axes.
public struct GnuplotScript {
  public private(set) var text = ""
  private let width: Int

  /// - Parameters:
  ///   - width: in pixels, of which 96 make an inch.
  ///   - height: of one picture without its legend.
  public init(_ pictures: [Picture], format: PictureFormat, width: Int = 860, height: Int = 420) {
    self.width = width
    let heights = pictures.map { height + Self.legendHeight($0.series.map(\.name)) }
    let total = max(heights.reduce(0, +), 1)
    begin(format, height: total)
    // The axes of all pictures begin at one place.
    let widest = pictures.flatMap { $0.yAxis.ticks(atMost: Self.yTicks).map(\.label.count) }.max() ?? 1
    text += "set lmargin \(widest + 6)\n"
    if pictures.count > 1 { text += "set multiplot\n" }
    var top = 1.0
    for (i, picture) in pictures.enumerated() {
      let share = Double(heights[i]) / Double(total)
      if pictures.count > 1 { text += "set origin 0,\(shortNumber(max(0, top - share)))\nset size 1,\(shortNumber(share))\n" }
      top -= share
      add(picture, number: i)
    }
    if pictures.count > 1 { text += "unset multiplot\n" }
  }

  /// Level lines with the ways of runs.
  public init(_ contour: ContourPicture, format: PictureFormat, width: Int = 760, height: Int = 620) {
    self.width = width
    begin(format, height: height + Self.legendHeight(contour.ways.map(\.name)))
    add(contour)
  }

  /// Okabe and Ito's colours, which colour-blind people can tell apart.
  private static let colours = ["#0072b2", "#d55e00", "#009e73", "#a8508a", "#b07d00", "#56b4e9", "#444444"]

  private static let yTicks = 8

  private static func legendHeight(_ names: [String]) -> Int { names.count > 1 ? 20 + 18 * names.count : 0 }

  private mutating func begin(_ format: PictureFormat, height: Int) {
    switch format {
    case .svg: text += "set terminal svg noenhanced size \(width),\(height) font 'sans-serif,13' background '#ffffff'\n"
    case .png: text += "set terminal pngcairo noenhanced size \(2 * width),\(2 * height) font 'sans,10' fontscale 2 linewidth 2\n"
    case .pdf:
      let inches = [width, height].map { shortNumber(Double($0) / 96) }.joined(separator: ",")
      text += "set terminal pdfcairo noenhanced size \(inches) font 'sans,10'\n"
    }
    // Numbers are written by tzopt, with a decimal point in every language.
    text += """
      set encoding utf8
      set datafile missing 'NaN'
      set border 3 lc rgb '#666666'
      set tics nomirror tc rgb '#333333'
      set grid lc rgb '#dddddd' lt 1 lw 0.6
      set key below left Left reverse maxcols 1 samplen 4 spacing 1.1 height 1 noautotitle

      """
  }

  // MARK: Curves

  private mutating func add(_ picture: Picture, number: Int) {
    let x = picture.xAxis, y = picture.yAxis
    let hasLegend = picture.series.count > 1
    text += "set title \(quoted(picture.title)) font ',14'\n"
    text += "set xlabel \(quoted(picture.xLabel))\nset ylabel \(quoted(picture.yLabel))\n"
    text += axis("x", x, ticks: 9) + axis("y", y, ticks: Self.yTicks)
    text += hasLegend ? "set key on\n" : "set key off\n"
    var plots: [String] = []
    for (i, series) in picture.series.enumerated() {
      let name = "$p\(number)s\(i)"
      text += "\(name) << EOD\n" + data(series, x, y) + "EOD\n"
      let style = switch series.drawing {
        case .line: "lines"
        case .steps: "steps"
        case .marks: "points pt 7 ps 0.5"
      }
      let colour = Self.colours[i % Self.colours.count]
      let look = "lc rgb '\(colour)'" + (series.drawing == .marks ? "" : " lw 2 dt \(i / Self.colours.count + 1)")
      plots.append("\(name) using 1:2 with \(style) \(look) title \(quoted(series.name))")
    }
    text += plots.isEmpty ? "plot NaN\n" : "plot " + plots.joined(separator: ", \\\n  ") + "\n"
  }

  private func axis(_ name: String, _ axis: Axis, ticks: Int) -> String {
    var text = axis.isLogarithmic ? "set logscale \(name)\n" : "unset logscale \(name)\n"
    // Lines on the rim stay whole.
    let (lower, upper) = axis.padded
    text += "set \(name)range [\(lower):\(upper)]\n"
    let labels = axis.ticks(atMost: ticks).map { "\(quoted($0.label)) \($0.value)" }.joined(separator: ", ")
    return text + "set \(name)tics (\(labels))\n"
  }

  /// A line a point; an empty line, where the curve has a gap.
  private func data(_ series: Series, _ x: Axis, _ y: Axis) -> String {
    var text = ""
    var isGap = true
    for point in thinned(series, x, y) {
      if x.position(point.x) != nil, y.position(point.y) != nil {
        text += "\(point.x) \(point.y)\n"
        isGap = false
      } else if !isGap {
        text += "\n"
        isGap = true
      }
    }
    return text.isEmpty ? "NaN NaN\n" : text
  }

  /// At most some thousand points: of each narrow column the first, the lowest, the highest and the last.
  private func thinned(_ series: Series, _ x: Axis, _ y: Axis) -> [(x: Double, y: Double)] {
    let points = series.points, columns = 1000
    if points.count <= 4 * columns || series.drawing == .marks { return points }
    var kept: [(x: Double, y: Double)] = []
    var start = 0
    func column(_ i: Int) -> Int? {
      guard let position = x.position(points[i].x), y.position(points[i].y) != nil else { return nil }
      return Int(max(-1, min(2, position)) * Double(columns))
    }
    while start < points.count {
      let here = column(start)
      var end = start + 1
      while end < points.count, column(end) == here { end += 1 }
      if here != nil {
        let inside = start..<end
        let extremes = [inside.min { points[$0].y < points[$1].y } ?? start, inside.max { points[$0].y < points[$1].y } ?? start]
        kept += Set([start, end - 1] + extremes).sorted().map { points[$0] }
      } else {
        kept.append(points[start])
      }
      start = end
    }
    return kept
  }

  // MARK: Level lines

  private mutating func add(_ contour: ContourPicture) {
    let size = 220
    let minimum = contour.minimum ?? 0
    var values: [Double] = []
    values.reserveCapacity(size * size)
    func at(_ i: Int, _ range: ClosedRange<Double>) -> Double {
      let t = Double(i) / Double(size - 1)
      return range.lowerBound * (1 - t) + range.upperBound * t
    }
    for j in 0..<size { for i in 0..<size { values.append(contour.value(at(i, contour.xRange), at(j, contour.yRange)) - minimum) } }
    let sorted = values.filter(\.isFinite).sorted()
    // The last hundredth at either end takes no colours from the rest.
    func quantile(_ t: Double) -> Double { sorted.isEmpty ? 0 : sorted[Int(t * Double(sorted.count - 1))] }
    let colours = Axis(sorted, scale: .automatic, range: quantile(0.99) > quantile(0.002) ? quantile(0.002)...quantile(0.99) : nil)
    let levels = (1...14).map { k in quantile(Double(k) / 15 * (Double(k) / 15).squareRoot()) }

    text += "set title \(quoted(contour.title)) font ',14'\n"
    text += "set xlabel \(quoted(contour.names.x))\nset ylabel \(quoted(contour.names.y))\n"
    let xAxis = Axis([], scale: .linear, range: contour.xRange), yAxis = Axis([], scale: .linear, range: contour.yRange)
    for (name, axis) in [("x", xAxis), ("y", yAxis)] {
      let labels = axis.ticks(atMost: 8).map { "\(quoted($0.label)) \($0.value)" }.joined(separator: ", ")
      text += "set \(name)tics (\(labels))\nset \(name)range [\(axis.range.lowerBound):\(axis.range.upperBound)]\n"
    }
    text += "$grid << EOD\n"
    for j in 0..<size {
      for i in 0..<size {
        let value = values[j * size + i]
        text += "\(at(i, contour.xRange)) \(at(j, contour.yRange)) \(value.isFinite ? "\(value)" : "NaN")\n"
      }
      text += "\n"
    }
    text += "EOD\n"
    let distinct = levels.reduce(into: [Double]()) { if $1.isFinite, $1 > $0.last ?? -.infinity { $0.append($1) } }
    if !distinct.isEmpty {
      text += "set contour base\nset cntrparam levels discrete \(distinct.map { "\($0)" }.joined(separator: ","))\nunset surface\n"
      // Coordinates in a narrow window differ in late digits.
      text += "set format '%.15g'\nset table $levels\nsplot $grid using 1:2:3\nunset table\nset format '% h'\nunset contour\n"
    }
    let labels = colours.ticks(atMost: 8).map { "\(quoted($0.label)) \($0.value)" }.joined(separator: ", ")
    text += colours.isLogarithmic ? "set logscale cb\n" : ""
    text += "set cbrange [\(colours.range.lowerBound):\(colours.range.upperBound)]\nset cbtics (\(labels)) nomirror\n"
    text += "set cblabel \(quoted(contour.minimum == nil ? "f" : contour.minimum == 0 ? "f (the minimum is 0)" : "f − minimum"))\n"
    // From light where f is low to dark where it is high would hide the ways in the valley: the other way round.
    text += "set palette defined (0 '#3b5b92', 0.35 '#86a8cf', 0.7 '#d3dfee', 1 '#fbfbfb')\nunset grid\nset key on\n"
    text += ways(of: contour, low: colours.range.lowerBound, hasLevels: !distinct.isEmpty)
  }

  private mutating func ways(of contour: ContourPicture, low: Double, hasLevels: Bool) -> String {
    // Colours that stand out from the blue ground.
    let colours = ["#d55e00", "#000000", "#009e73", "#cc3399", "#e6b800", "#7a3fb5"]
    var plots = ["$grid using 1:2:($3 < \(low) ? \(low) : $3) with image"]
    if hasLevels { plots.append("$levels using 1:2 with lines lc rgb '#66445577' lw 0.7") }
    for (i, way) in contour.ways.enumerated() {
      text += "$w\(i) << EOD\n"
      let points = way.points.filter { $0.x.isFinite && $0.y.isFinite }
      for point in points { text += "\(point.x) \(point.y)\n" }
      text += "EOD\n"
      let colour = colours[i % colours.count]
      // Dots show where the steps are, unless there are too many to be seen apart.
      let style = points.count > 300 ? "lines lw 1.6" : "linespoints pt 7 ps 0.35 lw 1.4"
      plots.append("$w\(i) using 1:2 with \(style) lc rgb '\(colour)' dt \(i / colours.count + 1) title \(quoted(way.name))")
      if let first = points.first {
        plots.append("'+' every ::0::0 using (\(first.x)):(\(first.y)) with points pt 6 ps 1.1 lw 2 lc rgb '\(colour)'")
      }
    }
    if !contour.minimizers.isEmpty {
      text += "$minima << EOD\n" + contour.minimizers.map { "\($0.x) \($0.y)\n" }.joined() + "EOD\n"
      plots.append("$minima using 1:2 with points pt 2 ps 1.2 lw 2.5 lc rgb '#ffffff'")
      plots.append("$minima using 1:2 with points pt 2 ps 1.2 lw 1.2 lc rgb '#000000' title 'minimum'")
    }
    return "plot " + plots.joined(separator: ", \\\n  ") + "\n"
  }

  /// A text as gnuplot reads it: in single quotes nothing is special but the quote itself.
  private func quoted(_ text: String) -> String {
    var quoted = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { quoted += "''" } else { quoted.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar) }
    }
    return quoted + "'"
  }

  private func shortNumber(_ value: Double) -> String { formatted("%.6g", value) }
}

extension Axis {
  /// The range with a little room at both ends.
  var padded: (lower: Double, upper: Double) {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    if isLogarithmic {
      let factor = pow(upper / lower, 0.03)
      guard factor.isFinite, upper * factor < .infinity, lower / factor > 0 else { return (lower, upper) }
      return (lower / factor, upper * factor)
    }
    let margin = 0.02 * (upper - lower)
    return margin.isFinite ? (lower - margin, upper + margin) : (lower, upper)
  }
}
