import Foundation
import Numerics
import Optimization
import Problems
import Testing

@testable import Workbench

/// Fits against values that were computed apart: 30-digit Gauss–Newton, reweighted least squares in numpy, closed forms.
@Suite struct FitTests {
  static let decay = """
    t,y,w
    0,10.1,1
    1,6.2,2
    2,3.5,1
    3,2.4,4
    4,1.2,3
    5,0.9,2
    6,0.4,0.5
    7,0.35,1
    """

  /// A fit of a table in a file of its own.
  private func fit(_ table: String, _ formula: String, _ change: (inout FitRequest) -> Void = { _ in }, configure: (Fitter) -> Void = { _ in })
    throws -> FitReport
  {
    let path = NSTemporaryDirectory() + "tzopt-fit-\(UUID().uuidString).csv"
    try table.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = FitRequest(path: path, formula: formula)
    change(&request)
    let fitter = Fitter(try FitModel(request))
    configure(fitter)
    return try fitter.fit()
  }

  private func close(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-10) -> Bool { abs((a ?? .nan) - b) <= tolerance * abs(b) }

  @Test("Weights: coefficients, standard errors, correlation and R²")
  func weighted() throws {
    let report = try fit(FitTests.decay, "y ~ a*exp(-k*t)") {
      $0.weights = "w"
      $0.start = [("a", 10), ("k", 0.5)]
    }
    #expect(report.status == .converged && report.df == 6)
    #expect(close(report.coefficients[0].value, 10.129294625133924) && close(report.coefficients[1].value, 0.49890610063438146))
    #expect(close(report.coefficients[0].standardError, 0.17473759880918893))
    #expect(close(report.coefficients[1].standardError, 0.012040152604253385))
    #expect(close(report.rss, 0.24047159524847563) && close(report.correlation?[0, 1], 0.62293920118205547))
    #expect(close(report.r2, 0.99762521251156135, 1e-12))
    // t quantile of 6 degrees of freedom
    #expect(close(report.coefficients[0].interval?.upperBound, 10.129294625133924 + 2.4469118511449786 * 0.17473759880918893))
  }

  @Test("A fixed coefficient is no degree of freedom less")
  func fixed() throws {
    let report = try fit(FitTests.decay, "y ~ a*exp(-k*t)") {
      $0.weights = "w"
      $0.fixed = [("k", 0.5)]
    }
    #expect(report.status == .converged && report.df == 7)
    #expect(close(report.coefficients[0].value, 10.139166153770995) && close(report.coefficients[0].standardError, 0.12676306269507253))
    #expect(report.coefficients[1].kind == .fixed && report.coefficients[1].value == 0.5 && report.coefficients[1].standardError == nil)
  }

  @Test("Rows of weight 0 do not count")
  func weightless() throws {
    let report = try fit(FitTests.decay + "\n9,1000,0\n", "y ~ a*exp(-k*t)") { $0.weights = "w" }
    #expect(report.status == .converged && report.df == 6 && close(report.coefficients[0].value, 10.129294625133924))
  }

  @Test("Bounds that do not hold leave the fit as it is", arguments: [(0.0, 50.0), (0, .infinity), (-.infinity, 40)])
  func inside(_ lower: Double, _ upper: Double) throws {
    let report = try fit(FitTests.decay, "y ~ a*exp(-k*t)") {
      $0.weights = "w"
      $0.start = [("a", 20), ("k", 0.1)]
      $0.bounds = ["a", "k"].compactMap { name in CoefficientBounds(lower: lower, upper: upper).map { (name, $0) } }
    }
    #expect(report.status == .converged, "\(report.reason)")
    #expect(close(report.coefficients[0].value, 10.129294625133924) && close(report.coefficients[1].value, 0.49890610063438146))
    #expect(close(report.coefficients[1].standardError, 0.012040152604253385))
  }

  /// y falls, so that a slope of at least 0 is held at 0: the intercept is then the mean with its standard error.
  @Test("A bound that holds is said, and the others are fitted without it", arguments: [(0.0, Double.infinity), (0, 5)])
  func held(_ lower: Double, _ upper: Double) throws {
    let report = try fit("x,y\n1,5\n2,4.2\n3,2.9\n4,2.1\n5,0.8\n", "y ~ a + b*x") {
      $0.start = [("a", 1), ("b", 1)]
      $0.bounds = CoefficientBounds(lower: lower, upper: upper).map { [("b", $0)] } ?? []
    }
    #expect(report.status == .converged, "\(report.reason)")
    #expect(report.coefficients[1].kind == .bound(0) && report.coefficients[1].value == 0 && report.coefficients[1].standardError == nil)
    #expect(close(report.coefficients[0].value, 3) && report.df == 4)
    #expect(close(report.coefficients[0].standardError, (11.1 / 4 / 5 as Double).squareRoot()), "\(report.rss)")
  }

  /// The minimum lies within a part of a wide interval that is near its bound, and the slope there is rounding.
  @Test("Wide bounds leave the fit as it is", arguments: [("b", 0.0, 1e6), ("b", -1e-3, 1e12), ("a", 0, 1e9), ("b", -1e6, 1e6)])
  func wide(_ name: String, _ lower: Double, _ upper: Double) throws {
    let path = NISTTests.folder + "/Misra1a.csv"
    let free = try Fitter(FitModel(FitRequest(path: path, formula: "y ~ a + b*x"))).fit()
    var request = FitRequest(path: path, formula: "y ~ a + b*x")
    request.bounds = CoefficientBounds(lower: lower, upper: upper).map { [(name, $0)] } ?? []
    let report = try Fitter(FitModel(request)).fit()
    #expect(report.status == .converged, "\(report.reason)")
    for (found, known) in zip(report.coefficients, free.coefficients) {
      #expect(found.kind == .fitted && close(found.value, known.value, 1e-8), "\(found)")
    }
  }

  @Test("A start that is given inside a wide interval stays where it is", arguments: [1000.0, 1e6])
  func wideStart(_ upper: Double) throws {
    let set = try #require(NISTTests.sets.first { $0.name == "Misra1a" }?.set)
    var request = FitRequest(path: NISTTests.folder + "/" + set.file, formula: set.formula)
    request.start = zip(set.params, set.start1).map { ($0, $1) }
    request.bounds = CoefficientBounds(lower: 0, upper: upper).map { [("b2", $0)] } ?? []
    let model = try FitModel(request)
    #expect(zip(model.coefficients, set.start1).allSatisfy { $0.inside($1) == $1 })
    let report = try Fitter(model).fit()
    #expect(report.status == .converged, "\(report.reason)")
    for (found, value) in zip(report.coefficients, set.certified) { #expect(NISTTests.digits(found.value, value) >= 8, "\(found)") }
  }

  @Test("Squares that overflow are no success, squares that vanish no exact fit")
  func extremes() throws {
    let large = try fit("x,y\n1,3e200\n2,5e200\n3,7.5e200\n4,9e200\n", "y ~ a + b*x")
    #expect(!large.isSuccess && large.status != .ended(.converged), "\(large.reason)")
    let small = try fit("x,y\n1,3e-200\n2,5e-200\n3,7.5e-200\n4,9e-200\n", "y ~ a + b*x")
    #expect(small.status != .exact && !small.reason.contains("nan"), "\(small.reason)")
    #expect(close(small.coefficients[1].value, 2.05e-200, 1e-6) && (small.coefficients[1].standardError ?? 0) > 0)
    let zero = try fit("x,y\n1,0\n2,0\n3,0\n", "y ~ a*x")
    #expect(zero.status == .exact && zero.reason.hasPrefix("the residuals are 0"), "\(zero.reason)")
    #expect(zero.coefficients[0].standardError == nil && zero.coefficients[0].interval == nil && zero.r2 == nil)
  }

  @Test("Derivatives that are not finite are named, not taken for a dependency")
  func derivatives() throws {
    let report = try fit("x,y\n0,0.1\n1,1\n2,1.5\n3,1.8\n", "y ~ a*sqrt(b*x)")
    #expect(report.status == .nonFinite && report.reason == "the derivatives of the model are not finite where the fit ended", "\(report.reason)")
  }

  @Test("Coefficients under |…| do not start on its kink")
  func kink() throws {
    let report = try fit("x,y\n1,1.1\n2,2.9\n3,5.2\n4,6.9\n5,9\n", "y ~ abs(a)*x - abs(b)")
    #expect(report.coefficients.allSatisfy { $0.start != 0 && $0.startRule == "least sum of squares among ±10^k" })
    #expect(report.status == .converged, "\(report.reason)")
    #expect(close(abs(report.coefficients[0].value), 1.98) && close(abs(report.coefficients[1].value), 0.92))
  }

  @Test("Rows are named by their place in the file")
  func rowNumbers() throws {
    let report = try fit("x,y\n1,3\n2,\n3,0\n4,9\n5,1\n", "log(y) ~ a + b*x") { $0.missing = .drop }
    #expect(report.reason == "the response is -inf in row 3")
  }

  /// k, coefficients, scale, standard errors; the first are those of MASS::rlm to the digits that it prints.
  static let robust: [(Double, [Double], Double, [Double])] = [
    (
      1.345, [-41.02649835240029, 0.8293843346001025, 0.9260659661966711, -0.12784672494578608], 2.440536091721032,
      [9.791898541349033, 0.11100521335450383, 0.3029301631085876, 0.12864961493536684]
    ),
    (
      1.5, [-41.17160443657278, 0.8133337602158203, 0.9993020538715601, -0.1323967556970661], 2.6599672283892106,
      [10.855756211699576, 0.12306556581602122, 0.335842532067755, 0.14262697377529798]
    ),
  ]

  @Test("Huber's loss with its scale", arguments: robust)
  func huber(_ k: Double, _ coefficients: [Double], _ scale: Double, _ errors: [Double]) throws {
    let folder = (NISTTests.folder as NSString).deletingLastPathComponent
    var request = FitRequest(path: folder + "/stackloss.csv", formula: "stackloss ~ b0 + b1*airflow + b2*watertemp + b3*acidconc")
    request.loss = .huber(k: k, scale: nil)
    let report = try Fitter(FitModel(request)).fit()
    #expect(report.status == .converged, "\(report.reason)")
    #expect(close(report.scale, scale, 1e-8))
    for (found, (value, error)) in zip(report.coefficients, zip(coefficients, errors)) {
      #expect(close(found.value, value, 1e-7) && close(found.standardError, error, 1e-7), "\(found.name)")
    }
  }

  @Test("A robust loss with large k is least squares", arguments: [FitLoss.huber(k: 1e6, scale: 1), .softAbsolute(k: 1e8, scale: 1)])
  func robustLimit(_ loss: FitLoss) throws {
    let report = try fit(FitTests.decay, "y ~ a*exp(-k*t)") {
      $0.weights = "w"
      $0.loss = loss
      $0.start = [("a", 10), ("k", 0.5)]
    }
    #expect(report.status == .converged, "\(report.reason)")
    #expect(close(report.coefficients[0].value, 10.129294625133924, 1e-9) && close(report.coefficients[0].standardError, 0.17473759880918893, 1e-8))
  }

  @Test("What is not a fit with known errors is said and is no success")
  func noSuccess() throws {
    let line = "x,y\n1,3\n2,5\n3,7\n4,9\n"
    let exact = try fit(line, "y ~ a + b*x")
    #expect(exact.status == .exact && abs(exact.coefficients[1].value - 2) < 1e-12 && !exact.isSuccess)
    let dependent = try fit("x,y\n1,3\n2,5\n3,7.5\n4,9\n", "y ~ a*b*x + c") { $0.start = [("a", 1), ("b", 1), ("c", 0)] }
    #expect(dependent.status == .rankDeficient && dependent.reason.contains("a, b can change together"), "\(dependent.reason)")
    #expect(dependent.coefficients.allSatisfy { $0.standardError == nil })
    let few = try fit("x,y\n1,3\n2,5\n", "y ~ a + b*x + c*x^2") { $0.start = [("a", 1), ("b", 1), ("c", 1)] }
    #expect(few.status == .underdetermined && few.reason.hasPrefix("3 coefficients for 2 rows"), "\(few.reason)")
    let infinite = try fit(line, "y ~ a*exp(b*x)") { $0.start = [("a", 1), ("b", 1000)] }
    #expect(infinite.status == .nonFinite && infinite.reason == "the model at the start is not finite in row 1 and 3 more")
    let logarithm = try fit("x,y\n1,3\n2,0\n3,7.5\n4,9\n", "log(y) ~ a + b*x") { $0.start = [("a", 1), ("b", 1)] }
    #expect(logarithm.status == .nonFinite && logarithm.reason == "the response is -inf in row 2")
    let short = try fit(FitTests.decay, "y ~ a*exp(-k*t)", { $0.start = [("a", 1), ("k", 3)] }) { $0.rules.maximalSteps = 1 }
    #expect(short.status == .ended(.stepLimit) && short.coefficients[0].value.isFinite)
  }

  @Test("Every chain that minimizes the sum of squares finds the same", arguments: [
    "lbfgs | strongwolfe", "newton(damping=1e-8) | backtracking", "gaussnewton | backtracking", "dogleg(gaussnewton)", "bfgs | strongwolfe",
  ])
  func chains(_ chain: String) throws {
    let report = try fit(FitTests.decay, "y ~ a*exp(-k*t)", { $0.start = [("a", 8), ("k", 0.4)]; $0.weights = "w" }) {
      $0.chain = { try ChainReader.chain(chain) }
    }
    #expect(report.status == .converged, "\(report.reason)")
    #expect(close(report.coefficients[0].value, 10.129294625133924, 1e-6))
  }

  @Test("Several starts find what one does not, the same for the same seed")
  func multistart() throws {
    // From b = 1 the fit of a sine ends in another minimum.
    let rows = (0..<40).map { i in "\(Double(i) * 0.25),\(2 * sin(3 * Double(i) * 0.25) + 0.01 * cos(Double(7 * i)))" }
    let table = "x,y\n" + rows.joined(separator: "\n") + "\n"
    func run(_ starts: Int) throws -> FitReport {
      try fit(table, "y ~ a*sin(b*x)", { $0.start = [("a", 1), ("b", 1)] }) { $0.starts = starts }
    }
    let (one, many, again) = (try run(1), try run(40), try run(40))
    #expect(many.rss < 0.01 * one.rss && close(abs(many.coefficients[1].value), 3, 1e-3))
    #expect(many.minima.best >= 1 && many.minima.best + many.minima.others + many.minima.failed == 40)
    #expect(many.coefficients.map(\.value) == again.coefficients.map(\.value))
  }
}
