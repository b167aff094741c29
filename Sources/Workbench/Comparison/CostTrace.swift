/// The lowest f that a run had seen when it had spent so much, kept only where it fell.
///
/// Points that cost less than 2 % more than one before are merged into the later one, so that a trace of any run has a few hundred
/// at most, and a cost read from it is right or up to 2 % too high; whole costs below 50 are exact.
struct CostTrace: Sendable {
  struct Sample: Sendable, Equatable {
    var cost: Double
    var f: Double
  }

  static let ratio = 1.02
  private(set) var samples: [Sample] = []
  /// Where the last sample stops taking in others.
  private var end = 0.0
  /// The sample that first reached it stays as it is.
  private var target = -Double.infinity

  init(target: Double? = nil) { self.target = target ?? -.infinity }
  init(samples: [Sample]) { self.samples = samples }

  var best: Double { samples.last?.f ?? .infinity }

  @inline(__always)
  mutating func add(_ f: Double, cost: Double) {
    // −∞ is no value that a function has: it is where it ends.
    if f < best, f > -.infinity { append(f, cost) }
  }

  private mutating func append(_ f: Double, _ cost: Double) {
    if let last = samples.last, cost < end, !(last.f > target && f <= target), !(last.f <= target && isFirstBelowTarget) {
      samples[samples.count - 1] = Sample(cost: cost, f: f)
      return
    }
    end = cost * CostTrace.ratio
    samples.append(Sample(cost: cost, f: f))
  }

  private var isFirstBelowTarget: Bool { samples.count < 2 || samples[samples.count - 2].f > target }

  /// What had been spent when f was first at or below a level; nil where it never was.
  func cost(to level: Double) -> Double? {
    guard let last = samples.last, last.f <= level else { return nil }
    var (low, high) = (0, samples.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if samples[middle].f <= level { high = middle } else { low = middle + 1 }
    }
    return samples[low].cost
  }
}
