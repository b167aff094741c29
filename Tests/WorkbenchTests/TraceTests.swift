import Foundation
import Numerics
import Optimization
import Testing
@testable import Workbench

/// What a writer makes of given records, as text. Times are given, so that the text is exact.
private func written(_ write: (ByteSink) throws -> Void) throws -> String {
  let path = NSTemporaryDirectory() + "tzopt-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: path) }
  let sink = try ByteSink(path: path)
  try write(sink)
  try sink.close()
  return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
}

private let title = RunTitle(
  chain: "adam | lr(0.1)", problem: "bowl", seed: 7, type: "float64", entryNames: ["x[0]", "x[1]"], minimum: 0)

private func record(_ step: Int, last: Bool = false) -> StepRecord {
  var counts = EvaluationCounts()
  counts.f = step
  counts.g = step
  counts.points = step
  return StepRecord(
    step: step, f: 1 / Double(step + 1), gradientNorm: step == 2 ? nil : 0.5, counts: counts, seconds: Double(step) / 1000,
    x: Vector([Double(step), 0.1]), gradient: Vector([1e-300, 2]), update: step == 0 ? nil : Vector([0.25, -0.0]), isLast: last)
}

private var report: RunReport {
  var counts = EvaluationCounts()
  counts.f = 4
  counts.g = 3
  counts.hvp = 1
  return RunReport(
    status: .stepLimit, reason: "2 steps (--steps)", steps: 2, f: 1.0 / 3, x: Vector([2, 0.1]), gradientNorm: 0.5,
    best: BestPoint(f: 0.25, step: 1, x: Vector([1, 0.1])),
    criteria: [
      Criterion(kind: .gradient, measured: 0.5, limit: 1e-8, option: "--gtol"),
      Criterion(kind: .target, measured: 1.0 / 3, limit: 0.4, option: "--f-target"),
      Criterion(kind: .step, measured: nil, limit: 1e-6, option: "--xtol"),
      Criterion(kind: .steps, measured: 2, limit: 2, option: "--steps"),
    ], counts: counts, seconds: 0.00234)
}

@Suite struct TraceTests {
  @Test func jsonLines() throws {
    let settings = TraceSettings(vectors: [.x, .gradient, .update], metrics: { _ in [Metric(name: "test R²", value: 0.5)] })
    let text = try written { sink in
      let trace = JSONTrace(sink, title, settings)
      try trace.observe(record(0))
      try trace.observe(record(2, last: true))
      try trace.finish(report)
    }
    #expect(text == """
      {"step":0,"f":1.0,"grad_norm":0.5,"evals":{"f":0,"g":0,"hvp":0,"jac":0},"seconds":0.0,"x":[0.0,0.1],"grad":[1e-300,2.0],"update":null}
      {"step":2,"f":0.3333333333333333,"grad_norm":null,"evals":{"f":2,"g":2,"hvp":0,"jac":0},"seconds":0.002,"x":[2.0,0.1],"grad":[1e-300,2.0],"update":[0.25,-0.0]}
      {"status":"step-limit","reason":"2 steps (--steps)","steps":2,"f":0.3333333333333333,"x":[2.0,0.1],"best":{"f":0.25,"step":1,"x":[1.0,0.1]},"evals":{"f":4,"g":3,"hvp":1,"jac":0},"seconds":0.00234,"chain":"adam | lr(0.1)","problem":"bowl","seed":7,"dtype":"float64","metrics":{"test_r2":0.5}}

      """)
  }

  @Test func csv() throws {
    let text = try written { sink in
      let trace = CSVTrace(sink, title, TraceSettings(vectors: [.x, .update]))
      try trace.observe(record(0))
      try trace.observe(record(2, last: true))
      try trace.finish(report)
    }
    #expect(text == """
      step,f,grad_norm,evals_f,evals_g,evals_hvp,evals_jac,seconds,x[0],x[1],update_x[0],update_x[1]
      0,1.0,0.5,0,0,0,0,0.0,0.0,0.1,,
      2,0.3333333333333333,,2,2,0,0,0.002,2.0,0.1,0.25,-0.0

      """)
  }

  @Test func csvNamesAreQuoted() throws {
    let odd = RunTitle(chain: "lr", problem: "p", seed: 0, type: "float64", entryNames: ["w[0,1]", "a \"b\""])
    let text = try written { sink in
      let trace = CSVTrace(sink, odd, TraceSettings(vectors: [.x]))
      try trace.observe(record(0, last: true))
      try trace.finish(report)
    }
    #expect(text.hasPrefix("step,f,grad_norm,evals_f,evals_g,evals_hvp,evals_jac,seconds,\"w[0,1]\",\"a \"\"b\"\"\"\n"))
  }

  @Test func table() throws {
    let text = try written { sink in
      let trace = TableTrace(sink, title, TraceSettings(vectors: [.x]), TextStyle(), asks: [])
      for k in 0...2 { try trace.observe(record(k, last: k == 2)) }
      try trace.finish(report)
    }
    #expect(text == """
      bowl: adam | lr(0.1)

          step              f      max |g|  evals f  evals g    seconds          x[0]          x[1]
             0   1.000000e+00   5.0000e-01        0        0   0.000000  0.000000e+00  1.000000e-01
             1   5.000000e-01   5.0000e-01        1        1   0.001000  1.000000e+00  1.000000e-01
             2   3.333333e-01            -        2        2   0.002000  2.000000e+00  1.000000e-01

      step-limit: the limit of steps was reached before any criterion was met
        2 steps (--steps)

        max |gradient|             0.5  > 1e-08       (--gtol)
        f                     0.333333 <= 0.4         (--f-target)  met
        max |step|       not evaluated  > 1e-06       (--xtol)
        steps                        2 of 2           (--steps)     reached

        f             0.333333333333333  (the minimum is 0)
        x             2  0.1
        best f        0.25  (step 1)
        best x        1  0.1
        evaluations   4 values, 3 gradients, 1 Hessian product
        time          2.34 ms

      """)
  }

  @Test func quietLeavesTheEnd() throws {
    let settings = TraceSettings(isQuiet: true)
    let table = try written { sink in
      let trace = TableTrace(sink, title, settings, TextStyle(), asks: [])
      try trace.observe(record(2, last: true))
      try trace.finish(report)
    }
    #expect(table == "step-limit: 2 steps (--steps); step 2, f = 0.3333333333\n")
    let lines = try written { sink in
      let trace = JSONTrace(sink, title, settings)
      try trace.observe(record(2, last: true))
      try trace.finish(report)
    }
    #expect(lines.hasPrefix("{\"status\":\"step-limit\"") && lines.split(separator: "\n").count == 1)
  }

  @Test func jsonNumbersAndTextsReadBack() throws {
    let values = [0.1, 1e-320, 5e-324, 1.7976931348623157e308, -0.0, 123456789012345680, 2.0 / 3, 1e22, 1e21]
    var json = JSONText()
    json.array { json in
      for value in values { json.number(value) }
      json.number(.nan)
      json.number(-.infinity)
      json.string("a\"\\\n\t\u{1}é∇")
    }
    let read = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [Any])
    for (i, value) in values.enumerated() {
      #expect((read[i] as? NSNumber)?.doubleValue.bitPattern == value.bitPattern || value == 0)
    }
    #expect(read[values.count] is NSNull && read[values.count + 1] is NSNull)
    #expect(read.last as? String == "a\"\\\n\t\u{1}é∇")
  }

  @Test(arguments: [0, 1, 7, 19, 20, 35, 119, 120, 121, 1000, 12345, 1_000_000])
  func tablesAreThinnedToAScreenAndKeepStartAndEnd(_ steps: Int) throws {
    let text = try written { sink in
      let trace = TableTrace(sink, title, TraceSettings(), TextStyle(lines: 38), asks: [])
      var next = try #require(trace.nextStep(from: 0))
      var held = 0
      while next < steps {
        try trace.observe(record(next))
        held += 1
        next = try #require(trace.nextStep(from: next + 1))
      }
      #expect(held < 1000, "few records are made however long the run is")
      try trace.observe(record(steps, last: true))
      var end = report
      end = RunReport(
        status: .stepLimit, reason: "", steps: steps, f: 0, x: end.x, gradientNorm: nil, best: end.best, criteria: [],
        counts: end.counts, seconds: 0)
      try trace.finish(end)
    }
    let rows = text.split(separator: "\n").dropFirst(2).prefix { $0.first == " " }
    let shown = rows.compactMap { Int($0.split(separator: " ")[0]) }
    #expect(shown.first == 0 && shown.last == steps)
    #expect(shown == shown.sorted() && Set(shown).count == shown.count)
    #expect(shown.count <= 30 && shown.count >= min(steps + 1, 8))
  }
}
