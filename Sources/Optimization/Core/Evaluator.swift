import Numerics

#if canImport(Glibc)
  import Glibc
#endif

/// The problem's function as a run sees it: counts, obeys limits, remembers what is known at the current point, and ends the
/// run where the gradient or the value there meets its criterion.
///
/// The criteria are tested here and not in the solver, since only here is it known, for every chain, when the gradient at the
/// current point first becomes known; a run then ends before the step that it does not need.
public final class Evaluator: ObjectiveFunction {
  public let base: ObjectiveFunction
  @exclusivity(unchecked) public internal(set) var counts = EvaluationCounts()

  /// The point that the run stands at; `Optimizer` moves it.
  @exclusivity(unchecked) public internal(set) var current: Point
  /// The point of lowest known value, never recycled while it is the best.
  @exclusivity(unchecked) public internal(set) var best: Point?
  @exclusivity(unchecked) public internal(set) var bestValue = Double.infinity

  // Limits and criteria; nil or 0 is off.
  @exclusivity(unchecked) public var maximalEvaluations: Int?
  /// CLOCK_MONOTONIC seconds.
  @exclusivity(unchecked) public var deadline: Double?
  @exclusivity(unchecked) public var gradientTolerance = 0.0
  @exclusivity(unchecked) public var targetValue: Double?
  /// Asked before every evaluation, so that a step may be as long as it likes.
  @exclusivity(unchecked) public var isInterrupted: (() -> Bool)? { didSet { base.heedInterrupts(isInterrupted) } }

  @exclusivity(unchecked) private var spare: [Point] = []
  /// One more, apart: plain steps take and give back one point and need no list.
  @exclusivity(unchecked) private var lastSpare: Point?

  public init(_ base: ObjectiveFunction, start: Point) {
    self.base = base
    current = start
    super.init(layout: base.layout)
  }

  public override var capabilities: Capabilities { base.capabilities }
  public override var residualCount: Int { base.residualCount }

  /// Seconds of a clock that never goes back.
  public static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  @inline(__always)
  private func admit() throws {
    if let limit = maximalEvaluations, counts.points >= limit { throw RunEnd.evaluationLimit }
    try admitTime()
    counts.points += 1
  }

  @inline(__always)
  private func admitTime() throws {
    if let deadline, Evaluator.now() >= deadline { throw RunEnd.timeLimit }
    if let isInterrupted, isInterrupted() { throw RunEnd.interrupted }
  }

  public override func value(at x: Vector) throws -> Double {
    let here = x === current.x
    if here, let known = current.value { return known }
    try admit()
    counts.f += 1
    let f = try base.value(at: x)
    if here {
      current.value = f
      try noteValue(f)
    }
    return f
  }

  public override func gradient(at x: Vector, into g: Vector) throws -> Double {
    guard x === current.x else {
      try admit()
      counts.f += 1
      counts.g += 1
      return try base.gradient(at: x, into: g)
    }
    let point = current
    if !point.hasGradient {
      try admit()
      if point.value == nil { counts.f += 1 }
      counts.g += 1
      let known = point.value
      let f = try base.gradient(at: x, into: point.gradient)
      point.value = known ?? f
      point.hasGradient = true
      if known == nil { try noteValue(f) }
      try noteGradient()
    }
    if g !== point.gradient { g.assign(point.gradient) }
    return point.value ?? .nan
  }

  public override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    try admitTime()
    counts.hvp += 1
    try base.hessianProduct(at: x, v, into: out)
  }

  public override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    try admitTime()
    counts.hvp += v.rows
    try base.hessianProducts(at: x, v, into: out)
  }

  public override func hessian(at x: Vector, into out: Matrix) throws {
    try admitTime()
    counts.hvp += layout.count
    try base.hessian(at: x, into: out)
  }

  public override func residuals(at x: Vector, into r: Vector) throws {
    try admit()
    counts.f += 1
    try base.residuals(at: x, into: r)
    if x === current.x, current.value == nil {
      let f = r.sumOfSquares
      current.value = f
      try noteValue(f)
    }
  }

  public override func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws {
    try admit()
    counts.f += 1
    counts.jac += residualCount
    try base.jacobian(at: x, residuals: r, into: J)
    guard x === current.x else { return }
    if current.value == nil {
      let f = r.sumOfSquares
      current.value = f
      try noteValue(f)
    }
    if !current.hasGradient {
      // ∇Σr² = 2 Jᵀ r: known from here on at no cost.
      multiply(J, transposed: true, r, into: current.gradient, alpha: 2, beta: 0)
      current.hasGradient = true
      try noteGradient()
    }
  }

  /// A point whose x is to be written; give it back with `recycle` unless the run moves there.
  public func takePoint() -> Point {
    guard let point = lastSpare ?? spare.popLast() else { return Point(count: layout.count) }
    lastSpare = nil
    point.invalidate()
    return point
  }

  public func recycle(_ point: Point) {
    if point === current { return }
    if point === best {
      point.isParked = true
    } else if lastSpare == nil {
      lastSpare = point
    } else {
      spare.append(point)
    }
  }

  /// Makes a point the current one; what is known of it counts at once.
  func move(to point: Point) throws {
    current = point
    if let f = point.value { try noteValue(f) }
    if point.hasGradient { try noteGradient() }
  }

  /// To be called before the current x is changed in place: the best point keeps its own, and the step can be undone.
  func willChangeCurrent() {
    if changedFrom == nil { changedFrom = current.x.copy() }
    guard best === current else { return }
    let kept = Point(count: layout.count)
    kept.x.assign(current.x)
    kept.value = current.value
    kept.isParked = true
    best = kept
  }

  /// The current x before the first change of this step in place.
  @exclusivity(unchecked) private var changedFrom: Vector?

  /// Ends the changes of a step; where it failed, x is put back. Says whether there were any.
  func endChanges(undo: Bool) -> Bool {
    guard let before = changedFrom else { return false }
    changedFrom = nil
    if undo {
      current.x.assign(before)
      current.invalidate()
    }
    return true
  }

  /// The value at the current point without counting, limits or criteria: for reports alone.
  public func reportedValue() -> Double {
    if let known = current.value { return known }
    base.beginReport()
    return (try? base.value(at: current.x)) ?? .nan
  }

  /// max |∂f/∂xᵢ| at the current point without counting; writes the gradient there.
  public func reportedGradient(into g: Vector) -> Double {
    if current.hasGradient {
      g.assign(current.gradient)
    } else {
      base.beginReport()
      if (try? base.gradient(at: current.x, into: g)) == nil { g.fill(.nan) }
    }
    return g.maxAbs
  }

  private func noteValue(_ f: Double) throws {
    // The sign of a NaN says nothing.
    guard f.isFinite else { throw RunEnd.diverged("f is \(f.isNaN ? .nan : f)") }
    if f < bestValue {
      bestValue = f
      if let old = best, old !== current, old.isParked {
        old.isParked = false
        spare.append(old)
      }
      best = current
    }
    if let targetValue, f <= targetValue { throw RunEnd.targetReached(measured: f) }
  }

  private func noteGradient() throws {
    guard gradientTolerance > 0 else { return }
    let norm = current.gradient.maxAbs
    guard norm.isFinite else { throw RunEnd.diverged("the gradient is not finite") }
    if norm <= gradientTolerance { throw RunEnd.gradientTolerance(measured: norm) }
  }
}
