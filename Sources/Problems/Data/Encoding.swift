import Numerics

/// How a row of a table becomes the features of a model: numbers as they are, a category as one feature for each level.
///
/// With an intercept the first level of a category is the baseline, which has no feature: its effect is in the intercept, and
/// the features are not collinear. Without one the first category keeps all its levels.
struct Encoding {
  /// A column of the table.
  struct Source {
    let name: String
    /// The values of a category, in order; nil for a column of numbers.
    let levels: [String]?
  }

  private enum Entry {
    case number(column: Int)
    /// 1 where the column has this level, else 0.
    case level(column: Int, Int)
  }

  let sources: [Source]
  /// Of the features: `age`, `city=Paris`.
  let names: [String]
  private let entries: [Entry]
  /// What stands for a missing value, feature by feature; empty where none is filled in.
  private var fills: [Double] = []
  private var means: [Double] = []
  private var deviations: [Double] = []

  init(_ sources: [Source], intercept: Bool) {
    var entries: [Entry] = []
    var names: [String] = []
    var hasConstant = intercept
    for (column, source) in sources.enumerated() {
      guard let levels = source.levels else {
        entries.append(.number(column: column))
        names.append(source.name)
        continue
      }
      for level in levels.indices where level > 0 || !hasConstant {
        entries.append(.level(column: column, level))
        names.append("\(source.name)=\(levels[level])")
      }
      hasConstant = true
    }
    self.sources = sources
    self.names = names
    self.entries = entries
  }

  /// The level of a category that has no feature; nil where each has one.
  func baseline(of source: Int) -> String? {
    guard let levels = sources[source].levels else { return nil }
    let kept = entries.count { if case .level(source, _) = $0 { true } else { false } }
    return kept < levels.count ? levels.first : nil
  }

  /// Features that stand for levels may have one value in all rows, where a level does not occur among them.
  private func isNumber(_ feature: Int) -> Bool { if case .number = entries[feature] { true } else { false } }

  /// Missing values become the means of these rows; a column without any value there is returned.
  mutating func fillMissing(by table: Table, _ rows: [Int]) -> String? {
    fills = []
    for entry in entries {
      var (sum, known) = (0.0, 0)
      let (column, level): (Int, Int?) = switch entry {
      case .number(let column): (column, nil)
      case .level(let column, let level): (column, level)
      }
      for row in rows {
        let value = table.value(row, column)
        if value.isNaN { continue }
        sum += level.map { value == Double($0) ? 1 : 0 } ?? value
        known += 1
      }
      if known == 0 { return sources[column].name }
      fills.append(sum / Double(known))
    }
    return nil
  }

  /// These rows of a table whose columns are the sources, then the target if it has one.
  func dataset(_ table: Table, _ rows: [Int]) -> Dataset {
    let width = entries.count
    let features = Vector(count: rows.count * width)
    let targets = Vector(count: rows.count)
    let isCopy = fills.isEmpty && sources.allSatisfy { $0.levels == nil }
    let hasTarget = table.columns.count > sources.count
    for (i, row) in rows.enumerated() {
      let (values, target) = (table.values + row * table.columns.count, features.base + i * width)
      if isCopy { target.update(from: values, count: width) } else { encode(values, into: target) }
      targets[i] = hasTarget ? values[sources.count] : .nan
    }
    let dataset = Dataset(features: features, targets: targets, rows: rows.map(table.rowNumber), featureCount: width)
    if !means.isEmpty { dataset.standardize(means: means, deviations: deviations) }
    return dataset
  }

  @inline(__always)
  private func encode(_ values: UnsafePointer<Double>, into features: UnsafeMutablePointer<Double>) {
    for j in entries.indices {
      switch entries[j] {
      case .number(let column): features[j] = values[column].isNaN && !fills.isEmpty ? fills[j] : values[column]
      case .level(let column, let level):
        features[j] = values[column].isNaN && !fills.isEmpty ? fills[j] : values[column] == Double(level) ? 1 : 0
      }
    }
  }

  /// From now on features have mean 0 and deviation 1 in these rows, which are made so; columns of numbers that are constant there
  /// are returned, and nothing is done.
  mutating func standardize(by train: Dataset) -> [String] {
    let constant = names.indices.filter { train.isConstant(feature: $0) }
    let numbers = constant.filter(isNumber)
    guard numbers.isEmpty else { return numbers.map { names[$0] } }
    (means, deviations) = train.moments()
    // A level that does not occur has features of 0, whatever divides them.
    for feature in constant { deviations[feature] = 1 }
    train.standardize(means: means, deviations: deviations)
    return []
  }
}
