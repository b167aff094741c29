import Numerics

/// A step size drawn anew at every step.
public final class RandomStepSize: Module {
  public override class var declaration: Declaration {
    Declaration(
      "randomstepsize", .stepSize, "Multiplies the update by a random number, drawn anew at every step.",
      rule: "α uniform in [low, high]; u ← α·u, one α for all tensors or, parameterwise, one for each")
  }
  @Setting("least step size") var low = 0.0
  @Setting("greatest step size") var high = 1.0
  @Setting("one draw for each tensor") var parameterwise = false
  @Setting("seed of numbers of its own; none: the run's") var seed: Int? = nil
  @State var own: RandomSource? = nil

  public override func validate() throws(SettingError) {
    if !(low <= high) { throw SettingError("low (\(low.text)) is above high (\(high.text))") }
  }

  /// The numbers go on where they were: a restart does not repeat them.
  public override func reset() {
    let numbers = own
    super.reset()
    own = numbers
  }

  private func draw(_ objective: Objective) -> Double {
    guard let seed else { return low + (high - low) * objective.run.random.uniform() }
    var numbers = own ?? RandomSource(seed: UInt64(bitPattern: Int64(seed)))
    defer { own = numbers }
    return low + (high - low) * numbers.uniform()
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    guard parameterwise else { return u.scale(by: draw(objective)) }
    for segment in objective.layout.segments {
      let α = draw(objective), p = u.base + segment.offset
      for i in 0..<segment.count { p[i] *= α }
    }
  }
}
