import Foundation
import Testing

/// No limit is passed by more than one evaluation, whatever the chain does in a step.
@Suite struct LimitTests {
  @Test(arguments: ["lr(1e-4)", "adam | lr(0.1)"], [1, 2, 5, 17])
  func evaluations(_ chain: String, _ limit: Int) throws {
    let result = try tzopt([
      "solve", "rosenbrock", "--chain", chain, "--max-evals", "\(limit)", "--gtol", "0", "--format", "jsonl", "--quiet",
    ])
    let last = try #require(try result.objects().last)
    #expect(last["status"] as? String == "evaluation-limit")
    let counts = try #require(last["evals"] as? [String: Int])
    #expect(counts["f"] ?? .max <= limit + 1 && counts["g"] ?? .max <= limit + 1)
  }

  @Test func sameSeedSameBits() throws {
    let arguments = ["solve", "rosenbrock", "--chain", "adam | lr(0.1)", "--steps", "30", "--format", "jsonl", "--record", "x", "--seed", "5"]
    func trajectory() throws -> [[Double]] { try tzopt(arguments).objects().compactMap { $0["x"] as? [Double] } }
    #expect(try trajectory() == trajectory())
  }
}
