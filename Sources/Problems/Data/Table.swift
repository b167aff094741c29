/// The columns that were asked for of a table, as numbers, row after row.
final class Table {
  struct Column {
    let name: String
    /// The different texts of a column of labels, in the order of their first appearance; nil for a column of numbers.
    var labels: [String]?
  }

  let path: String
  private(set) var columns: [Column]
  private(set) var rowCount = 0
  /// Entry (i, j) at `values[i * columns.count + j]`: a number, or the index of a label; NaN where it is missing.
  private(set) var values: UnsafeMutablePointer<Double>
  private var capacity: Int
  /// The places of the rows in the file, from 1, where rows were left out; nil: all are there.
  private var keptRows: [Int]?
  private var indices: [[String: Int]]

  init(path: String, columns: [Column], expectedRows: Int) {
    self.path = path
    self.columns = columns
    capacity = max(16, expectedRows)
    values = .allocate(capacity: capacity * max(1, columns.count))
    indices = columns.map { _ in [:] }
  }

  deinit { values.deallocate() }

  /// The memory of one more row, which counts once it is committed.
  @inline(__always)
  func newRow() -> UnsafeMutablePointer<Double> {
    if rowCount == capacity { grow() }
    return values + rowCount * columns.count
  }

  func commitRow() { rowCount += 1 }

  private func grow() {
    let width = max(1, columns.count)
    let larger = UnsafeMutablePointer<Double>.allocate(capacity: 2 * capacity * width)
    larger.update(from: values, count: rowCount * width)
    values.deallocate()
    values = larger
    capacity *= 2
  }

  /// The index of this label in its column, new or known.
  func label(_ text: String, column: Int) -> Double {
    if let known = indices[column][text] { return Double(known) }
    let index = columns[column].labels?.count ?? 0
    indices[column][text] = index
    columns[column].labels?.append(text)
    return Double(index)
  }

  func labelCount(column: Int) -> Int { columns[column].labels?.count ?? 0 }

  /// The column turned out to be one of numbers.
  func dropLabels(column: Int) { columns[column].labels = nil }

  func value(_ row: Int, _ column: Int) -> Double { values[row * columns.count + column] }

  /// The place of a row in the file, from 1.
  func rowNumber(_ row: Int) -> Int { keptRows?[row] ?? row + 1 }

  func map(column: Int, _ change: (Double) -> Double) {
    for row in 0..<rowCount { values[row * columns.count + column] = change(value(row, column)) }
  }

  /// For each of the first columns (nil: of all) the number of rows that lack its value.
  func missingCounts(columns: Int? = nil) -> [Int] {
    let (checked, width) = (columns ?? self.columns.count, self.columns.count)
    var counts = [Int](repeating: 0, count: checked)
    for row in 0..<rowCount {
      let entries = values + row * width
      // A NaN among the entries shows in their sum; so do infinities, which a table does not have.
      var sum = 0.0
      for j in 0..<width { sum += entries[j] * 0 }
      if sum.isNaN {
        for j in 0..<checked where entries[j].isNaN { counts[j] += 1 }
      }
    }
    return counts
  }

  /// Keeps the rows without a missing value in the first columns; nil: in all.
  func dropIncompleteRows(columns: Int? = nil) {
    let width = self.columns.count
    let checked = columns ?? width
    var kept: [Int] = []
    for row in 0..<rowCount where !(0..<checked).contains(where: { value(row, $0).isNaN }) {
      if kept.count != row { (values + kept.count * width).update(from: values + row * width, count: width) }
      kept.append(rowNumber(row))
    }
    rowCount = kept.count
    keptRows = kept
  }

  /// Puts the mean of the values that are there in the place of those that are not.
  func fillMissing(column: Int) {
    var (sum, known) = (0.0, 0)
    for row in 0..<rowCount where !value(row, column).isNaN {
      sum += value(row, column)
      known += 1
    }
    for row in 0..<rowCount where value(row, column).isNaN { values[row * columns.count + column] = sum / Double(known) }
  }

  /// Puts the labels of a column into order (numbers by size, else by text) and their places in this order into the table; nil for
  /// a column of numbers.
  func orderLabels(column: Int) -> [String]? {
    guard let labels = columns[column].labels else { return nil }
    let numbers = labels.map(CSVFile.number)
    // Rows may have been dropped, and with them all of a label.
    var occurs = [Bool](repeating: false, count: labels.count)
    for row in 0..<rowCount where !value(row, column).isNaN { occurs[Int(value(row, column))] = true }
    let order = labels.indices.filter { occurs[$0] }.sorted { a, b in
      if let x = numbers[a], let y = numbers[b], !numbers.contains(nil) { return x < y }
      return labels[a] < labels[b]
    }
    var rank = [Double](repeating: 0, count: labels.count)
    for (place, label) in order.enumerated() { rank[label] = Double(place) }
    map(column: column) { $0.isNaN ? $0 : rank[Int($0)] }
    return order.map { labels[$0] }
  }

  /// Puts the places of a column's labels among these known ones into the table; the first row with another label is returned,
  /// or else, where these count as missing, NaN put there.
  func placeLabels(column: Int, among known: [String], orMissing: Bool = false) -> (row: Int, label: String)? {
    let labels = columns[column].labels ?? []
    let places = labels.map { label in known.firstIndex(of: label) }
    for row in 0..<rowCount where !value(row, column).isNaN {
      let label = Int(value(row, column))
      if places[label] == nil, !orMissing { return (rowNumber(row), labels[label]) }
      values[row * columns.count + column] = places[label].map(Double.init) ?? .nan
    }
    return nil
  }
}
