import Numerics

/// The shared part of line searches: the update u is the direction, the module finds how far to go.
///
/// At the end of the top-level chain the parameters go to the accepted trial as it is, and what was found there is the next
/// step's; anywhere else u becomes a·u. A failed search is a step of length 0.
open class LineSearch: Module {
  /// The trial of lowest value is kept, so that it can be accepted without evaluating it again.
  open var keepsBestTrial: Bool { false }

  /// The step a along x₀ − a·u; 0 where none was found.
  open func search(_ line: inout SearchLine) throws -> Double { 0 }

  open override func apply(_ objective: Objective) throws {
    var line = SearchLine(objective, try objective.currentUpdate(), keepsBest: keepsBestTrial)
    let a: Double
    do {
      a = try search(&line)
    } catch {
      line.release()
      throw error
    }
    line.end(at: a, isLast: place.isLast)
  }
}

/// The tests that a trial of value φ(a) can be put to without its slope; with φ′(0) > 0 it only has to decrease.
public enum DecreaseCondition: String, WordSetting {
  /// φ(a) < φ(0) + c·a·min(φ′(0), 0): sufficient decrease (Armijo).
  case armijo
  /// Armijo's test, and φ(a) > φ(0) + (1 − c)·a·min(φ′(0), 0): not too short either (Goldstein).
  case goldstein
  /// φ(a) < φ(0)
  case decrease

  func holds(_ a: Double, _ f: Double, start f0: Double, slope g0: Double, _ c: Double) -> Bool {
    guard f.isFinite else { return false }
    let slope = min(g0, 0)
    switch self {
    case .armijo: return f < f0 + c * a * slope
    case .goldstein: return f0 + (1 - c) * a * slope < f && f < f0 + c * a * slope
    case .decrease: return f < f0
    }
  }
}

/// The smallest magnitude that counts as different from zero: twice the smallest normal number.
let smallestMagnitude = 2 * Double.leastNormalMagnitude
