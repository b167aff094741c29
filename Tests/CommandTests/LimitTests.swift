import Foundation
import Testing

/// One chain of every kind of use of the objective.
private let chains = [
  "lr(1e-4)", "adam | lr(0.1)", "lbfgs | strongwolfe", "bfgs | backtracking", "polakribiere | strongwolfe", "newton | backtracking",
  "newtoncg | backtracking", "gaussnewton | backtracking", "trustcg(newton)", "levenbergmarquardt(gaussnewton)", "fdm | lr(1e-4)",
  "spsa | lr(1e-4)", "cd | strongwolfe", "randomizedfdm | adam | lr(0.01)",
]

/// Promises that hold for every chain.
@Suite struct LimitTests {
  private func end(_ arguments: [String]) throws -> [String: Any] {
    let result = try tzopt(["solve", "rosenbrock", "--format", "jsonl", "--gtol", "0"] + arguments)
    #expect(result.status == 0, "\(result.err)")
    return try #require(try result.objects().last)
  }

  @Test(arguments: chains)
  func noLimitIsPassedByMoreThanOneEvaluation(_ chain: String) throws {
    for limit in [1, 2, 3, 5, 9, 16] {
      let last = try end(["--chain", chain, "--max-evals", "\(limit)", "--quiet"])
      #expect(last["status"] as? String == "evaluation-limit", "\(limit)")
      let counts = try #require(last["evals"] as? [String: Int])
      #expect(counts["f"] ?? .max <= limit && counts["g"] ?? .max <= limit, "\(limit): \(counts)")
      #expect(last["f"] is Double, "the value where the run stands is known")
    }
  }

  @Test(arguments: chains)
  func recordingChangesNeitherCountsNorTrajectory(_ chain: String) throws {
    let arguments = ["--chain", chain, "--steps", "15", "--seed", "4"]
    let plain = try end(arguments + ["--quiet"])
    let recorded = try end(arguments + ["--record", "x,grad,update"])
    for key in ["x", "evals", "best", "f", "status", "steps"] {
      #expect((plain[key] as? NSObject) == (recorded[key] as? NSObject), "\(key)")
    }
  }

  @Test(arguments: ["spsa | lr(1e-4)", "randomizedfdm | adam | lr(0.01)", "lbfgs | strongwolfe"])
  func sameSeedSameBits(_ chain: String) throws {
    func trajectory(_ seed: Int) throws -> [[Double]] {
      try tzopt([
        "solve", "rosenbrock", "--chain", chain, "--steps", "30", "--format", "jsonl", "--record", "x", "--seed", "\(seed)",
      ]).objects().compactMap { $0["x"] as? [Double] }
    }
    #expect(try trajectory(5) == trajectory(5))
    if !chain.hasPrefix("lbfgs") { #expect(try trajectory(5) != trajectory(6)) }
  }

  @Test func aBatchOfStepsSeesTheSameDataForTheSameSeed() throws {
    let rows = (0..<40).map { "\($0 % 7),\(($0 * 13) % 11),\($0 % 5)" }
    try withFiles(["d.csv": "a,b,y\n" + rows.joined(separator: "\n")]) { folder in
      func end(_ seed: Int) throws -> [Double]? {
        try tzopt(
          ["solve", "d.csv", "--target", "y", "--batch", "8", "--chain", "lr(0.001)", "--steps", "12", "-q", "--format", "jsonl", "--seed", "\(seed)"],
          in: folder
        ).objects().last?["x"] as? [Double]
      }
      let (first, again, other) = (try end(1), try end(1), try end(2))
      #expect(first != nil && first == again && first != other)
    }
  }

  @Test func theMainJobConvergesInEveryFormat() throws {
    for format in ["table", "csv", "jsonl"] {
      let result = try tzopt(["solve", "rosenbrock", "--chain", "lbfgs|strongwolfe", "--format", format])
      #expect(result.status == 0)
      #expect((result.out + result.err).contains("converged"))
    }
    let last = try #require(try tzopt(["solve", "rosenbrock", "--chain", "lbfgs|strongwolfe", "--format", "jsonl"]).objects().last)
    #expect(last["f"] as? Double ?? 1 < 1e-12)
    #expect((last["evals"] as? [String: Int])?["f"] ?? .max <= 50)
  }
}
