import Foundation
import Optimization
import Problems
import Testing

@testable import Workbench

/// NIST's certified nonlinear regressions (`Problems/nist`), all from both starts with the default chains.
@Suite struct NISTTests {
  struct Certified: Decodable {
    let formula: String, file: String
    let params: [String]
    let start1: [Double], start2: [Double], certified: [Double], stderr: [Double]
    let rss: Double, residual_sd: Double
    let df: Int
  }

  static let folder: String = {
    var path = #filePath
    for _ in 0..<3 { path = (path as NSString).deletingLastPathComponent }
    return path + "/Problems/nist"
  }()

  static let sets: [(name: String, set: Certified)] = {
    guard let data = FileManager.default.contents(atPath: folder + "/certified.json"),
      let sets = try? JSONDecoder().decode([String: Certified].self, from: data)
    else { return [] }
    return sets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }()

  /// The log relative error: digits that match, at most the 11 that are certified.
  static func digits(_ value: Double, _ certified: Double) -> Double {
    if value == certified { return 11 }
    let digits = -log10(abs(value - certified) / abs(certified))
    return digits.isNaN ? 0 : min(11, max(0, digits))
  }

  static func report(_ set: Certified, start: [Double]) throws -> FitReport {
    var request = FitRequest(path: folder + "/" + set.file, formula: set.formula)
    request.start = zip(set.params, start).map { ($0, $1) }
    return try Fitter(FitModel(request)).fit()
  }

  /// Lanczos1: its residuals, about 1e-13, are differences of numbers about 1, so double precision holds three digits of them, and
  /// as many of the rss and of the standard errors.
  static let roundedAway: Set<String> = ["Lanczos1"]

  @Test("54 of 54 fits: 8 digits in the coefficients, 6 in the standard errors")
  func digitsOfAll() throws {
    #expect(NISTTests.sets.count == 27)
    var lines = ["set       start  coefficients  std. errors    rss   steps  status"]
    var seconds = 0.0
    for (name, set) in NISTTests.sets {
      for (i, start) in [set.start1, set.start2].enumerated() {
        let report = try NISTTests.report(set, start: start)
        seconds += report.seconds
        let coefficients = zip(report.coefficients, set.certified).map { NISTTests.digits($0.value, $1) }.min() ?? 0
        let errors = zip(report.coefficients, set.stderr).map { NISTTests.digits($0.standardError ?? .nan, $1) }.min() ?? 0
        let rss = NISTTests.digits(report.rss, set.rss)
        func column(_ value: Double, _ width: Int) -> String { String(format: "%\(width).1f", value) }
        lines.append(
          name.padding(toLength: 14, withPad: " ", startingAt: 0) + "\(i + 1)" + column(coefficients, 14) + column(errors, 13)
            + column(rss, 7) + String(format: "%8d  ", report.steps) + report.status.word)
        let place = "\(name), start \(i + 1)"
        #expect(report.status == .converged, "\(place): \(report.reason)")
        #expect(coefficients >= 8, "\(place)")
        #expect(report.df == set.df)
        if NISTTests.roundedAway.contains(name) { continue }
        #expect(errors >= 6, "\(place)")
        #expect(rss >= 8, "\(place)")
        #expect(NISTTests.digits(report.residualSD ?? .nan, set.residual_sd) >= 8, "\(place)")
      }
    }
    lines.append(String(format: "all fits: %.0f ms", seconds * 1e3))
    print(lines.joined(separator: "\n"))
    #expect(seconds < 2)
  }

  @Test("The start rule finds the certified minimum of these sets without a start", arguments: ["Misra1a", "Misra1b", "DanWood", "Chwirut1"])
  func withoutStart(_ name: String) throws {
    let set = try #require(NISTTests.sets.first { $0.name == name }?.set)
    let report = try Fitter(FitModel(FitRequest(path: NISTTests.folder + "/" + set.file, formula: set.formula))).fit()
    #expect(report.status == .converged)
    for (name, value) in zip(set.params, set.certified) {
      let found = try #require(report.coefficients.first { $0.name == name })
      #expect(NISTTests.digits(found.value, value) >= 8 && found.startRule != nil)
    }
  }
}
