import Numerics

/// What all objectives of one run share: the evaluator, the random numbers, the step number, spare points, hooks.
public final class Run {
  public let evaluator: Evaluator
  /// The one generator of the run; the same seed gives the same bits.
  @exclusivity(unchecked) public var random: RandomSource
  /// Steps completed; `t` in schedules.
  @exclusivity(unchecked) public internal(set) var step = 0
  /// Where a value of this step was first not finite: the module's path, or nil.
  @exclusivity(unchecked) public internal(set) var firstNonFinite: String?
  /// A module asked the run to end, and why. The solver clears it when a run is taken up again.
  @exclusivity(unchecked) public var termination: String?
  /// Lines that modules print (`printloss` and its kin).
  public var print: (String) -> Void = { _ in }

  /// The whole chain, for modules that reset the others.
  public internal(set) weak var chain: Chain?

  @exclusivity(unchecked) private var afterStep: [() -> Void] = []

  public init(evaluator: Evaluator, seed: UInt64) {
    self.evaluator = evaluator
    random = RandomSource(seed: seed)
  }

  /// A point of the run's size; inside modules ask the objective, which may be of another.
  public func takePoint() -> Point { evaluator.takePoint() }
  public func recycle(_ point: Point) { evaluator.recycle(point) }

  /// An action for after the parameters have moved.
  public func onceAfterStep(_ action: @escaping () -> Void) { afterStep.append(action) }

  func runHooks() {
    guard !afterStep.isEmpty else { return }
    let actions = afterStep
    afterStep.removeAll(keepingCapacity: true)
    for action in actions { action() }
  }

  /// Forgets what an unfinished step left behind.
  func clearStep() {
    if firstNonFinite != nil { firstNonFinite = nil }
    if !afterStep.isEmpty { afterStep.removeAll(keepingCapacity: true) }
  }
}
