import Foundation
import Language
import Numerics
import Optimization
import Problems

/// One line of `Data/traces.jsonl`: what the reference does with a chain on a problem.
struct GoldenTrace: Decodable {
  let problem: String
  let chain: String
  let steps: Int
  let x: [[Double]]

  /// As cases are written: `problem: chain`.
  var name: String { "\(problem): \(chain)" }

  static func all() throws -> [GoldenTrace] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Data/traces.jsonl")
    let decoder = JSONDecoder()
    return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { try decoder.decode(GoldenTrace.self, from: $0) }
  }

  enum Outcome {
    case agrees
    /// A module of the chain does not exist yet.
    case owed
    case differs(String)
  }

  /// Runs the chain from the trace's start, without criteria, and compares x after every step.
  func check() -> Outcome {
    let chain: Chain
    do {
      chain = try ChainReader.chain(self.chain)
    } catch {
      if error.all.contains(where: { $0.message.hasPrefix("unknown module") }) { return .owed }
      return .differs(error.all.map(\.message).joined(separator: "; "))
    }
    let leastSquares = ["gaussnewton", "sumofsquares", "naturalgradient"].contains { self.chain.contains($0) }
    do {
      let function = try Catalogue.problem(problem).function(leastSquares: leastSquares)
      let optimizer = try Optimizer(chain, function, start: Vector(x[0]), seed: 0)
      for step in 1...steps {
        try optimizer.step()
        for (i, want) in x[step].enumerated() {
          let have = optimizer.x[i]
          if !(abs(have - want) <= 1e-6 * max(1, abs(want))) {
            return .differs("step \(step): x[\(i)] = \(have), reference \(want)")
          }
        }
      }
      return .agrees
    } catch {
      return .differs("\(error)")
    }
  }
}
