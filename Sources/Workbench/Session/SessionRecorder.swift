import Optimization

/// The rows that a command of a session shows, thinned to a few, and the curve of the run.
final class SessionRecorder: RunObserver {
  private(set) var curve: Curve
  /// Where the command began.
  let start: Int
  private var rows: [Row] = []
  private var stride = 1
  private let limit: Int
  private let isWatching: Bool

  private struct Row {
    let step: Int
    let f: Double
    let gradientNorm: Double?
    let evaluations: Int
    let stages: [StageMeasure]
  }

  init(rows limit: Int, curve: Curve, from start: Int, isWatching: Bool) {
    self.limit = limit
    self.curve = curve
    self.start = start
    self.isWatching = isWatching
  }

  private func nextRow(from step: Int) -> Int { (step + stride - 1) / stride * stride }

  func nextStep(from step: Int) -> Int? { min(nextRow(from: step), curve.next(from: step)) }

  func observe(_ record: StepRecord) throws {
    if curve.next(from: record.step) == record.step || record.isLast { curve.add(record) }
    guard nextRow(from: record.step) == record.step || record.isLast else { return }
    rows.append(
      Row(
        step: record.step, f: record.f, gradientNorm: record.gradientNorm, evaluations: record.counts.points, stages: record.stages))
    // Strides of 1, 2, 5 times powers of ten; the last row stays.
    while rows.count > limit + 1 {
      stride = stride.description.hasPrefix("2") ? stride / 2 * 5 : stride * 2
      rows.removeAll { $0.step % stride != 0 && !(record.isLast && $0.step == record.step) }
    }
  }

  func table(_ style: TextStyle) -> String {
    guard !rows.isEmpty else { return "" }
    let watch = WatchTable(columns: style.columns)
    var text = style.dim("step".leftPadded(to: 8) + "f".leftPadded(to: 15) + "max |g|".leftPadded(to: 13) + "evals".leftPadded(to: 9)) + "\n"
    if isWatching { text += style.dim(watch.header) + "\n" }
    for row in rows where row.step > start || row.step == 0 {
      text += "\(row.step)".leftPadded(to: 8) + formatted("%.6e", row.f).leftPadded(to: 15)
      text += (row.gradientNorm.map { formatted("%.4e", $0) } ?? "-").leftPadded(to: 13) + "\(row.evaluations)".leftPadded(to: 9) + "\n"
      text += watch.lines(row.stages)
    }
    return text
  }
}
