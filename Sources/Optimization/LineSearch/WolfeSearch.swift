import Numerics

/// One trial of a search: the step, φ and φ′ there.
struct Trial {
  var a: Double
  var f: Double
  var g: Double

  /// A value or slope that is not finite counts as too high.
  var isFinite: Bool { (f * 0 + g * 0) == 0 }
}

/// One search for a step that satisfies the strong Wolfe conditions
///
///     φ(a) ≤ φ(0) + c₁ a φ′(0),    |φ′(a)| ≤ −c₂ φ′(0):
///
/// outward until an interval must hold such a step, then inward (Nocedal & Wright, algorithms 3.5 and 3.6).
struct WolfeSearch {
  let c1, c2, longest, narrowest: Double
  let bracketings, zooms, evaluations: Int
  let interpolation: StepInterpolation
  /// φ(0) and φ′(0); unless φ′(0) < 0 no step satisfies the conditions.
  let start: Trial
  /// ‖u‖: the interval's width times this is how far its ends are apart.
  let norm: Double
  /// −1 searches along +u instead of −u.
  let sign: Double
  let memory: TrialMemory

  /// The first trial that satisfies both conditions; nil if there is none within the limits.
  func run(from first: Double, _ line: inout SearchLine) throws -> Trial? {
    var before = start
    var a = min(first, longest)
    for i in 0..<bracketings {
      if memory.evaluations >= evaluations { return nil }
      let trial = try evaluate(a, &line)
      if isTooHigh(trial) || (i > 0 && trial.f > before.f) { return try zoom(before, trial, &line) }
      if isFlat(trial) { return trial }
      if trial.g >= 0 { return try zoom(before, trial, &line) }
      let next = extended(before, trial)
      // At the longest step there is nowhere to go.
      if next == a { return nil }
      before = trial
      a = next
    }
    if memory.evaluations >= evaluations { return nil }
    let trial = try evaluate(a, &line)
    if !isTooHigh(trial) && isFlat(trial) { return trial }
    return try zoom(start, trial, &line)
  }

  /// The next step outward: where the interpolation sees a minimum, at least a little and at most ten times as far.
  private func extended(_ before: Trial, _ trial: Trial) -> Double {
    let far = min(10 * trial.a, longest)
    let near = min(trial.a + 0.01 * (trial.a - before.a), far)
    // The middle of the past interval says nothing about what lies ahead.
    if interpolation == .bisection { return far }
    return interpolate(before, trial, near, far)
  }

  /// Shrinks an interval one of whose ends, `low` from the second round on, has the lowest value so far that decreases enough.
  private func zoom(_ left: Trial, _ right: Trial, _ line: inout SearchLine) throws -> Trial? {
    var low = left, high = right
    var wasNearEnd = false
    for _ in 0..<zooms {
      let from = min(low.a, high.a), to = max(low.a, high.a)
      let width = to - from
      if memory.evaluations >= evaluations || !(width * norm >= narrowest) { return nil }
      var a: Double
      if high.isFinite {
        a = interpolate(low, high, from, min(to, longest))
        let margin = 0.1 * width
        if min(to - a, a - from) < margin {
          // Near an end once is a guess, twice in a row is a standstill.
          if wasNearEnd || a >= to || a <= from {
            a = abs(a - to) < abs(a - from) ? to - margin : from + margin
            wasNearEnd = false
          } else {
            wasNearEnd = true
          }
        } else {
          wasNearEnd = false
        }
      } else {
        a = from + 0.5 * width
      }
      let trial = try evaluate(a, &line)
      if isTooHigh(trial) || trial.f > low.f {
        high = trial
      } else {
        if isFlat(trial) { return trial }
        if trial.g * (high.a - low.a) >= 0 { high = low }
        low = trial
      }
    }
    return nil
  }

  private func isTooHigh(_ trial: Trial) -> Bool {
    !trial.isFinite || trial.f > start.f + c1 * trial.a * start.g
  }

  private func isFlat(_ trial: Trial) -> Bool { start.g < 0 && abs(trial.g) <= -c2 * start.g }

  private func evaluate(_ a: Double, _ line: inout SearchLine) throws -> Trial {
    if let known = memory.trial(at: a) { return known }
    let (f, g) = try line.valueAndSlope(sign * a)
    let trial = Trial(a: a, f: f, g: sign * g)
    memory.append(trial)
    return trial
  }

  private func interpolate(_ p: Trial, _ q: Trial, _ lower: Double, _ upper: Double) -> Double {
    interpolation.step(p, q, lower, upper, memory)
  }
}

/// The trials of one search in order of evaluation, in storage made once.
final class TrialMemory {
  private(set) var count = 0
  /// Distinct trials, also those beyond the capacity.
  private(set) var evaluations = 0
  private let capacity: Int
  private let base: UnsafeMutablePointer<Trial>
  /// For the interpolations that take all trials; made on first use.
  private(set) lazy var polynomial = PolynomialStep()

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: max(1, capacity))
  }

  deinit { base.deallocate() }

  subscript(i: Int) -> Trial { base[i] }

  func clear() {
    count = 0
    evaluations = 0
  }

  func append(_ trial: Trial) {
    evaluations += 1
    guard count < capacity else { return }
    (base + count).initialize(to: trial)
    count += 1
  }

  func trial(at a: Double) -> Trial? {
    for i in 0..<count where base[i].a == a { return base[i] }
    return nil
  }
}
