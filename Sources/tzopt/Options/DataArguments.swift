import ArgumentParser
import Problems

extension MissingPolicy: ExpressibleByArgument {}

/// What only a CSV file takes.
struct DataArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The column to predict.", valueName: "column"))
  var target: String?

  @Option(help: ArgumentHelp("The columns to predict from; all others by default.", valueName: "a,b,c"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      "Features taken as categories, one-hot; features that hold texts are so anyway. The first level is the baseline.", valueName: "a,b"))
  var categorical: String?

  @Option(help: ArgumentHelp("linear, logistic, softmax, poisson, 'mlp(32, 16, activation=tanh)', or a formula 'y ~ a*x + b'.", valueName: "model"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "mse, mae, huber(1.5), quantile(0.9), logistic, crossentropy, poisson or hinge; what fits the model by default.", valueName: "loss"))
  var loss: String?

  @Flag(inversion: .prefixedNo, help: "Whether the model has an intercept, which no penalty touches; it has by default.")
  var intercept: Bool?

  @Option(parsing: .unconditional, help: ArgumentHelp("The weight of the sum of |w|.", valueName: "number"))
  var l1: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("The weight of the sum of w^2.", valueName: "number"))
  var l2: Double?

  @Flag(help: "Features minus their mean, divided by their standard deviation.")
  var standardize = false

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows that one step sees; all by default. Built-in sums over rows take it too.", valueName: "rows"))
  var batch: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("The part of the rows kept for testing, below 1.", valueName: "fraction"))
  var testFraction: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The part of the rows, or a file with the rows, to measure after each epoch.", valueName: "fraction|file"))
  var validation: String?

  @Option(help: ArgumentHelp("Missing values: an error, the row dropped, or the mean of the column put in.", valueName: "policy"))
  var missing: MissingPolicy?

  @Option(help: ArgumentHelp("Write what the result predicts for each row there, as CSV.", valueName: "file"))
  var predict: String?

  @Option(help: ArgumentHelp("The rows that --predict is for, in place of all that were fitted.", valueName: "file"))
  var predictFrom: String?

  func validate() throws {
    if let l1, !(l1 >= 0 && l1.isFinite) { throw ValidationError("--l1 must be a number from 0 on, not \(l1).") }
    if let l2, !(l2 >= 0 && l2.isFinite) { throw ValidationError("--l2 must be a number from 0 on, not \(l2).") }
    if let batch, batch < 1 { throw ValidationError("--batch must be at least 1 row, not \(batch).") }
    if let testFraction, !(0..<1).contains(testFraction) {
      throw ValidationError("--test-fraction must be at least 0 and below 1, not \(testFraction).")
    }
    if validation == "" { throw ValidationError("--validation needs a fraction below 1 or the name of a file.") }
    if predict == "" { throw ValidationError("--predict needs the name of a file.") }
    if predictFrom != nil, predict == nil { throw ValidationError("--predict-from says for which rows; --predict says where to.") }
  }

  /// The first option that was given, for the complaint that the problem is no file.
  var firstGiven: String? {
    let given: [(String, Bool)] = [
      ("--target", target != nil), ("--features", features != nil), ("--categorical", categorical != nil), ("--model", model != nil),
      ("--loss", loss != nil), (intercept == true ? "--intercept" : "--no-intercept", intercept != nil), ("--l1", l1 != nil),
      ("--l2", l2 != nil), ("--standardize", standardize), ("--batch", batch != nil), ("--test-fraction", testFraction != nil),
      ("--validation", validation != nil), ("--missing", missing != nil), ("--predict", predict != nil),
    ]
    return given.first { $0.1 }?.0
  }

  func options(seed: UInt64) -> DataOptions {
    var options = DataOptions()
    options.target = target
    options.features = features.map(ColumnList.names)
    options.categorical = categorical.map(ColumnList.names) ?? []
    if let model { options.model = model }
    options.loss = loss
    options.intercept = intercept ?? true
    options.l1 = l1 ?? 0
    options.l2 = l2 ?? 0
    options.standardize = standardize
    options.batch = batch
    options.testFraction = testFraction ?? 0
    options.validation = validation.map(Validation.init(reading:))
    options.seed = seed
    if let missing { options.missing = missing }
    return options
  }
}
