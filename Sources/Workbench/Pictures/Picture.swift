/// A named curve of a picture.
public struct Series: Sendable {
  public enum Drawing: Sendable, Hashable {
    /// Points joined by straight lines; a value that is not finite is a gap.
    case line
    /// A step function: each y holds until the next x (profiles, ECDFs).
    case steps
    /// Points alone.
    case marks
  }

  public var name: String
  public var points: [(x: Double, y: Double)]
  public var drawing: Drawing

  public init(_ name: String, _ points: [(x: Double, y: Double)], drawing: Drawing = .line) {
    self.name = name
    self.points = points
    self.drawing = drawing
  }
}

/// How an axis runs.
public enum Scale: Sendable, Hashable {
  /// Logarithmic where values of one sign span orders of magnitude, linear elsewhere.
  case automatic
  case linear, logarithmic
}

/// Curves over common axes, and the words that explain them: what is drawn, whether into a file or a terminal.
public struct Picture: Sendable {
  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var xScale: Scale
  public var yScale: Scale
  /// What is shown; nil: all points.
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?
  public var series: [Series]

  public init(
    title: String, xLabel: String, yLabel: String, xScale: Scale = .linear, yScale: Scale = .automatic,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, series: [Series] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.xScale = xScale
    self.yScale = yScale
    self.xRange = xRange
    self.yRange = yRange
    self.series = series
  }

  public var xAxis: Axis { Axis(series.lazy.flatMap { $0.points.lazy.map(\.x) }, scale: xScale, range: xRange) }
  public var yAxis: Axis { Axis(series.lazy.flatMap { $0.points.lazy.map(\.y) }, scale: yScale, range: yRange) }
}
