import Language
import Numerics

/// Reads a CSV file as the options say: which columns, what of missing values, which rows to measure with, which scale.
struct Preparation {
  let path: String
  let options: DataOptions
  /// Whether the target has to be a number, a label, or may be either.
  let target: CSVFile.Content
  /// Whether features have to be numbers, or may be categories.
  var features = CSVFile.Content.feature

  /// - Parameter opened: the file where its header has been read; a pipe gives it but once.
  func prepare(_ opened: CSVFile? = nil) throws(ProblemError) -> PreparedData {
    var file: CSVFile
    if let opened { file = opened } else { file = try CSVFile(path: path) }
    let (chosen, target) = try chooseColumns(file.header)
    let names = chosen.map { file.header[$0] }
    let categorical = try chooseCategories(names, file.header)
    let requests = chosen.map { index in
      CSVFile.Request(index: index, content: categorical.contains(file.header[index]) ? .labels : features)
    } + [.init(index: target, content: self.target)]
    let table = try file.read(requests) { place in
      place == names.count
        ? "that is too many for classes; --model linear predicts numbers"
        : without([names[place]], of: names, else: "that is too many for categories")
    } textHint: { place, text in
      if place == names.count { return "a \(options.model) model predicts numbers; --model softmax predicts classes" }
      if let number = CSVFile.decimalComma(text) { return "write numbers with a decimal point: \(number)" }
      if features == .numbers { return "mend the field, or leave its column out of the formula" }
      let advice = "mend the field or take its values as categories (--categorical \(ColumnList.text([names[place]])))"
      return without([names[place]], of: names, else: advice)
    }
    var notes = try treatMissing(table, names, target: names.count)
    let classes = table.orderLabels(column: names.count)
    let sources = names.indices.map { Encoding.Source(name: names[$0], levels: table.orderLabels(column: $0)) }
    guard table.rowCount >= 2 else {
      throw ProblemError(.data, "'\(path)' has \(counted(table.rowCount, "row")) to fit", hint: "give at least two")
    }
    let parts = try Partition(table.rowCount, options)
    let encoding = try encoding(sources, table, parts.train)
    notes += categoryNotes(encoding, categorical)
    return try dataset(table, parts, encoding, file.header[target], classes, notes)
  }

  /// Levels and means of the rows to train on.
  private func encoding(_ sources: [Encoding.Source], _ table: Table, _ train: [Int]) throws(ProblemError) -> Encoding {
    var encoding = Encoding(sources, intercept: options.intercept)
    let width = encoding.names.count
    guard width > 0 else {
      throw ProblemError(
        .data, "'\(path)': no feature is left: each category has one level", hint: "name a feature with different values in --features")
    }
    guard width <= sources.count || table.rowCount <= Preparation.largestEncoding / width else {
      throw ProblemError(
        .data, "'\(path)': the categories make \(counted(width, "feature")) of \(counted(table.rowCount, "row")): too many to hold",
        hint: "leave out those with most levels: --features")
    }
    if options.missing == .mean, let empty = encoding.fillMissing(by: table, train) {
      throw ProblemError(
        .data, "'\(path)': no row to train on has a value in column '\(empty)'",
        hint: without([empty], of: sources.map(\.name), else: "keep more rows to train on"))
    }
    return encoding
  }

  private func dataset(
    _ table: Table, _ parts: Partition, _ unscaled: Encoding, _ targetName: String, _ classes: [String]?, _ notes: [String]
  ) throws(ProblemError) -> PreparedData {
    var encoding = unscaled
    let train = encoding.dataset(table, parts.train)
    if options.standardize {
      let constant = encoding.standardize(by: train)
      guard constant.isEmpty else {
        throw ProblemError(
          .data, "'\(path)': \(list(constant.map { "'\($0)'" })) cannot be standardized: all rows have the same value",
          hint: without(constant, of: encoding.sources.map(\.name), else: "leave out --standardize"))
      }
    }
    var data = PreparedData(
      train: train, validation: parts.validation.isEmpty ? nil : encoding.dataset(table, parts.validation),
      test: parts.test.isEmpty ? nil : encoding.dataset(table, parts.test), encoding: encoding, targetName: targetName,
      classes: classes, notes: notes)
    if case .file(let other) = options.validation {
      let (validation, dropped) = try rows(of: other, like: data, needsTarget: true)
      data.validation = validation
      data.notes += dropped
    }
    return data
  }

  /// Numbers that one-hot features may take, 2 GB.
  private static var largestEncoding: Int { 1 << 28 }

  /// Leaves rows out, or throws, as the option says; filling in is the encoding's work. What was done is said in lines.
  ///
  /// - Parameter target: its column, where a row needs one.
  func treatMissing(_ table: Table, _ names: [String], target: Int?) throws(ProblemError) -> [String] {
    let needed = names.count + (target == nil ? 0 : 1)
    let counts = table.missingCounts(columns: needed)
    let total = counts.reduce(0, +)
    guard total > 0 else { return [] }
    if table.path == path, let empty = counts.firstIndex(of: table.rowCount) {
      let name = table.columns[empty].name
      throw ProblemError(
        .data, "'\(path)': column '\(name)' is empty",
        hint: empty == target ? "choose another --target" : without([name], of: names, else: "fill it"))
    }
    let before = table.rowCount
    switch options.missing {
    case .drop:
      table.dropIncompleteRows(columns: needed)
      return ["missing: \(counted(before - table.rowCount, "row")) of \(before) left out"]
    case .mean:
      if let target, counts[target] > 0 {
        throw ProblemError(
          .data, "'\(table.path)': \(counted(counts[target], "row")) without a target '\(table.columns[target].name)'",
          hint: "--missing drop leaves them out")
      }
      return ["missing: \(counted(total, "value")) filled in by the mean of the column"]
    case .error:
      let places = counts.indices.filter { counts[$0] > 0 }.map { "\(counts[$0]) in '\(table.columns[$0].name)'" }
      throw ProblemError(
        .data, "'\(table.path)': \(counted(total, "missing value")): \(list(places))",
        hint: "--missing drop leaves out such rows, --missing mean puts in the mean of the column")
    }
  }
}
