/// One line on a terminal that shows where a long run stands; it disappears when the run ends.
public final class ProgressDisplay: RunObserver {
  private let sink: ByteSink
  private let columns: Int
  private var nextTime = 1.0
  private var isShown = false

  public init(_ sink: ByteSink, columns: Int) {
    self.sink = sink
    self.columns = columns
  }

  public var wantsTicks: Bool { true }

  /// From the first second on, ten times a second.
  public func tick(_ progress: RunProgress) throws {
    guard progress.seconds >= nextTime else { return }
    nextTime = progress.seconds + 0.1
    var text = "step \(progress.steps) of \(progress.maximalSteps)"
    text += "   f \(progress.f.map { formatted("%.6e", $0) } ?? "-")   best " + formatted("%.6e", progress.best)
    text += "   " + durationText(progress.seconds)
    if progress.steps > 0, progress.steps < progress.maximalSteps {
      let left = progress.seconds / Double(progress.steps) * Double(progress.maximalSteps - progress.steps)
      text += "   at most " + durationText(left.rounded(.up)) + " left"
    }
    isShown = true
    // A display that fails is no reason to end the run.
    try? sink.write("\r\u{1B}[K" + String(text.prefix(max(10, columns - 1))))
    try? sink.flush()
  }

  public func finish(_ report: RunReport) throws { clear() }

  /// Takes the line away.
  public func clear() {
    guard isShown else { return }
    isShown = false
    try? sink.write("\r\u{1B}[K")
    try? sink.flush()
  }
}
