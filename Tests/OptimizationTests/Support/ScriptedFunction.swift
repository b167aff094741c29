import Glibc
import Numerics
@testable import Optimization

/// A function whose gradient is a script of the step number, whatever x is, so that a module can be fed any sequence of updates.
final class ScriptedFunction: ObjectiveFunction {
  private let script: (_ step: Int, _ entry: Int) -> Double
  private let values: (_ step: Int) -> Double
  private(set) var step = 0

  init(_ layout: Layout, value: @escaping (Int) -> Double = { 2 + Glibc.sin(Double($0)) }, _ script: @escaping (Int, Int) -> Double) {
    self.script = script
    values = value
    super.init(layout: layout)
  }

  convenience init(_ layout: Layout, _ updates: [[Double]]) {
    self.init(layout) { step, entry in updates[min(step, updates.count - 1)][entry] }
  }

  override var capabilities: Capabilities { .gradient }
  override func beginStep(_ t: Int) -> Bool {
    step = t
    return true
  }
  override func value(at x: Vector) throws -> Double { values(step) }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    for i in 0..<x.count { g[i] = script(step, i) }
    return values(step)
  }
}

/// A chain fed with updates: what it makes of each. x starts at `start` and moves.
func outputs(
  _ text: String, _ updates: [[Double]], layout: Layout? = nil, start: [Double]? = nil, value: ((Int) -> Double)? = nil
) throws -> [[Double]] {
  let layout = layout ?? .vector(updates[0].count)
  let function = ScriptedFunction(layout, value: value ?? { 2 + Glibc.sin(Double($0)) }) { updates[$0][$1] }
  let optimizer = try Optimizer(
    try ChainReader.chain(text), function, start: Vector(start ?? [Double](repeating: 0, count: layout.count)))
  optimizer.recordsUpdate = true
  var results: [[Double]] = []
  for _ in updates {
    let before = optimizer.x.values
    try optimizer.step()
    results.append(optimizer.lastUpdate?.values ?? zip(before, optimizer.x.values).map { $0 - $1 })
  }
  return results
}

/// max |a − b| / max(1, |b|) over all entries; infinite where the shapes differ or something is not a number.
func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
  guard a.count == b.count, zip(a, b).allSatisfy({ $0.count == $1.count }) else { return .infinity }
  let differences = zip(a, b).flatMap { zip($0, $1).map { abs($0 - $1) / max(1, abs($1)) } }
  return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
}
