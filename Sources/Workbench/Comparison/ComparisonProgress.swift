import Optimization

/// Where a comparison stands.
public struct ComparisonProgress: Sendable {
  public let total: Int
  public private(set) var done = 0
  public private(set) var failures = 0
  private let began = Evaluator.now()

  init(total: Int) { self.total = total }

  mutating func note(_ result: RunResult) {
    done += 1
    if result.isFailure { failures += 1 }
  }

  public var seconds: Double { Evaluator.now() - began }

  /// `17 of 600 runs, 2 failed, 12 s, about 40 s left`
  public var text: String {
    let seconds = seconds
    var text = "\(done) of \(total) runs"
    if failures > 0 { text += ", \(failures) failed" }
    text += ", \(durationText(seconds))"
    guard done > 0, done < total else { return text }
    let left = seconds / Double(done) * Double(total - done)
    return text + ", about \(durationText(max(1, left.rounded()))) left"
  }
}

/// The line on a terminal that shows it: from the first second on, ten times a second.
public struct ComparisonDisplay: Sendable {
  private let columns: Int
  private var nextTime = 1.0
  private var isShown = false

  public init(columns: Int) { self.columns = columns }

  public mutating func show(_ progress: ComparisonProgress) {
    guard progress.seconds >= nextTime, progress.done < progress.total else { return }
    nextTime = progress.seconds + 0.1
    isShown = true
    write("\r\u{1B}[K" + String(progress.text.prefix(max(10, columns - 1))))
  }

  public mutating func clear() {
    guard isShown else { return }
    isShown = false
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) {
    let sink = ByteSink(descriptor: 2)
    // A display that fails is no reason to end anything.
    try? sink.write(text)
    try? sink.flush()
  }
}
