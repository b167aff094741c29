import Numerics
import Optimization

/// JSON lines: one object a step, the start as step 0, then one with the end of the run.
public final class JSONTrace: RunObserver {
  private let sink: ByteSink
  private let title: RunTitle
  private let settings: TraceSettings
  private var json = JSONText()
  private var clock = FlushClock()

  public init(_ sink: ByteSink, _ title: RunTitle, _ settings: TraceSettings) {
    self.sink = sink
    self.title = title
    self.settings = settings
  }

  public var vectors: RecordedVectors { settings.recordedVectors }
  public func nextStep(from step: Int) -> Int? { settings.nextMultiple(from: step) }

  public func observe(_ record: StepRecord) throws {
    if settings.isQuiet { return }
    json.removeAll()
    json.object { json in
      json.key("step")
      json.number(record.step)
      json.key("f")
      json.number(record.f)
      json.key("grad_norm")
      json.number(record.gradientNorm ?? .nan)
      json.key("evals")
      json.counts(record.counts)
      json.key("seconds")
      json.number(record.seconds)
      if let epochs = settings.epochs, let metrics = epochs.values(record) {
        if record.step % epochs.length == 0 {
          json.key("epoch")
          json.number(record.step / epochs.length)
        }
        json.metrics(metrics)
      }
      if settings.isWatching {
        json.key("stages")
        json.stages(record.stages)
      }
      if settings.vectors.contains(.x) {
        json.key("x")
        json.vector(record.x)
      }
      if settings.vectors.contains(.gradient) {
        json.key("grad")
        if let gradient = record.gradient { json.vector(gradient) } else { json.null() }
      }
      if settings.vectors.contains(.update) {
        json.key("update")
        if let update = record.update { json.vector(update) } else { json.null() }
      }
    }
    json.newline()
    try sink.write(json.bytes)
    if clock.isDue(record.seconds) { try sink.flush() }
  }

  public func finish(_ report: RunReport) throws {
    json.removeAll()
    json.object { json in
      json.key("status")
      json.string(report.status.rawValue)
      json.key("reason")
      json.string(report.reason)
      json.key("steps")
      json.number(report.steps)
      json.key("f")
      json.number(report.f)
      json.key("x")
      json.vector(report.x)
      json.key("best")
      json.object { json in
        json.key("f")
        json.number(report.best.f)
        json.key("step")
        json.number(report.best.step)
        json.key("x")
        json.vector(report.best.x)
      }
      json.key("evals")
      json.counts(report.counts)
      json.key("seconds")
      json.number(report.seconds)
      json.key("chain")
      json.string(title.chain)
      json.key("problem")
      json.string(title.problem)
      if let request = title.request {
        json.key("request")
        json.string(request)
      }
      json.key("seed")
      json.number(title.seed)
      json.key("dtype")
      json.string(title.type)
      if !title.model.isEmpty {
        json.key("model")
        json.array { json in title.model.forEach { json.string($0) } }
        json.key("names")
        json.array { json in title.entryNames.forEach { json.string($0) } }
      }
      json.metrics(settings.metrics(report.x))
    }
    json.newline()
    try sink.write(json.bytes)
    try sink.flush()
  }
}

extension JSONText {
  /// `"metrics":{"train_loss":…}`, where there are any.
  fileprivate mutating func metrics(_ metrics: [Metric]) {
    if metrics.isEmpty { return }
    key("metrics")
    object { json in
      for metric in metrics {
        json.key(metric.key)
        json.number(metric.value)
      }
    }
  }
}
