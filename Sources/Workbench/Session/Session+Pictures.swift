import Optimization

// Commands that draw: plot, overlay.

extension Session {
  func plot(_ rest: String) throws {
    let request = try PlotRequest(reading: rest, names: [], .plot)
    try draw([state.current], request)
  }

  func overlay(_ rest: String) throws {
    let request = try PlotRequest(reading: rest, names: state.names, .overlay)
    try draw(request.names.isEmpty ? state.names : request.names, request)
  }

  private func draw(_ names: [String], _ request: PlotRequest) throws {
    var series: [Series] = []
    for (name, branch) in state.branches where names.contains(name) {
      let points = branch.curve.points.compactMap(request.point)
      let label = names.count > 1 ? "\(name): \(branch.chain?.text ?? "")" : branch.chain?.text ?? name
      if !points.isEmpty { series.append(Series(label, points)) }
    }
    if series.isEmpty { throw SessionError("there is nothing to draw yet", hint: "run") }
    let picture = Picture(
      title: state.branch.problem ?? "", xLabel: request.abscissa.rawValue, yLabel: request.ordinate == .f ? "f" : "max |gradient|",
      series: series)
    let style = environment.style
    let lines = min(24, max(12, (style.lines ?? 26) - 4))
    try environment.write(brailleText(picture, columns: min(style.columns, 100), lines: lines, style: style))
  }
}

/// What a picture shows: `grad evals`.
private struct PlotRequest {
  enum Ordinate: String { case f, grad }
  enum Abscissa: String, CaseIterable { case steps, evaluations, seconds }
  private(set) var ordinate = Ordinate.f
  private(set) var abscissa = Abscissa.steps
  private(set) var names: [String] = []

  init(reading text: String, names known: [String], _ command: SessionCommand) throws {
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      if let value = Ordinate(rawValue: word) {
        ordinate = value
      } else if let value = Abscissa(rawValue: word == "evals" ? "evaluations" : word) {
        abscissa = value
      } else if known.contains(word) {
        names.append(word)
      } else {
        throw SessionError("'\(word)' is nothing to draw", hint: command.usage)
      }
    }
  }

  func point(_ point: Curve.Point) -> (x: Double, y: Double)? {
    let x: Double =
      switch abscissa {
      case .steps: Double(point.step)
      case .evaluations: Double(point.evaluations)
      case .seconds: point.seconds
      }
    guard let y = ordinate == .f ? point.f : point.gradientNorm else { return nil }
    return (x, y)
  }
}
