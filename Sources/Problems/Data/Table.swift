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

  func map(column: Int, _ change: (Double) -> Double) {
    for row in 0..<rowCount { values[row * columns.count + column] = change(value(row, column)) }
  }

  /// For each column the number of rows that lack its value.
  func missingCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      let entries = values + row * columns.count
      // A NaN among the entries shows in their sum; so do infinities, which a table does not have.
      var sum = 0.0
      for j in 0..<columns.count { sum += entries[j] * 0 }
      if sum.isNaN {
        for j in 0..<columns.count where entries[j].isNaN { counts[j] += 1 }
      }
    }
    return counts
  }

  /// Keeps the rows without a missing value.
  func dropIncompleteRows() {
    let width = columns.count
    var kept = 0
    for row in 0..<rowCount where !(0..<width).contains(where: { value(row, $0).isNaN }) {
      if kept != row { (values + kept * width).update(from: values + row * width, count: width) }
      kept += 1
    }
    rowCount = kept
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
}
