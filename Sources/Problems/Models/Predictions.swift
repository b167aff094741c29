import Numerics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a model predicts for rows, as a table.
///
/// Its columns: the row's place in the file, from 1; what the row was used for, where rows were kept from training; the target as
/// it is, where known; the prediction: a number (for counts their mean), or a class with the probability of each class (for the
/// hinge loss, which knows none, the margin).
public struct Predictions {
  public enum Field: Equatable {
    case integer(Int)
    case number(Double)
    case text(String)
    case missing
  }

  public let columns: [String]
  public var rowCount: Int { order.count }
  /// Of the rows of another file those that were left out or filled in.
  public let notes: [String]

  private let learning: Learning
  private let classes: [String]?
  private let parts: [(name: String, data: Dataset, outputs: Vector)]
  private let order: [(part: Int, row: Int)]
  private let hasTarget: Bool

  init(_ learning: Learning, _ data: PreparedData, _ parts: [(name: String, measures: Measures)], at x: Vector, notes: [String] = []) {
    self.notes = notes
    self.learning = learning
    classes = learning.loss.classifies ? data.classes : nil
    self.parts = parts.map { ($0.name, $0.measures.data, $0.measures.predictions(at: x).copy()) }
    let places = self.parts.enumerated().flatMap { i, part in (0..<part.data.rowCount).map { (part: i, row: $0) } }
    let all = self.parts
    order = all.count == 1 ? places : places.sorted { all[$0.part].data.rows[$0.row] < all[$1.part].data.rows[$1.row] }
    hasTarget = all.contains { part in (0..<part.data.rowCount).contains { !part.data.targets[$0].isNaN } }
    var columns = ["row"]
    if all.count > 1 { columns.append("part") }
    if hasTarget { columns.append(data.targetName) }
    columns.append("prediction")
    if learning.loss == .hinge {
      columns.append("margin")
    } else if let classes {
      columns += classes.map { "p(\($0))" }
    }
    self.columns = columns
  }

  /// The fields of a row, one a column.
  public func fields(_ number: Int) -> [Field] {
    let (i, row) = order[number]
    let (name, data, outputs) = parts[i]
    var fields: [Field] = [.integer(data.rows[row])]
    fields.reserveCapacity(columns.count)
    if parts.count > 1 { fields.append(.text(name)) }
    if hasTarget {
      let target = data.targets[row]
      fields.append(target.isNaN ? .missing : classes.map { .text($0[Int(target)]) } ?? .number(target))
    }
    guard let classes else {
      fields.append(.number(learning.loss == .poisson ? exp(outputs[row]) : outputs[row]))
      return fields
    }
    fields.append(.text(classes[learning.decision(outputs, row)]))
    switch learning.loss {
    case .hinge: fields.append(.number(outputs[row]))
    case .logistic: fields += [sigmoid(-outputs[row]), sigmoid(outputs[row])].map { .number($0) }
    default:
      let values = (0..<learning.outputs).map { outputs[row * learning.outputs + $0] }
      let largest = values.max() ?? 0
      let weights = values.map { exp($0 - largest) }
      let total = weights.reduce(0, +)
      fields += weights.map { .number($0 / total) }
    }
    return fields
  }

  /// Both tails keep their digits.
  private func sigmoid(_ p: Double) -> Double { p >= 0 ? 1 / (1 + exp(-p)) : exp(p) / (1 + exp(p)) }
}
