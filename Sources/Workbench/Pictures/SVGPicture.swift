/// A picture as SVG: axes with the words that explain them, a legend, a line each.
///
/// Colours are classes that `SVGPicture.style` defines for light and dark pages: Okabe and Ito's, which colour-blind people can
/// tell apart, lightened where the page is dark.
public struct SVGPicture {
  private let picture: Picture
  private let width: Double
  private let plotHeight: Double
  private let left = 62.0, right = 16.0, top = 34.0

  public init(_ picture: Picture, width: Double = 520, plotHeight: Double = 230) {
    self.picture = picture
    self.width = width
    self.plotHeight = plotHeight
  }

  /// To stand once in a page.
  public static let style: String = {
    let light = ["#0072b2", "#d55e00", "#009e73", "#a8508a", "#b07d00", "#3b8fc4", "#6a3d9a", "#555555"]
    let dark = ["#4da6e0", "#f08a4b", "#3cc79b", "#e39ac6", "#f2b632", "#8ccbf2", "#b79ae6", "#c0c0c0"]
    func colours(_ list: [String]) -> String {
      list.enumerated().map { ".s\($0).line{stroke:\($1)}.s\($0).mark{fill:\($1)}" }.joined()
    }
    return """
      .plot{font:12px system-ui,sans-serif;width:100%;height:auto}.plot text{fill:currentColor}.plot .title{font-weight:600;font-size:13px}
      .plot .grid{stroke:currentColor;opacity:.14}.plot .frame{stroke:currentColor;opacity:.55;fill:none}
      .plot .line{fill:none;stroke-width:2;stroke-linejoin:round}.plot .d1{stroke-dasharray:7 3}.plot .d2{stroke-dasharray:2 3}
      \(colours(light))
      @media(prefers-color-scheme:dark){\(colours(dark))}

      """
  }()

  public var text: String {
    let x = picture.xAxis, y = picture.yAxis
    let legend = legendRows()
    let bottom = top + plotHeight
    let height = bottom + 42 + 18 * Double(legend.count)
    var svg = "<svg class=\"plot\" viewBox=\"0 0 \(short(width)) \(short(height))\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">"
    svg += "<title>\(htmlText(picture.title))</title>\n"
    // Bold letters of 13 pixels are about 7.3 wide.
    svg += label(fitted(picture.title, Int((width - left) / 7.3)), left, 18, "class=\"title\"")
    for tick in x.ticks(atMost: 8) {
      guard let position = x.position(tick.value) else { continue }
      let at = left + position * plotWidth
      svg += "<path class=\"grid\" d=\"M\(short(at)) \(short(top))V\(short(bottom))\"/>"
      svg += label(tick.label, at, bottom + 16, "text-anchor=\"middle\"")
    }
    for tick in y.ticks(atMost: 6) {
      guard let position = y.position(tick.value) else { continue }
      let at = bottom - position * plotHeight
      svg += "<path class=\"grid\" d=\"M\(short(left)) \(short(at))H\(short(width - right))\"/>"
      svg += label(tick.label, left - 6, at + 4, "text-anchor=\"end\"")
    }
    svg += "<rect class=\"frame\" x=\"\(short(left))\" y=\"\(short(top))\" width=\"\(short(plotWidth))\" height=\"\(short(plotHeight))\"/>\n"
    svg += label(picture.xLabel, left + plotWidth / 2, bottom + 34, "text-anchor=\"middle\"")
    let middle = top + plotHeight / 2
    svg += label(picture.yLabel, 13, middle, "text-anchor=\"middle\" transform=\"rotate(-90 13 \(short(middle)))\"")
    for (i, series) in picture.series.enumerated() { svg += curve(series, classes(i), x, y) + "\n" }
    for (row, items) in legend.enumerated() {
      var at = left
      let baseline = bottom + 54 + 18 * Double(row)
      for (i, name) in items {
        svg += "<path class=\"\(classes(i)) line\" d=\"M\(short(at)) \(short(baseline - 4))h22\"/>"
        svg += label(name, at + 28, baseline, "")
        at += itemWidth(name)
      }
    }
    return svg + "</svg>\n"
  }

  private var plotWidth: Double { width - left - right }

  /// Dashes tell apart what shares a colour.
  private func classes(_ i: Int) -> String { "s\(i % 8)" + (i < 8 ? "" : " d\((i / 8 - 1) % 2 + 1)") }

  private func curve(_ series: Series, _ classes: String, _ x: Axis, _ y: Axis) -> String {
    var path = ""
    var marks = ""
    var isDown = false
    var last = 0.0
    for point in series.points {
      guard let px = x.position(point.x), let py = y.position(point.y), (-0.001...1.001).contains(px) else {
        isDown = false
        continue
      }
      let h = left + min(max(px, 0), 1) * plotWidth
      let v = top + plotHeight * (1 - min(max(py, 0), 1))
      switch series.drawing {
      case .marks: marks += "<circle class=\"\(classes) mark\" cx=\"\(short(h))\" cy=\"\(short(v))\" r=\"3\"/>"
      case .steps where isDown: path += v == last ? "H\(short(h))" : "H\(short(h))V\(short(v))"
      case .line where isDown: path += "L\(short(h)) \(short(v))"
      default: path += "M\(short(h)) \(short(v))"
      }
      isDown = true
      last = v
    }
    return marks + (path.isEmpty ? "" : "<path class=\"\(classes) line\" d=\"\(path)\"><title>\(htmlText(series.name))</title></path>")
  }

  /// Names in rows that fit; long ones are cut, since the page says them in full elsewhere.
  private func legendRows() -> [[(Int, String)]] {
    var rows: [[(Int, String)]] = []
    var used = Double.infinity
    for (i, series) in picture.series.enumerated() {
      let name = series.name.count > 60 ? String(series.name.prefix(59)) + "…" : series.name
      if used + itemWidth(name) > width - left {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((i, name))
      used += itemWidth(name)
    }
    return rows
  }

  /// An estimate: letters of this size are about 6.6 wide.
  private func itemWidth(_ name: String) -> Double { 44 + 6.6 * Double(name.count) }

  private func label(_ text: String, _ x: Double, _ y: Double, _ attributes: String) -> String {
    "<text x=\"\(short(x))\" y=\"\(short(y))\"\(attributes.isEmpty ? "" : " " + attributes)>\(htmlText(text))</text>\n"
  }

  /// A tenth of a pixel is enough.
  private func short(_ value: Double) -> String {
    let text = formatted("%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
