import Language
import Numerics
import Optimization

/// Normal noise on what is measured of a function: `0.1` is a standard deviation, `5%` is relative to what it is added to.
public struct Noise: Hashable, Sendable {
  public enum Place: String, Hashable, Sendable, CaseIterable {
    case value, gradient, both
  }

  /// The number as it is written: the standard deviation of the noise on f and on each entry of the gradient; relative: per cent of
  /// |f|, and of ‖∇f‖/√n on each entry, so that the noise is about that part of the gradient's length.
  public var level: Double
  public var isRelative = false
  public var place = Place.both
  public var seed: UInt64 = 0

  public init(_ level: Double, isRelative: Bool = false) {
    self.level = level
    self.isRelative = isRelative
  }

  /// Reads `0.1` or `5%`; nil for anything that is no level of noise.
  public init?(reading text: String) {
    let isRelative = text.hasSuffix("%")
    guard let number = RequestOption.number(isRelative ? String(text.dropLast()) : text), number >= 0 else { return nil }
    self.init(number, isRelative: isRelative)
  }

  /// As it is read.
  public var text: String { canonicalText(of: level) + (isRelative ? "%" : "") }

  /// The standard deviation for something of this size.
  func deviation(for size: Double) -> Double { isRelative ? level / 100 * size : level }
}

/// f with noise: every evaluation is a measurement of its own.
///
/// The noise of evaluation i of step t depends on the seed, t and i alone: two chains with the same seed meet the same noise, what
/// is evaluated for reports between two steps is the same each time and leaves the next step's noise as it is, and a run that is
/// taken back meets the same again. A step knows nothing of what was measured in the one before: a value that was low by luck is
/// not kept. Hessian products are exact; there are no residuals.
final class NoisyFunction: ObjectiveFunction {
  let base: ObjectiveFunction
  private let noise: Noise
  private let source: RandomSource
  private var step: RandomSource
  private var evaluations: UInt64 = 0

  init(_ base: ObjectiveFunction, _ noise: Noise) {
    self.base = base
    self.noise = noise
    source = RandomSource(seed: noise.seed).stream(0x6E6F_6973_65)
    step = source.stream(0)
    super.init(layout: base.layout)
  }

  override var capabilities: Capabilities { base.capabilities.subtracting(.residuals) }

  override func beginStep(_ t: Int) -> Bool {
    _ = base.beginStep(t)
    step = source.stream(UInt64(max(0, t)))
    evaluations = 0
    version += 1
    return true
  }

  /// A report has a measurement of its own, the same whenever it is made in the step.
  override func heedInterrupts(_ isInterrupted: (() -> Bool)?) { base.heedInterrupts(isInterrupted) }

  override func beginReport() {
    base.beginReport()
    evaluations = 1 << 62
  }

  override func value(at x: Vector) throws -> Double {
    var random = measurement()
    return noisy(try base.value(at: x), &random)
  }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    var random = measurement()
    let f = noisy(try base.gradient(at: x, into: g), &random)
    if noise.place == .value { return f }
    let deviation = noise.deviation(for: g.norm2 / Double(max(1, g.count)).squareRoot())
    for i in 0..<g.count { g[i] += deviation * random.normal() }
    return f
  }

  /// The random numbers of one evaluation.
  private func measurement() -> RandomSource {
    evaluations += 1
    return step.stream(evaluations)
  }

  /// The first number is the value's, whether it is used or not.
  private func noisy(_ f: Double, _ random: inout RandomSource) -> Double {
    let drawn = random.normal()
    if noise.place == .gradient { return f }
    return f + noise.deviation(for: abs(f)) * drawn
  }

  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws { try base.hessianProduct(at: x, v, into: out) }
  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws { try base.hessianProducts(at: x, v, into: out) }
  override func hessian(at x: Vector, into out: Matrix) throws { try base.hessian(at: x, into: out) }
}

extension Problem {
  /// This problem with noise on its measurements.
  func measured(with noise: Noise) throws(ProblemError) -> Problem {
    guard noise.level >= 0, noise.level < .infinity else {
      throw ProblemError(
        .invalid, "noise of \(canonicalText(of: noise.level)) is not possible", hint: "it is finite and at least 0: --noise 0.1")
    }
    if noise.level == 0 { return self }
    let word = "noise=\(noise.text)" + (noise.place == .both ? "" : " noise-on=\(noise.place.rawValue)")
    return with(noise, word: word)
  }
}
