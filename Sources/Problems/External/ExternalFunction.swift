import Numerics
import Optimization

/// A program's f, with its gradient if it gives one.
///
/// One answer carries both, so the last one is kept: f and ∇f at one x are one run of the program.
final class ExternalFunction: ObjectiveFunction {
  private let program: ExternalProgram
  private let givesGradient: Bool
  private let last: Vector
  private var answer: ExternalAnswer
  private var step = 0
  private var least: (x: Vector, f: Double, step: Int)?
  /// The step since which the program has answered NaN alone.
  private var silentSince: Int?
  /// So many steps of that are the end: a line search or trust region that gets no number shrinks its step, but not for ever.
  private static let silentSteps = 20

  /// Asks the program once, at the start, which tells whether it gives gradients. The run's first evaluation there is that answer.
  init(_ program: ExternalProgram, start: Vector) throws(RunEnd) {
    self.program = program
    last = start.copy()
    answer = try program.answer(at: start)
    givesGradient = answer.g != nil
    super.init(layout: .vector(start.count))
  }

  override var capabilities: Capabilities { givesGradient ? [.gradient] : [] }
  override var lowest: (x: Vector, f: Double, step: Int)? { least }

  override func beginStep(_ t: Int) -> Bool {
    step = t
    // Another run begins, perhaps from elsewhere than where the program was first asked.
    if t == 0 { (least, silentSince) = (nil, nil) }
    return false
  }

  override func heedInterrupts(_ isInterrupted: (() -> Bool)?) { program.isInterrupted = isInterrupted }

  override func value(at x: Vector) throws -> Double { try ask(x) }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    guard givesGradient else { throw unavailable("gradients") }
    let f = try ask(x)
    guard let values = answer.g else {
      // No number can be sent, or none came back.
      g.fill(.nan)
      if x.isFinite { throw RunEnd.failed("the program '\(program.command)' gave a gradient before, and now none") }
      return f
    }
    for i in 0..<g.count { g[i] = values[i] }
    return f
  }

  /// f(x); where x is not finite it is NaN, since JSON has no such numbers.
  private func ask(_ x: Vector) throws -> Double {
    guard x.isFinite else {
      last.fill(.nan)
      answer = ExternalAnswer(f: .nan, g: nil)
      return .nan
    }
    if !last.hasSameBits(as: x) {
      // Forgotten first: a question that fails leaves nothing behind.
      last.fill(.nan)
      answer = try program.answer(at: x)
      last.assign(x)
    }
    let f = answer.f
    if let first = silentSince, f.isNaN, step - first >= ExternalFunction.silentSteps {
      throw RunEnd.diverged("the program '\(program.command)' has answered f = nan, and no number, since step \(first + 1),")
    }
    silentSince = f.isNaN ? silentSince ?? step : nil
    if f < least?.f ?? .infinity {
      let point = least?.x ?? Vector(count: x.count)
      point.assign(x)
      least = (point, f, step)
    }
    return f
  }
}
