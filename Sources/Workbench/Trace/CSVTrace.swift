import Numerics
import Optimization

/// Comma-separated values, quoted as in RFC 4180, lines ended by LF alone: a header, then a row a step. The end of the run is no row: the command prints it elsewhere.
///
/// What is not known is an empty field; `nan`, `inf` and `-inf` are written as such.
public final class CSVTrace: RunObserver {
  private let sink: ByteSink
  private let title: RunTitle
  private let settings: TraceSettings
  private var clock = FlushClock()
  private var line = ""
  private var isBegun = false

  public init(_ sink: ByteSink, _ title: RunTitle, _ settings: TraceSettings) {
    self.sink = sink
    self.title = title
    self.settings = settings
  }

  public var vectors: RecordedVectors { settings.recordedVectors }
  public func nextStep(from step: Int) -> Int? { settings.nextMultiple(from: step) }

  public func observe(_ record: StepRecord) throws {
    // Quiet leaves the row of the last step.
    if !isBegun { try writeHeader() }
    line.removeAll(keepingCapacity: true)
    line += "\(record.step),\(text(record.f)),\(record.gradientNorm.map(text) ?? "")"
    line += ",\(record.counts.f),\(record.counts.g),\(record.counts.hvp),\(record.counts.jac),\(text(record.seconds))"
    if let epochs = settings.epochs {
      let metrics = epochs.values(record)
      for i in epochs.names.indices { line += "," + (metrics.map { text($0[i].value) } ?? "") }
    }
    if settings.vectors.contains(.x) { append(record.x, count: record.x.count) }
    if settings.vectors.contains(.gradient) { append(record.gradient, count: record.x.count) }
    if settings.vectors.contains(.update) { append(record.update, count: record.x.count) }
    line += "\n"
    try sink.write(line)
    if clock.isDue(record.seconds) { try sink.flush() }
  }

  public func finish(_ report: RunReport) throws { try sink.flush() }

  private func writeHeader() throws {
    isBegun = true
    var columns = ["step", "f", "grad_norm", "evals_f", "evals_g", "evals_hvp", "evals_jac", "seconds"]
    if let epochs = settings.epochs { columns += epochs.names.map { Metric(name: $0, value: 0).key } }
    if settings.vectors.contains(.x) { columns += title.entryNames }
    if settings.vectors.contains(.gradient) { columns += title.entryNames.map { "grad_\($0)" } }
    if settings.vectors.contains(.update) { columns += title.entryNames.map { "update_\($0)" } }
    try sink.write(columns.map(csvField).joined(separator: ",") + "\n")
  }

  private func append(_ vector: Vector?, count: Int) {
    for i in 0..<count {
      line += ","
      if let vector { line += text(vector[i]) }
    }
  }

  private func text(_ value: Double) -> String { value.description }
}

/// A field of a CSV row: in quotes where it holds a comma, a quote or a line break, quotes doubled.
func csvField(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else { return text }
  return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
