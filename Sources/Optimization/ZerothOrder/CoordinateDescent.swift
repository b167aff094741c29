import Numerics

/// The order in which coordinates are visited.
public enum CoordinateOrder: String, WordSetting {
  case cyclic
  /// Forwards, then backwards.
  case cyclic2
  case random
}

/// Coordinate descent from values.
public final class CoordinateDescent: Module {
  public override class var declaration: Declaration {
    Declaration(
      "cd", .zerothOrder, "Proposes a move along one coordinate at a time, from two or three values; a line search may follow.",
      rule: """
        entry i in turn, with f₊ = f(x + hᵢeᵢ), f₋ = f(x − hᵢeᵢ):  u ← 0 but for uᵢ
        threepoint: uᵢ = 0 if f(x) is below both, −1 if f₊ < f₋, else 1;  grad: uᵢ = (f₊ − f₋)/(2hᵢ)
        two points: uᵢ = −1 if f₊ < f(x), else 1;  grad: uᵢ = (f₊ − f(x))/h
        adaptive: hᵢ ← hᵢ/2 where f(x) ≤ f₊ and f(x) ≤ f₋, hᵢ ← 2hᵢ where f is a line to 1 % (within 1e-10 … 1e10)
        order: in a tensor of m entries 0, m − 1, …, 1; cyclic2 forwards and backwards, the first entry three times in between
        """,
      source: "Wright, Coordinate descent algorithms, 2015; order and step control as in the reference")
  }

  @Setting("step of the differences", in: .positive) var h = 1e-3
  @Setting("move by the slope; false: by 1") var grad = false
  @Setting("adapt the step of each entry (threepoint)") var adaptive = true
  @Setting("order of the coordinates") var index = CoordinateOrder.cyclic2
  @Setting("values on both sides; false: on one") var threepoint = true

  @State var counter = 0
  @State var random = RandomSource(seed: 0)
  /// hᵢ; 0 before its first use.
  @Buffer var steps

  private var probe: ValueProbe?

  public override var requires: Capabilities { [] }
  public override var readsUpdate: Bool { false }
  public override var makesUpdate: Bool { true }

  public override func apply(_ objective: Objective) throws {
    if layout.count == 0 { return objective.setUpdate(Vector(count: 0)) }
    let i = entry(nextIndex())
    let adapts = adaptive && threepoint
    let step = adapts && steps[i] > 0 ? steps[i] : h
    let probe = self.probe ?? ValueProbe(count: layout.count)
    self.probe = probe
    let f = try objective.value()
    probe.begin(objective.function, objective.x, value: f)
    let ahead = try probe.alongAxis(i, step)
    var move: Double
    if threepoint {
      let behind = try probe.alongAxis(i, -step)
      if adapts { steps[i] = adapted(step, f, ahead, behind) }
      if grad {
        move = (ahead - behind) / (2 * step)
      } else {
        move = f < ahead && f < behind ? 0 : ahead < behind ? -1 : 1
      }
    } else {
      move = grad ? (ahead - f) / step : ahead < f ? -1 : 1
    }
    objective.update.fill(0)
    objective.update[i] = move
    objective.hasUpdate = true
  }

  private func adapted(_ step: Double, _ f: Double, _ ahead: Double, _ behind: Double) -> Double {
    if f <= ahead && f <= behind { return max(step / 2, 1e-10) }
    if abs(f - behind) < 1e-12 || abs((ahead - f) / (f - behind) - 1) < 1e-2 { return min(step * 2, 1e10) }
    return step
  }

  private func nextIndex() -> Int {
    let n = layout.count
    switch index {
    case .cyclic:
      let i = counter % n
      counter = i + 1
      return i
    case .cyclic2:
      var i = counter
      counter += 1
      if i >= 2 * n {
        // Not advanced: the first coordinate comes once more.
        i = 0
        counter = 0
      }
      return i >= n ? 2 * n - 1 - i : i
    case .random: return random.integer(below: n)
    }
  }

  /// The entry that has this number in the order of visits.
  private func entry(_ number: Int) -> Int {
    for segment in layout.segments where number < segment.offset + segment.count {
      let k = number - segment.offset
      return segment.offset + (k == 0 ? 0 : segment.count - k)
    }
    return 0
  }
}
