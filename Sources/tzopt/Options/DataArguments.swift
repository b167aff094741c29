import ArgumentParser
import Problems

extension MissingPolicy: ExpressibleByArgument {}

/// What only a CSV file takes.
struct DataArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The column to predict.", valueName: "column"))
  var target: String?

  @Option(help: ArgumentHelp("The columns to predict from; all others by default.", valueName: "a,b,c"))
  var features: String?

  @Option(help: ArgumentHelp("linear, logistic, softmax or 'mlp(32, 16, activation=tanh)'.", valueName: "model"))
  var model: String?

  @Option(help: ArgumentHelp("mse, mae, huber, logistic or crossentropy; what fits the model by default.", valueName: "loss"))
  var loss: String?

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

  @Option(help: ArgumentHelp("Missing values: an error, the row dropped, or the mean of the column put in.", valueName: "policy"))
  var missing: MissingPolicy?

  func validate() throws {
    if let l1, !(l1 >= 0 && l1.isFinite) { throw ValidationError("--l1 must be a number from 0 on, not \(l1).") }
    if let l2, !(l2 >= 0 && l2.isFinite) { throw ValidationError("--l2 must be a number from 0 on, not \(l2).") }
    if let batch, batch < 1 { throw ValidationError("--batch must be at least 1 row, not \(batch).") }
    if let testFraction, !(0..<1).contains(testFraction) {
      throw ValidationError("--test-fraction must be at least 0 and below 1, not \(testFraction).")
    }
  }

  /// The first option that was given, for the complaint that the problem is no file.
  var firstGiven: String? {
    if target != nil { return "--target" }
    if features != nil { return "--features" }
    if model != nil { return "--model" }
    if loss != nil { return "--loss" }
    if l1 != nil { return "--l1" }
    if l2 != nil { return "--l2" }
    if standardize { return "--standardize" }
    if testFraction != nil { return "--test-fraction" }
    if missing != nil { return "--missing" }
    return batch != nil ? "--batch" : nil
  }

  func options(seed: UInt64) -> DataOptions {
    var options = DataOptions()
    options.target = target
    options.features = features.map { $0.split(separator: ",").map { trimmed($0) } }
    if let model { options.model = model }
    options.loss = loss
    options.l1 = l1 ?? 0
    options.l2 = l2 ?? 0
    options.standardize = standardize
    options.batch = batch
    options.testFraction = testFraction ?? 0
    options.seed = seed
    if let missing { options.missing = missing }
    return options
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
