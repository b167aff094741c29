/// How a table becomes an objective.
public struct DataOptions: Sendable {
  /// The column to be predicted; without it there is no problem.
  public var target: String?
  /// The columns to predict from; nil: all others.
  public var features: [String]?
  /// `linear`, `logistic`, `softmax` or `mlp(32, 16, activation=tanh)`.
  public var model = "linear"
  /// `mse`, `mae`, `huber`, `huber(1.5)`, `logistic` or `crossentropy`; nil: what fits the model and the target.
  public var loss: String?
  /// The weight of ‖w‖₁; intercepts are not penalized.
  public var l1 = 0.0
  /// The weight of ‖w‖².
  public var l2 = 0.0
  /// Each feature minus its mean, divided by its standard deviation (divisor n), both of the rows trained on.
  public var standardize = false
  /// Rows that one step sees; nil: all.
  public var batch: Int?
  /// The part of the rows that is kept for testing, in 0..<1.
  public var testFraction = 0.0
  /// Of the order of the batches, the choice of test rows, and the start of a network.
  public var seed: UInt64 = 0
  public var missing = MissingPolicy.error

  public init() {}
}

/// What happens to missing values: empty fields, `NA`, `NaN` and `?`.
public enum MissingPolicy: String, Sendable, CaseIterable {
  /// They are an error.
  case error
  /// Rows that lack a value are left out.
  case drop
  /// The mean of the column is put in their place; a missing target is an error.
  case mean
}
