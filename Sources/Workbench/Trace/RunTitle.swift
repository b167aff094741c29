/// What was run, for the last line of a trace and the head of a report.
public struct RunTitle: Sendable {
  /// The chain in canonical form.
  public var chain: String
  public var problem: String
  public var seed: UInt64
  /// `float64` or `float32`.
  public var type: String
  /// Names of the entries of x.
  public var entryNames: [String]
  /// The lowest value of the problem, if known.
  public var minimum: Double?
  /// A step sees a part of the data, or noise, so that values of different steps cannot be compared.
  public var isStochastic = false

  public init(chain: String, problem: String, seed: UInt64, type: String, entryNames: [String], minimum: Double? = nil) {
    self.chain = chain
    self.problem = problem
    self.seed = seed
    self.type = type
    self.entryNames = entryNames
    self.minimum = minimum
  }
}

/// A quality of a solution beside the objective, such as a test loss.
public struct Metric: Sendable {
  public let name: String
  public let value: Double

  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }

  /// The name as a key without blanks: `test R²` is `test_r2`.
  var key: String {
    String(name.lowercased().map { $0 == " " ? "_" : $0 == "²" ? "2" : $0 })
  }
}
