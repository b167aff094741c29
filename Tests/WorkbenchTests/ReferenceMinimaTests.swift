import Numerics
import Optimization
import Problems
import Testing
import Workbench

/// What is known of a data set of `Problems/`: minima in 50-digit arithmetic, in the readings of a penalty that are in use.
struct ReferenceData: Sendable, CustomTestStringConvertible {
  let file, target, model: String
  let rows: Int
  /// Regression: least Σr², then the ridge readings with l2 = 0.1, Σr² + l2·w², Σr²/n + l2·w², Σr²/(2n) + l2·w².
  /// Classes: mean loss + l2/2·w², mean loss + l2·w², summed loss + l2/2·w².
  let raw, standardized: [Double]
  var testDescription: String { file }

  /// Weights of the tool's penalty, whose objective is mean loss + l2·w², and by what its minimum is to be multiplied.
  var readings: [(l2: Double, scale: Double)] {
    let n = Double(rows)
    return model == "linear"
      ? [(0, n), (0.1 / n, n), (0.1, 1), (0.2, 0.5)] : [(0.05, 1), (0.1, 1), (0.05 / n, n)]
  }

  static let all = [
    ReferenceData(
      file: "longley", target: "totemp", model: "linear", rows: 16,
      raw: [836424.0555059146, 1109947.0701207577, 125568.58040159619, 67357.84413365542],
      standardized: [836424.0555059146, 2696453.6808413924, 615267.7138423839, 476480.309159919]),
    ReferenceData(
      file: "stackloss", target: "stackloss", model: "linear", rows: 21,
      raw: [178.8299615983586, 179.05110410013674, 8.733694855671724, 4.472688087432569],
      standardized: [178.8299615983586, 184.55893721667394, 13.742051808618294, 9.091948954248346]),
    ReferenceData(
      file: "diabetes", target: "target", model: "linear", rows: 442,
      raw: [1263985.7856333435, 1264510.780493206, 2999.711819493447, 1516.8943855119305],
      standardized: [1263985.7856333435, 1264408.5311341514, 3035.0804122174754, 1584.6446063127546]),
    ReferenceData(
      file: "iris", target: "species", model: "softmax", rows: 150,
      raw: [0.47937433584089684, 0.5743803587154653, 12.576783423607639],
      standardized: [0.5059222135435043, 0.6018091712960858, 13.365758629843723]),
    ReferenceData(
      file: "wine", target: "cultivar", model: "softmax", rows: 178,
      raw: [0.18634236023272935, 0.23374119643928637, 3.6614744061297984],
      standardized: [0.27959943368675566, 0.3772281000362843, 3.248787261472799]),
    ReferenceData(
      file: "breast_cancer", target: "benign", model: "logistic", rows: 569,
      raw: [0.11181034047196223, 0.116213696049954, 45.135680533781915],
      standardized: [0.19674777778120636, 0.24347205756993787, 26.199256425056188]),
  ]
}

@Suite struct ReferenceMinimaTests {
  private static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/Problems/"

  /// What a chain cannot do: with raw features longley's curvature spans 18 powers of ten (condition number 5·10⁹ of the
  /// columns, squared), which differences of gradients in 53 bits do not resolve, so that `bfgs` builds no usable H, and a
  /// conjugate gradient inside a trust region runs out of steps; nonlinear conjugate gradients need features of one scale.
  private static let chains: [(text: String, takesCollinear: Bool, takesRaw: Bool, isLeastSquares: Bool)] = [
    ("newton | backtracking", true, true, false),
    ("lbfgs(history_size=100) | strongwolfe", true, true, false),
    ("cubicregularization(newton)", true, true, false),
    ("levenbergmarquardt(newton)", true, true, false),
    ("gaussnewton", true, true, true),
    ("bfgs | strongwolfe", false, true, false),
    ("trustcg(newton)", false, true, false),
    ("polakribiere | strongwolfe", false, false, false),
  ]

  /// Every stated minimum is reached to 1e-8 by at least four chains.
  @Test(arguments: ReferenceData.all, [false, true])
  func minima(_ data: ReferenceData, standardize: Bool) throws {
    for (reading, known) in zip(data.readings, standardize ? data.standardized : data.raw) {
      var options = DataOptions()
      options.target = data.target
      options.model = data.model
      options.standardize = standardize
      options.l2 = reading.l2
      let problem = try dataProblem(path: ReferenceMinimaTests.folder + data.file + ".csv", options: options)
      var reached = 0
      for chain in ReferenceMinimaTests.chains {
        if chain.isLeastSquares, data.model != "linear" { continue }
        if !standardize, !chain.takesRaw || data.file == "longley" && !chain.takesCollinear { continue }
        let solver = try Solver(ChainReader.chain(chain.text), on: problem)
        solver.rules.gradientTolerance = 1e-9
        let report = try solver.run()
        let error = abs(report.f * reading.scale - known) / known
        #expect(error <= 1e-8, "\(chain.text), l2 \(reading.l2): \(error), \(report.reason)")
        if error <= 1e-8 { reached += 1 }
      }
      #expect(reached >= 4)
    }
  }
}
