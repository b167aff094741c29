import Language
import Numerics

/// The columns of a CSV file that a formula names, as vectors, and the weights of the rows.
struct FitData {
  let path: String
  let columns: [String: Vector]
  /// √w of each row; nil: all weigh the same.
  let rootWeights: Vector?
  let rowCount: Int
  /// The places of the rows in the file, from 1.
  let rowNumbers: [Int]
  /// Rows left out for missing values, and for a weight of zero.
  let dropped: Int, weightless: Int
  /// Missing values that got the mean of their column.
  let filled: Int

  /// Reads the columns of these names, which the file has; of some the response is made.
  init(_ file: inout CSVFile, names: [String], responses: [String], request: FitRequest) throws(ProblemError) {
    path = file.path
    let header = file.header
    let wanted = names + (request.weights.map { names.contains($0) ? [] : [$0] } ?? [])
    let requests = wanted.map { CSVFile.Request(index: header.firstIndex(of: $0) ?? 0, content: .numbers) }
    let table = try file.read(requests) { _, text in
      if let number = CSVFile.decimalComma(text) { return "write numbers with a decimal point: \(number)" }
      return "mend the field; a missing value is an empty field, NA or ?"
    }
    let before = table.rowCount
    filled = request.missing == .mean ? table.missingCounts().reduce(0, +) : 0
    if request.missing == .mean { try FitData.demand(responses, request.weights, table, path) }
    try FitData.treatMissing(table, request.missing, path)
    dropped = before - table.rowCount
    var kept = Array(0..<table.rowCount)
    if let name = request.weights, let column = wanted.firstIndex(of: name) {
      if let row = kept.first(where: { table.value($0, column) < 0 }) {
        throw ProblemError(
          .data, "'\(path)', row \(table.rowNumber(row)): the weight \(canonicalText(of: table.value(row, column))) is negative",
          hint: "weights are at least 0")
      }
      kept = kept.filter { table.value($0, column) > 0 }
      rootWeights = Vector(kept.map { table.value($0, column).squareRoot() })
    } else {
      rootWeights = nil
    }
    weightless = table.rowCount - kept.count
    rowCount = kept.count
    rowNumbers = kept.map { table.rowNumber($0) }
    guard !kept.isEmpty else {
      throw ProblemError(.data, "'\(path)' has no row to fit", hint: "all of them lack a value or have the weight 0")
    }
    var columns: [String: Vector] = [:]
    for (j, name) in wanted.enumerated() { columns[name] = Vector(kept.map { table.value($0, j) }) }
    self.columns = columns
  }

  /// What a mean cannot stand for: a response would be one that nobody measured.
  private static func demand(_ responses: [String], _ weights: String?, _ table: Table, _ path: String) throws(ProblemError) {
    let counts = table.missingCounts()
    for (j, column) in table.columns.enumerated() where counts[j] > 0 && counts[j] < table.rowCount {
      let what = responses.contains(column.name) ? "response" : column.name == weights ? "weight" : nil
      guard let what else { continue }
      throw ProblemError(
        .data, "'\(path)': \(counted(counts[j], "row")) without a \(what) '\(column.name)'", hint: "--missing drop leaves them out")
    }
  }

  private static func treatMissing(_ table: Table, _ policy: MissingPolicy, _ path: String) throws(ProblemError) {
    let counts = table.missingCounts()
    guard counts.contains(where: { $0 > 0 }) else { return }
    if let empty = counts.firstIndex(of: table.rowCount) {
      throw ProblemError(.data, "'\(path)': column '\(table.columns[empty].name)' is empty", hint: "fill it, or leave it out of the formula")
    }
    switch policy {
    case .drop: table.dropIncompleteRows()
    case .mean: for column in counts.indices where counts[column] > 0 { table.fillMissing(column: column) }
    case .error:
      let places = table.columns.indices.filter { counts[$0] > 0 }.map { "\(counts[$0]) in '\(table.columns[$0].name)'" }
      throw ProblemError(
        .data, "'\(path)': \(counted(counts.reduce(0, +), "missing value")): \(places.joined(separator: ", "))",
        hint: "--missing drop leaves out such rows, --missing mean puts in the mean of the column")
    }
  }
}
