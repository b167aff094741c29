import Language

extension Preparation {
  /// The rows of another file that has the columns of this one, in the same encoding, and what became of missing values.
  ///
  /// - Parameter needsTarget: whether the file must have the target too; without need it may, and targets that are not there
  ///   are NaN, as are classes that the model does not know.
  func rows(of other: String, like data: PreparedData, needsTarget: Bool) throws(ProblemError) -> (rows: Dataset, notes: [String]) {
    var file = try CSVFile(path: other)
    let sources = data.encoding.sources
    var requests: [CSVFile.Request] = []
    for source in sources {
      guard let index = file.header.firstIndex(of: source.name) else { throw lacking(source.name, "feature", other, file.header) }
      requests.append(.init(index: index, content: source.levels == nil ? .numbers : .labels))
    }
    let target = file.header.firstIndex(of: data.targetName)
    if let target { requests.append(.init(index: target, content: data.classes == nil ? .numbers : .labels)) }
    guard target != nil || !needsTarget else { throw lacking(data.targetName, "target", other, file.header) }

    let table = try file.read(requests) { _ in "'\(path)' has far fewer" } textHint: { _, text in
      CSVFile.decimalComma(text).map { "write numbers with a decimal point: \($0)" } ?? "'\(path)' has numbers there"
    }
    // A target that is not needed may be unknown, row by row.
    let notes = try treatMissing(table, sources.map(\.name), target: needsTarget ? sources.count : nil)
    guard table.rowCount > 0 else {
      throw ProblemError(.data, "'\(other)' has no complete row", hint: "--missing mean fills in what is missing")
    }
    let levels = sources.map(\.levels) + (target == nil ? [] : [data.classes])
    for (column, levels) in levels.enumerated() {
      let isIdle = column == sources.count && !needsTarget
      guard let levels, let (row, label) = table.placeLabels(column: column, among: levels, orMissing: isIdle) else { continue }
      let name = table.columns[column].name
      let what = column == sources.count ? "class" : "level"
      throw ProblemError(
        .data, "'\(other)', row \(row): '\(label)' is no \(what) of '\(name)' in '\(path)'",
        hint: didYouMean(label, in: levels) ?? "it has \(list(levels)); leave out such rows, or fit to data that have it")
    }
    return (data.encoding.dataset(table, Array(0..<table.rowCount)), notes.map { "'\(other)': \($0)" })
  }

  private func lacking(_ name: String, _ role: String, _ other: String, _ header: [String]) -> ProblemError {
    ProblemError(
      .data, "'\(other)' has no column '\(name)', a \(role) of '\(path)'",
      hint: didYouMean(name, in: header) ?? "its columns: \(list(header))")
  }
}
