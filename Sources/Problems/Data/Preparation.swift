import Language
import Numerics

/// Reads a CSV file as the options say: which columns, what of missing values, which rows for testing, which scale.
struct Preparation {
  let path: String
  let options: DataOptions
  /// Whether the target has to be a number, a label, or may be either.
  let target: CSVFile.Content

  func prepare() throws(ProblemError) -> PreparedData {
    var file = try CSVFile(path: path)
    let (features, target) = try chooseColumns(file.header)
    let requests = features.map { CSVFile.Request(index: $0, content: .numbers) } + [.init(index: target, content: self.target)]
    let names = features.map { file.header[$0] }
    let table = try file.read(requests) { place, text in
      if place == features.count { return "a \(options.model) model predicts numbers; --model softmax predicts classes" }
      if let number = CSVFile.decimalComma(text) { return "write numbers with a decimal point: \(number)" }
      return without([names[place]], of: names, else: "mend the field")
    }
    try treatMissing(table, names)
    let classes = classify(table, column: features.count)
    guard table.rowCount >= 2 else {
      throw ProblemError(.data, "'\(path)' has \(counted(table.rowCount, "row")) to fit", hint: "give at least two")
    }
    let (train, test) = try split(table, features.count)
    if options.standardize { try standardize(train, test, names) }
    return PreparedData(
      train: train, test: test, featureNames: names, targetName: file.header[target], classes: classes)
  }

  /// The positions of the features and of the target in the header.
  private func chooseColumns(_ header: [String]) throws(ProblemError) -> (features: [Int], target: Int) {
    let named = header.filter { !$0.isEmpty }
    func position(_ name: String, _ option: String) throws(ProblemError) -> Int {
      if let index = header.firstIndex(of: name) { return index }
      throw ProblemError(
        .data, "'\(path)' has no column '\(name)' (\(option))",
        hint: didYouMean(name, in: named) ?? "its columns: \(list(named))")
    }
    guard let wanted = options.target else {
      throw ProblemError(.data, "which column of '\(path)' is to be predicted?", hint: "--target, one of \(list(named))")
    }
    let target = try position(wanted, "--target")
    var features: [Int] = []
    if let chosen = options.features {
      for name in chosen {
        let index = try position(name, "--features")
        if index == target {
          throw ProblemError(.data, "'\(name)' is the target and a feature", hint: "leave it out of --features")
        }
        if features.contains(index) {
          throw ProblemError(.data, "the feature '\(name)' is given twice", hint: "give it once in --features")
        }
        features.append(index)
      }
    } else {
      features = header.indices.filter { $0 != target }
      if let unnamed = features.first(where: { header[$0].isEmpty }) {
        throw ProblemError(
          .data, "column \(unnamed + 1) of '\(path)' has no name",
          hint: "name it in the header, or choose columns: --features \(list(named.filter { $0 != wanted }, separator: ","))")
      }
    }
    guard !features.isEmpty else {
      throw ProblemError(
        .data, "there is no column to predict '\(wanted)' from", hint: "name at least one in --features")
    }
    return (features, target)
  }

  private func treatMissing(_ table: Table, _ names: [String]) throws(ProblemError) {
    let counts = table.missingCounts()
    guard counts.contains(where: { $0 > 0 }) else { return }
    if let empty = counts.firstIndex(of: table.rowCount) {
      let name = table.columns[empty].name
      throw ProblemError(
        .data, "'\(path)': column '\(name)' is empty",
        hint: empty == names.count ? "choose another --target" : without([name], of: names, else: "fill it"))
    }
    switch options.missing {
    case .drop: table.dropIncompleteRows()
    case .mean where counts[names.count] == 0:
      for column in names.indices where counts[column] > 0 { table.fillMissing(column: column) }
    case .mean:
      throw ProblemError(
        .data, "'\(path)': \(counted(counts[names.count], "row")) without a target '\(table.columns[names.count].name)'",
        hint: "--missing drop leaves them out")
    case .error:
      let total = counts.reduce(0, +)
      let places = table.columns.indices.filter { counts[$0] > 0 }.map { "\(counts[$0]) in '\(table.columns[$0].name)'" }
      throw ProblemError(
        .data, "'\(path)': \(counted(total, "missing value")): \(list(places))",
        hint: "--missing drop leaves out such rows, --missing mean puts in the mean of the column")
    }
  }

  /// Puts the labels of the target into order (numbers by size, else by text) and the place in this order into the table.
  private func classify(_ table: Table, column: Int) -> [String]? {
    guard let labels = table.columns[column].labels else { return nil }
    let numbers = labels.map(CSVFile.number)
    // Rows may have been dropped, and with them all of a class.
    var occurs = [Bool](repeating: false, count: labels.count)
    for row in 0..<table.rowCount where !table.value(row, column).isNaN { occurs[Int(table.value(row, column))] = true }
    let order = labels.indices.filter { occurs[$0] }.sorted { a, b in
      if let x = numbers[a], let y = numbers[b], !numbers.contains(nil) { return x < y }
      return labels[a] < labels[b]
    }
    var rank = [Double](repeating: 0, count: labels.count)
    for (place, label) in order.enumerated() { rank[label] = Double(place) }
    table.map(column: column) { $0.isNaN ? $0 : rank[Int($0)] }
    return order.map { labels[$0] }
  }

  /// The rows for testing are drawn by the seed; both parts keep the order of the file.
  private func split(_ table: Table, _ featureCount: Int) throws(ProblemError) -> (Dataset, Dataset?) {
    let fraction = options.testFraction
    guard fraction >= 0, fraction < 1 else {
      throw ProblemError(
        .invalid, "a test fraction of \(canonicalText(of: fraction)) is not possible", hint: "--test-fraction is in 0..<1")
    }
    if fraction == 0 { return (table.dataset(Array(0..<table.rowCount), featureCount), nil) }
    let count = max(1, Int((fraction * Double(table.rowCount)).rounded()))
    guard table.rowCount - count >= 2 else {
      throw ProblemError(
        .data, "a test fraction of \(canonicalText(of: fraction)) leaves \(counted(table.rowCount - count, "row")) to train on",
        hint: "give a smaller --test-fraction")
    }
    var random = RandomSource(seed: options.seed).stream(1)
    let order = random.permutation(table.rowCount)
    return (table.dataset(order[count...].sorted(), featureCount), table.dataset(order[..<count].sorted(), featureCount))
  }

  private func standardize(_ train: Dataset, _ test: Dataset?, _ names: [String]) throws(ProblemError) {
    let constant = names.indices.filter { train.isConstant(feature: $0) }.map { names[$0] }
    if !constant.isEmpty {
      throw ProblemError(
        .data, "'\(path)': \(list(constant.map { "'\($0)'" })) cannot be standardized: all rows have the same value",
        hint: without(constant, of: names, else: "leave out --standardize"))
    }
    let (means, deviations) = train.moments()
    train.standardize(means: means, deviations: deviations)
    test?.standardize(means: means, deviations: deviations)
  }

  /// The option that leaves these features out, or other advice where nothing would be left.
  private func without(_ unwanted: [String], of names: [String], else advice: String) -> String {
    let kept = names.filter { !unwanted.contains($0) }
    return kept.isEmpty ? advice : "\(advice), or leave \(unwanted.count == 1 ? "it" : "them") out: --features \(list(kept, separator: ","))"
  }

  private func list(_ names: [String], separator: String = ", ") -> String {
    names.prefix(12).joined(separator: separator) + (names.count > 12 ? "\(separator)…" : "")
  }
}

extension Table {
  /// These rows; the last column is the target.
  func dataset(_ rows: [Int], _ featureCount: Int) -> Dataset {
    let features = Vector(count: rows.count * featureCount)
    let targets = Vector(count: rows.count)
    for (i, row) in rows.enumerated() {
      (features.base + i * featureCount).update(from: values + row * columns.count, count: featureCount)
      targets[i] = value(row, featureCount)
    }
    return Dataset(features: features, targets: targets, rowCount: rows.count, featureCount: featureCount)
  }
}

extension CSVFile {
  /// The number that a text with a decimal comma means, with a point.
  static func decimalComma(_ text: String) -> String? {
    let pointed = String(text.map { $0 == "," ? "." : $0 })
    return text.contains(",") && number(pointed) != nil ? pointed : nil
  }
}
