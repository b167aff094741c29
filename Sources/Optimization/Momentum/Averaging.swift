import Numerics

/// The last updates, oldest first, in vectors that are used again.
///
///     @State var history = UpdateHistory()
struct UpdateHistory: StateValue {
  private var kept: [Vector] = []
  /// Which is the oldest.
  private var first = 0

  var count: Int { kept.count }

  /// Keeps a copy of u, in place of the oldest where there are `size` already.
  mutating func add(_ u: Vector, size: Int) {
    if kept.count < size {
      kept.append(u.copy())
    } else {
      kept[first].assign(u)
      first = (first + 1) % kept.count
    }
  }

  /// Number i, oldest first.
  subscript(i: Int) -> Vector { kept[(first + i) % kept.count] }

  func snapshot() -> UpdateHistory {
    var copy = self
    copy.kept = kept.map { $0.copy() }
    return copy
  }
}

/// The mean of the last updates.
public final class Averaging: Module {
  public override class var declaration: Declaration {
    Declaration(
      "averaging", .momentum, "The mean of the last updates.", rule: "u ← mean of the last history_size updates, fewer at the start")
  }
  @Setting("number of updates", in: .atLeast(1), required: true) var historySize = 1
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @State var history = UpdateHistory()

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    history.add(u, size: historySize)
    u.assign(history[0])
    for i in 1..<max(1, history.count) { u.add(history[i], times: 1) }
    u.scale(by: 1 / Double(history.count))
  }
}

/// The median of the last updates.
public final class MedianAveraging: Module {
  public override class var declaration: Declaration {
    Declaration(
      "medianaveraging", .momentum, "The median of the last updates, entry by entry.",
      rule: "u ← median of the last history_size updates; of an even number the mean of the two in the middle")
  }
  @Setting("number of updates", in: .atLeast(1), required: true) var historySize = 1
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @State var history = UpdateHistory()
  private var sorted: [Double] = []

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    history.add(u, size: historySize)
    let n = history.count
    if sorted.count != n { sorted = [Double](repeating: 0, count: n) }
    for i in 0..<u.count {
      // Insertion: histories are short.
      for k in 0..<n {
        let value = history[k][i]
        var place = k
        while place > 0, sorted[place - 1] > value {
          sorted[place] = sorted[place - 1]
          place -= 1
        }
        sorted[place] = value
      }
      u[i] = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2
    }
  }
}

/// A sum of the last updates with weights.
public final class WeightedAveraging: Module {
  public override class var declaration: Declaration {
    Declaration(
      "weightedaveraging", .momentum, "The last updates, each with a weight, over their number.",
      rule: "u ← (1/k)Σ wⱼ·(update j), the k ≤ n updates that there are with the last k of the n weights, oldest first")
  }
  @Setting("weights, oldest first; the sum is divided by their number, not by their sum", required: true) var weights: [Double] = []
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @State var history = UpdateHistory()
  public override var memoryShape: String { "\(weights.count)" }

  public override func validate() throws(SettingError) {
    if weights.isEmpty { throw SettingError("weights is empty", hint: "give at least one weight") }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    history.add(u, size: weights.count)
    let k = history.count, skipped = weights.count - k
    u.fill(0)
    for i in 0..<k { u.add(history[i], times: weights[skipped + i] / Double(k)) }
  }
}
