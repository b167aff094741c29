import Language

/// How a table becomes an objective.
public struct DataOptions: Sendable {
  /// The column to be predicted; without it there is no problem.
  public var target: String?
  /// The columns to predict from; nil: all others.
  public var features: [String]?
  /// Features that are taken as categories; features whose first value is a text are so anyway.
  public var categorical: [String] = []
  /// `linear`, `logistic`, `softmax`, `poisson`, `mlp(32, 16, activation=tanh)`, or a formula such as `y ~ a*x + b`.
  public var model = "linear"
  /// `mse`, `mae`, `huber(1.5)`, `quantile(0.9)`, `logistic`, `crossentropy`, `poisson` or `hinge`; nil: what fits the model and
  /// the target.
  public var loss: String?
  /// Whether the model adds a constant to what it computes (a network in every layer).
  public var intercept = true
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
  /// Rows that are not trained on and are measured at the end of each epoch.
  public var validation: Validation?
  /// Of the order of the batches, the choice of test and validation rows, and the start of a network.
  public var seed: UInt64 = 0
  public var missing = MissingPolicy.error

  public init() {}
}

/// Where the rows for validation come from.
public enum Validation: Hashable, Sendable {
  /// A part of the rows, in 0..<1, drawn by the seed.
  case fraction(Double)
  /// All rows of another file with the same columns.
  case file(String)

  /// A number is a fraction, any other text the path of a file.
  public init(reading text: String) {
    if let fraction = Double(text) { self = .fraction(fraction) } else { self = .file(text) }
  }

  public var text: String {
    switch self {
    case .fraction(let fraction): canonicalText(of: fraction)
    case .file(let path): path
    }
  }
}

/// What happens to missing values: empty fields, `NA`, `NaN` and `?`.
public enum MissingPolicy: String, Sendable, CaseIterable {
  /// They are an error.
  case error
  /// Rows that lack a value are left out.
  case drop
  /// The mean of the column over the rows trained on is put in their place (for a category, the share of each level); a missing
  /// target is an error.
  case mean
}
