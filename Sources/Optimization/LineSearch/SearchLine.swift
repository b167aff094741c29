import Numerics

/// The objective along one update u from the point x₀ of the step: φ(a) = f(x₀ − a·u), φ′(a) = −⟨∇f(x₀ − a·u), u⟩.
///
/// Trial points are always formed from x₀. Two of them are kept, with all that is known there: the last one, and the one of
/// lowest value where that was asked for; the step then ends at one of them without evaluating it again.
public struct SearchLine {
  private let objective: Objective
  /// The update; steps are multiples of it.
  public let update: Vector
  private let origin: Vector
  private let keepsBest: Bool

  private var last: Point?
  private var lastStep = Double.nan, lastValue = Double.nan, lastSlope = Double.nan
  private var lastHasSlope = false
  private var best: Point?
  /// The step of lowest finite value among the trials, and that value; NaN and +∞ before there is one.
  public private(set) var bestStep = Double.nan
  public private(set) var bestValue = Double.infinity

  init(_ objective: Objective, _ update: Vector, keepsBest: Bool) {
    self.objective = objective
    self.update = update
    self.keepsBest = keepsBest
    origin = objective.x
  }

  /// Steps beyond this magnitude, half the largest number, are cut back to it.
  static let longest = Double.greatestFiniteMagnitude / 2

  /// φ(0), at no cost where it is known.
  public func valueAtStart() throws -> Double { try objective.value() }

  /// φ′(0), from the gradient of the step.
  public func slopeAtStart() throws -> Double { -(try objective.gradient().dot(update)) }

  /// φ(a). A step that is not a finite number has no value.
  public mutating func value(_ a: Double) throws -> Double {
    if a == lastStep { return lastValue }
    if a == bestStep { return bestValue }
    if a == 0 { return try valueAtStart() }
    guard let point = move(to: a) else { return .nan }
    lastValue = try objective.value(at: point)
    note(point)
    return lastValue
  }

  /// φ(a) and φ′(a), by one evaluation.
  public mutating func valueAndSlope(_ a: Double) throws -> (value: Double, slope: Double) {
    if a == lastStep && lastHasSlope { return (lastValue, lastSlope) }
    if a == 0 {
      let slope = try slopeAtStart()
      return (try valueAtStart(), slope)
    }
    guard let point = a == lastStep ? last : move(to: a) else { return (.nan, .nan) }
    lastValue = try objective.gradient(at: point)
    lastSlope = -point.gradient.dot(update)
    lastHasSlope = true
    note(point)
    return (lastValue, lastSlope)
  }

  /// The point of a new trial, which becomes the last.
  private mutating func move(to a: Double) -> Point? {
    guard a.isFinite else { return nil }
    let point = objective.takePoint()
    form(point.x, a)
    if let last, last !== best { objective.recycle(last) }
    last = point
    lastStep = a
    lastHasSlope = false
    return point
  }

  /// x ← x₀ − a·u. The product is rounded by itself, so that a later subtraction of the scaled update gives the same bits.
  private func form(_ x: Vector, _ a: Double) {
    let a = min(max(a, -SearchLine.longest), SearchLine.longest)
    x.update(reading: origin, update) { x, origin, u in x = origin - a * u }
  }

  private mutating func note(_ point: Point) {
    guard keepsBest, lastValue < bestValue else { return }
    if let best, best !== point { objective.recycle(best) }
    best = point
    bestStep = lastStep
    bestValue = lastValue
  }

  /// Ends the step at x₀ − a·u; with a = 0, or no finite number, at x₀ itself.
  mutating func end(at a: Double, isLast: Bool) {
    if a == 0 || !a.isFinite {
      if isLast {
        objective.stop = true
        objective.skipUpdate = true
      } else {
        update.fill(0)
      }
    } else if a == lastStep, let point = last {
      objective.accept(point, step: a, isLast: isLast)
      if best === point { best = nil }
      last = nil
    } else if a == bestStep, let point = best {
      objective.accept(point, step: a, isLast: isLast)
      best = nil
    } else if isLast {
      let point = objective.takePoint()
      form(point.x, a)
      objective.accept(point, step: a, isLast: true)
    } else {
      update.scale(by: min(max(a, -SearchLine.longest), SearchLine.longest))
    }
    release()
  }

  /// Gives back the points that are left.
  mutating func release() {
    if let best, best !== last { objective.recycle(best) }
    if let last { objective.recycle(last) }
    best = nil
    last = nil
  }
}
