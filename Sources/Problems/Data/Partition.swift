import Language
import Numerics

/// Which rows of a table are for training, which for validation and which for testing; each part keeps the order of the table.
struct Partition {
  private(set) var train: [Int]
  private(set) var validation: [Int] = []
  private(set) var test: [Int] = []

  /// Test and validation rows are drawn by the seed; asking for validation does not change which rows test.
  init(_ rowCount: Int, _ options: DataOptions) throws(ProblemError) {
    var (validationFraction, validationOption) = (0.0, "--validation")
    if case .fraction(let fraction) = options.validation { validationFraction = fraction }
    for (name, option, fraction) in [
      ("test", "--test-fraction", options.testFraction), ("validation", "--validation", validationFraction),
    ] where !(fraction >= 0 && fraction < 1) {
      throw ProblemError(
        .invalid, "a \(name) fraction of \(canonicalText(of: fraction)) is not possible", hint: "\(option) is in 0..<1")
    }
    func count(_ fraction: Double) -> Int { fraction == 0 ? 0 : max(1, Int((fraction * Double(rowCount)).rounded())) }
    let (tests, validations) = (count(options.testFraction), count(validationFraction))
    let rest = rowCount - tests - validations
    guard rest >= 2 || tests + validations == 0 else {
      let what: String
      if validations == 0 {
        (what, validationOption) = ("a test fraction of \(canonicalText(of: options.testFraction)) leaves", "--test-fraction")
      } else if tests == 0 {
        what = "a validation fraction of \(canonicalText(of: validationFraction)) leaves"
      } else {
        what = "test and validation rows leave"
      }
      throw ProblemError(.data, "\(what) \(counted(max(0, rest), "row")) to train on", hint: "give a smaller \(validationOption)")
    }
    train = Array(0..<rowCount)
    if tests + validations == 0 { return }
    var random = RandomSource(seed: options.seed).stream(1)
    let order = random.permutation(rowCount)
    test = order[..<tests].sorted()
    validation = order[tests..<(tests + validations)].sorted()
    train = order[(tests + validations)...].sorted()
  }
}
