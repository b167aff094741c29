import Numerics

/// Rows to train on, or to measure.
struct Dataset {
  /// [rows, features], row after row.
  let features: Vector
  /// [rows]: numbers, or the index of the class; NaN where a file to predict from does not know it.
  let targets: Vector
  /// The places of the rows in their file, from 1.
  let rows: [Int]
  let featureCount: Int

  var rowCount: Int { rows.count }

  /// Mean and standard deviation (divisor n) of each feature, by two passes.
  func moments() -> (means: [Double], deviations: [Double]) {
    var means = [Double](repeating: 0, count: featureCount)
    var squares = means
    for row in 0..<rowCount {
      for j in 0..<featureCount { means[j] += features[row * featureCount + j] }
    }
    for j in 0..<featureCount { means[j] /= Double(rowCount) }
    for row in 0..<rowCount {
      for j in 0..<featureCount {
        let difference = features[row * featureCount + j] - means[j]
        squares[j] += difference * difference
      }
    }
    return (means, squares.map { ($0 / Double(rowCount)).squareRoot() })
  }

  /// Each feature minus its mean, divided by its deviation.
  func standardize(means: [Double], deviations: [Double]) {
    for row in 0..<rowCount {
      for j in 0..<featureCount {
        let i = row * featureCount + j
        features[i] = (features[i] - means[j]) / deviations[j]
      }
    }
  }

  /// Whether all rows have the same value of the feature.
  func isConstant(feature j: Int) -> Bool {
    (1..<max(1, rowCount)).allSatisfy { features[$0 * featureCount + j] == features[j] }
  }
}

/// A table made ready for a model: the features and the target, split into rows to train on and rows to measure.
struct PreparedData {
  let train: Dataset
  var validation: Dataset?
  let test: Dataset?
  let encoding: Encoding
  let targetName: String
  /// The classes in order, where the target is one of labels.
  let classes: [String]?
  /// What was done to the table, a line each.
  var notes: [String]

  var featureNames: [String] { encoding.names }
}
