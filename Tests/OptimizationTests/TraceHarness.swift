import Foundation
import Numerics
import Testing

@testable import Optimization

struct Trace: Decodable {
  let problem: String, chain: String, steps: Int, x: [[Double]]
}

@Test(.enabled(if: ProcessInfo.processInfo.environment["TRACES"] != nil)) func ownTraces() throws {
  let text = try String(contentsOfFile: "/work/shared/golden/traces.jsonl", encoding: .utf8)
  let words = ProcessInfo.processInfo.environment["TRACES"]!.split(separator: ",").map(String.init)
  var good = 0, bad = 0, skipped = 0
  for line in text.split(separator: "\n") {
    let trace = try JSONDecoder().decode(Trace.self, from: Data(line.utf8))
    guard words.contains(where: { trace.chain.contains($0) }) else { continue }
    let residuals = ["gaussnewton", "sumofsquares", "naturalgradient"].contains { trace.chain.contains($0) }
    let function: JetFunction
    switch trace.problem {
    case "rosenbrock": function = Toy.rosenbrock()
    case "booth": function = Toy.booth
    case "lstsq2": function = Toy.lstsq2
    case "ill": function = Toy.ill
    case "mlp_toy": function = Toy.mlp(residuals: residuals)
    default: skipped += 1; continue
    }
    let o: Optimizer
    do { o = try optimizer(trace.chain, function) } catch let error as RequirementError {
      print("REQUIRE", trace.chain, error.message); bad += 1; continue
    } catch { skipped += 1; print("SKIP", trace.chain); continue }
    var worst = 0.0, at = -1
    do {
      for k in 0...trace.steps {
        if k > 0 { try o.step() }
        let d = deviation(o.x.values, trace.x[k])
        if d > worst { worst = d }
        if d > 1e-6 && at < 0 { at = k }
      }
    } catch { print("ERROR", trace.problem, trace.chain, error); bad += 1; continue }
    if worst <= 1e-6 { good += 1; print("ok", trace.problem, trace.chain, worst) } else { bad += 1; print("BAD", trace.problem, trace.chain, worst, "from step", at) }
  }
  print("good", good, "bad", bad, "skipped", skipped)
}
