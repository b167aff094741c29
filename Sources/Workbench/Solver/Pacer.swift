import Optimization

/// Reads the clock seldom: about every 10 ms however short or long the steps are.
struct Pacer {
  private(set) var nextStep: Int
  private var interval = 1
  private var last: Double
  private let period = 0.01

  init(step: Int, now: Double) {
    nextStep = step + 1
    last = now
  }

  /// The time, read now; plans the next reading.
  mutating func read(at step: Int) -> Double {
    let now = Evaluator.now()
    let passed = now - last
    last = now
    if passed < period / 2 {
      interval = min(interval * 2, 1 << 20)
    } else if passed > 2 * period {
      interval = max(1, min(interval / 2, Int(Double(interval) * period / passed)))
    }
    nextStep = step + interval
    return now
  }
}
