import Numerics
import Optimization

/// One step as the table shows it.
struct TableRow {
  let step: Int
  let f: Double
  let gradientNorm: Double?
  let counts: EvaluationCounts
  let seconds: Double
  let isLast: Bool
  /// As many recorded entries as there are columns for.
  let entries: [Double?]
  /// Empty where they are not measured.
  let metrics: [Double]
  let stages: [StageMeasure]

  init(_ record: StepRecord, _ columns: TableColumns, _ metrics: [Metric]) {
    self.metrics = metrics.map(\.value)
    step = record.step
    f = record.f
    gradientNorm = record.gradientNorm
    counts = record.counts
    seconds = record.seconds
    isLast = record.isLast
    stages = record.stages
    entries = columns.entries.map { entry in
      switch entry.source {
      case .x: record.x[entry.index]
      case .gradient: record.gradient?[entry.index]
      case .update: record.update?[entry.index]
      }
    }
  }
}

/// Which columns a table has, and their texts.
struct TableColumns {
  enum Source { case x, gradient, update }
  private(set) var entries: [(source: Source, index: Int, name: String)] = []
  private var showsProducts: Bool
  private var showsJacobian: Bool
  private let omitsEntries: Bool
  /// Positions among the metrics of an epoch, and what they are called here.
  private var metrics: [(index: Int, name: String)] = []

  private static let entryWidth = 13
  private static let metricWidth = 12

  init(title: RunTitle, vectors: RecordedVectors, metricNames: [String] = [], asks: Capabilities, width: Int) {
    showsProducts = asks.contains(.hessian)
    showsJacobian = asks.contains(.residuals)
    var wanted: [(Source, Int, String)] = []
    for (source, vector, prefix) in [(Source.x, RecordedVectors.x, ""), (.gradient, .gradient, "grad_"), (.update, .update, "update_")]
    where vectors.contains(vector) {
      wanted += title.entryNames.enumerated().map { (source, $0.offset, prefix + $0.element) }
    }
    // Losses first, then what is measured of rows that were not trained on, as far as there is room.
    let order = metricNames.indices.sorted { TableColumns.rank(metricNames[$0]) < TableColumns.rank(metricNames[$1]) }
    metrics = order.prefix(max(1, (width - 65) / (TableColumns.metricWidth + 1))).map { (index: $0, name: TableColumns.short(metricNames[$0])) }
    let taken = metrics.count * (TableColumns.metricWidth + 1)
    let room = max(1, (width - 62 - taken) / (TableColumns.entryWidth + 1))
    omitsEntries = wanted.count > room
    entries = wanted.prefix(room).map { (source: $0.0, index: $0.1, name: $0.2) }
  }

  private static func rank(_ name: String) -> Int { name.hasSuffix("loss") ? 0 : name.hasPrefix("train") ? 2 : 1 }

  /// `validation accuracy` is `valid. acc.`
  private static func short(_ name: String) -> String {
    name.split(separator: " ").map { $0 == "validation" ? "valid." : $0 == "accuracy" ? "acc." : String($0) }.joined(separator: " ")
  }

  /// Counts that stayed 0 get no column.
  mutating func decide(by rows: [TableRow]) {
    showsProducts = rows.contains { $0.counts.hvp > 0 }
    showsJacobian = rows.contains { $0.counts.jac > 0 }
  }

  var header: String {
    var line = "step".leftPadded(to: 8) + "f".leftPadded(to: 15) + "max |g|".leftPadded(to: 13)
    line += "evals f".leftPadded(to: 9) + "evals g".leftPadded(to: 9)
    if showsProducts { line += "hvp".leftPadded(to: 9) }
    if showsJacobian { line += "jac".leftPadded(to: 9) }
    line += "seconds".leftPadded(to: 11)
    for metric in metrics { line += " " + metric.name.leftPadded(to: TableColumns.metricWidth) }
    for entry in entries { line += " " + String(entry.name.suffix(TableColumns.entryWidth)).leftPadded(to: TableColumns.entryWidth) }
    return line + (omitsEntries ? " …" : "")
  }

  func text(_ row: TableRow) -> String {
    var line = "\(row.step)".leftPadded(to: 8)
    line += formatted("%.6e", row.f).leftPadded(to: 15)
    line += (row.gradientNorm.map { formatted("%.4e", $0) } ?? "-").leftPadded(to: 13)
    line += "\(row.counts.f)".leftPadded(to: 9) + "\(row.counts.g)".leftPadded(to: 9)
    if showsProducts { line += "\(row.counts.hvp)".leftPadded(to: 9) }
    if showsJacobian { line += "\(row.counts.jac)".leftPadded(to: 9) }
    line += formatted("%.6f", row.seconds).leftPadded(to: 11)
    for metric in metrics {
      let value = row.metrics.isEmpty ? "-" : formatted("%.6g", row.metrics[metric.index])
      line += " " + value.leftPadded(to: TableColumns.metricWidth)
    }
    for entry in row.entries {
      line += " " + (entry.map { formatted("%.6e", $0) } ?? "-").leftPadded(to: TableColumns.entryWidth)
    }
    return line
  }
}
