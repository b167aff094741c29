import Problems

/// Writes predictions as a CSV table; numbers read back as the same bits.
public func write(_ predictions: Predictions, to sink: ByteSink) throws(OutputError) {
  try sink.write(predictions.columns.map(csvField).joined(separator: ",") + "\n")
  var line = ""
  for row in 0..<predictions.rowCount {
    line.removeAll(keepingCapacity: true)
    for (i, field) in predictions.fields(row).enumerated() {
      if i > 0 { line += "," }
      switch field {
      case .integer(let value): line += value.description
      case .number(let value): line += value.description
      case .text(let text): line += csvField(text)
      case .missing: break
      }
    }
    line += "\n"
    try sink.write(line)
  }
}
