import Optimization

/// The course of f and |∇f| along a run, thinned to what a picture can show.
struct Curve {
  struct Point {
    let step: Int
    let f: Double
    let gradientNorm: Double?
    let evaluations: Int
    let seconds: Double
  }

  private(set) var points: [Point] = []
  /// Steps between two points; doubles when there are too many.
  private var stride = 1
  private let capacity = 2048

  /// The first step from this one on that is wanted.
  func next(from step: Int) -> Int { (step + stride - 1) / stride * stride }

  mutating func add(_ record: StepRecord) {
    if let last = points.last, last.step >= record.step { return }
    points.append(
      Point(
        step: record.step, f: record.f, gradientNorm: record.gradientNorm, evaluations: record.counts.points, seconds: record.seconds))
    if points.count > capacity {
      stride *= 2
      points.removeAll { $0.step % stride != 0 && !(record.isLast && $0.step == record.step) }
    }
  }

  /// What came after a step goes.
  mutating func cut(to step: Int) { points.removeAll { $0.step > step } }
}
