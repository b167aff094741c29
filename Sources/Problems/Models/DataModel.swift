import Autograd
import Numerics
import Optimization

/// The model of a problem of data: what it measures of parameters, and what they predict.
public final class DataModel {
  /// Data, model, classes, what became of the columns: a line each.
  public let lines: [String]
  /// Steps from one measuring during the run to the next: of an epoch, or each where every step sees all rows and there are rows
  /// for validation. nil: metrics are of the end alone.
  public let epoch: Int?

  private let learning: Learning
  private let data: PreparedData
  private let preparation: Preparation
  private let type: ElementType
  private let train: Measures
  private let validation: Measures?
  private let test: Measures?
  /// From the point of a run to the model's parameters: another one where the run sees it through lenses.
  private let parameters: (Vector) -> Vector

  init(
    _ learning: Learning, _ data: PreparedData, _ preparation: Preparation, type: ElementType, lines: [String], epoch: Int?,
    parameters: @escaping (Vector) -> Vector = { $0 }
  ) {
    self.parameters = parameters
    self.learning = learning
    self.data = data
    self.preparation = preparation
    self.type = type
    self.lines = lines
    self.epoch = epoch
    train = Measures(learning, on: data.train, type: type)
    validation = data.validation.map { Measures(learning, on: $0, type: type) }
    test = data.test.map { Measures(learning, on: $0, type: type) }
  }

  /// The same model where a run sees its parameters in other coordinates.
  func moved(_ inner: @escaping (Vector) -> Vector) -> DataModel {
    let parameters = parameters
    return DataModel(learning, data, preparation, type: type, lines: lines, epoch: epoch) { parameters(inner($0)) }
  }

  /// Loss and quality on the rows to train on and for validation: what may be looked at during a run.
  public func epochMetrics(at x: Vector) -> [(name: String, value: Double)] {
    let x = parameters(x)
    return train.measure(at: x, prefix: "train") + (validation?.measure(at: x, prefix: "validation") ?? [])
  }

  /// The names of the metrics of an epoch.
  public var epochMetricNames: [String] {
    Measures.names(learning.loss, prefix: "train") + (validation == nil ? [] : Measures.names(learning.loss, prefix: "validation"))
  }

  /// The same and those of the rows for testing, which are for the end alone.
  public func metrics(at x: Vector) -> [(name: String, value: Double)] {
    epochMetrics(at: x) + (test?.measure(at: parameters(x), prefix: "test") ?? [])
  }

  /// What the parameters predict for all rows of the data, in the order of the file, or for those of another file that has the
  /// features. Rows that `missing` left out have no prediction.
  public func predictions(at x: Vector, from other: String? = nil) throws(ProblemError) -> Predictions {
    let x = parameters(x)
    if let other {
      let (rows, notes) = try preparation.rows(of: other, like: data, needsTarget: false)
      return Predictions(learning, data, [("", Measures(learning, on: rows, type: type))], at: x, notes: notes)
    }
    var parts: [(name: String, measures: Measures)] = [("train", train)]
    if let validation, !preparation.validatesByFile { parts.append(("validation", validation)) }
    if let test { parts.append(("test", test)) }
    return Predictions(learning, data, parts, at: x)
  }
}

extension Preparation {
  fileprivate var validatesByFile: Bool { if case .file = options.validation { true } else { false } }
}
