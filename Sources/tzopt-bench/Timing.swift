import Glibc
import Optimization

/// One measured figure, in the form that `peers.py --extra` merges with those of the peers.
struct Entry {
  let group: String
  let caseName: String
  let n: Int
  let metric: String
  let unit: String
  let samples: [Double]
  var notes = ""
  /// What the issue asks, in the entry's unit.
  var mark: Double?
  var peer = "tzopt"

  var median: Double { quantile(0.5) }
  var least: Double { samples.min() ?? .nan }
  var spread: Double { quantile(0.75) - quantile(0.25) }

  func quantile(_ q: Double) -> Double {
    guard !samples.isEmpty else { return .nan }
    let sorted = samples.sorted()
    let k = q * Double(sorted.count - 1)
    let i = Int(k)
    return sorted[i] + (k - Double(i)) * (sorted[min(i + 1, sorted.count - 1)] - sorted[i])
  }

  var json: String {
    func text(_ s: String) -> String { "\"" + s.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
    func number(_ v: Double) -> String { v.isFinite ? "\(v)" : "null" }
    var fields = [
      "\"group\":\(text(group))", "\"case\":\(text(caseName))", "\"peer\":\(text(peer))", "\"n\":\(n)",
      "\"metric\":\(text(metric))", "\"median\":\(number(median))", "\"min\":\(number(least))", "\"iqr\":\(number(spread))",
      "\"unit\":\(text(unit))", "\"reps\":\(samples.count)", "\"notes\":\(text(notes))",
    ]
    if let mark { fields.append("\"mark\":\(number(mark))") }
    return "{" + fields.joined(separator: ",") + "}"
  }

  /// A line for people: figure, mark, verdict.
  var line: String {
    var line = group + "  " + pad("\(caseName), n=\(n): \(metric)", 50) + pad(shown(median) + " " + unit, 14, left: true)
    line += pad(samples.isEmpty ? "" : "(min \(shown(least)))", 16, left: true)
    if let mark {
      line += pad("mark \(shown(mark))", 14, left: true) + (median <= mark ? "  met" : "  MISSED by \(shown(median / mark))×")
    }
    return notes.isEmpty ? line : line + "   " + notes
  }

  private func shown(_ v: Double) -> String {
    guard v.isFinite else { return "–" }
    if v >= 1000 { return "\(Int(v.rounded()))" }
    let digits = v >= 100 ? 10.0 : v >= 10 ? 100.0 : 1000.0
    return "\((v * digits).rounded() / digits)"
  }
}

func pad(_ s: String, _ width: Int, left: Bool = false) -> String {
  let fill = String(repeating: " ", count: max(0, width - s.count))
  return left ? fill + s : s + fill
}

/// How long the measurements may take.
struct Effort {
  let repetitions: Int
  /// Seconds of one batch.
  let batch: Double

  static let normal = Effort(repetitions: 9, batch: 0.02)
  static let quick = Effort(repetitions: 5, batch: 0.006)
}

/// Seconds of one call, for several batches of as many calls as fill the time of a batch.
func measure(_ effort: Effort, _ body: () throws -> Void) rethrows -> [Double] {
  func seconds(_ calls: Int) throws -> Double {
    let start = Evaluator.now()
    for _ in 0..<calls { try body() }
    return Evaluator.now() - start
  }
  _ = try seconds(1)
  var calls = 1
  var time = try seconds(1)
  while time < effort.batch / 4 && calls < 1 << 30 {
    calls = max(2 * calls, min(16 * calls, Int(Double(calls) * effort.batch / max(time, 1e-9) / 2)))
    time = try seconds(calls)
  }
  calls = max(1, Int((Double(calls) * effort.batch / max(time, 1e-9)).rounded()))
  var samples: [Double] = []
  var total = 0.0
  while samples.count < effort.repetitions && (total < 4 || samples.count < 3) {
    let time = try seconds(calls)
    total += time
    samples.append(time / Double(calls))
  }
  return samples
}

extension [Double] {
  /// Seconds in another unit.
  func scaled(_ factor: Double) -> [Double] { map { $0 * factor } }
}
