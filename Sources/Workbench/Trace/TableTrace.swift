import Numerics
import Optimization

/// A table for people, then the report.
///
/// Without `--every` the rows are thinned to about a screen and appear when the run ends; with it each appears at once.
public final class TableTrace: RunObserver {
  private let sink: ByteSink
  private let title: RunTitle
  private let settings: TraceSettings
  private let style: TextStyle
  private var columns: TableColumns
  private var thinning: RowThinning
  private var rows: [TableRow] = []
  private var clock = FlushClock()
  private let streams: Bool

  /// - Parameter asks: what the chain asks of the objective, which tells the columns before the first row is known.
  public init(_ sink: ByteSink, _ title: RunTitle, _ settings: TraceSettings, _ style: TextStyle, asks: Capabilities) {
    self.sink = sink
    self.title = title
    self.settings = settings
    self.style = style
    // A file may have long lines.
    let width = style.lines == nil ? 1000 : style.columns
    columns = TableColumns(
      title: title, vectors: settings.vectors, metricNames: settings.epochs?.names ?? [], asks: asks, width: width)
    thinning = RowThinning(capacity: 120)
    streams = settings.every != nil
  }

  public var vectors: RecordedVectors { settings.recordedVectors }

  public func nextStep(from step: Int) -> Int? {
    if settings.isQuiet { return nil }
    if streams { return settings.nextMultiple(from: step) }
    // Between the ends of epochs there is nothing new for people: f is that of one batch.
    return thinning.nextStep(from: (step + epoch - 1) / epoch) * epoch
  }

  public func observe(_ record: StepRecord) throws {
    if settings.isQuiet { return }
    let row = TableRow(record, columns, settings.epochs?.values(record) ?? [])
    guard streams else {
      rows.append(row)
      if !record.isLast { thinning.thin(&rows) { $0.step / epoch } }
      return
    }
    if rows.isEmpty {
      rows.append(row)
      try sink.write(head)
    }
    try sink.write(columns.text(row) + "\n" + watch.lines(row.stages))
    if sink.isTerminal || clock.isDue(record.seconds) { try sink.flush() }
  }

  public func finish(_ report: RunReport) throws {
    if settings.isQuiet {
      try sink.write(report.line(style))
    } else {
      if !streams { try writeThinned(report) }
      try sink.write("\n" + ReportText(report, title, settings.metrics(report.x), style).text)
    }
    try sink.flush()
  }

  private var head: String {
    let model = title.model.isEmpty ? "" : title.model.joined(separator: "\n") + "\n"
    return style.bold(title.problem) + ": " + title.chain + "\n" + model + "\n" + style.dim(columns.header) + "\n"
      + (settings.isWatching ? style.dim(watch.header) + "\n" : "")
  }

  /// The rows of a table are counted in epochs, where there are any.
  private var epoch: Int { settings.epochs?.length ?? 1 }

  private func writeThinned(_ report: RunReport) throws {
    // The rest of the screen is for the report and the prompt.
    let target = max(8, min(40, (style.lines ?? 38) - 18))
    let stride = thinning.finalStride(steps: report.steps / epoch, target: target)
    columns.decide(by: rows)
    try sink.write(head)
    for row in rows where row.isLast || thinning.isKept(row.step / epoch, stride) {
      try sink.write(columns.text(row) + "\n" + watch.lines(row.stages))
    }
  }

  private var watch: WatchTable { WatchTable(columns: style.columns) }
}
