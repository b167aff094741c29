import Numerics

/// The shared part of nonlinear conjugate gradient methods: u ← D, D ← u + β·D, where only β differs.
///
/// The memory is that of the update's sign: D is minus the direction of the textbooks. A cycle starts with D = u and ends after
/// `restart_interval` steps.
open class ConjugateGradient: Module {
  @Setting("steps of a cycle; auto: the number of parameters plus 1; none: it never ends")
  var restartInterval: AutomaticOr<Int>? = .automatic
  @Setting("a negative β counts as 0") var clipBeta = false
  @Setting("chain applied to the update before the direction is added") var inner: Chain? = nil

  /// The update of the step before, as the direction was added to it.
  @Buffer var previous
  @Buffer var direction
  @State var hasPrevious = false
  @State var hasDirection = false
  /// The direction is the present update itself.
  @State var isStart = false
  /// Updates before this one in the cycle.
  @State var t = 0

  public override var innerChain: Chain? { inner }

  /// β from the update v, the one before it and the direction before it.
  open func beta(_ v: Vector, _ previous: Vector, _ direction: Vector) -> Double { 0 }

  /// A formula's own memory, from the update that `previous` starts with.
  open func begin(_ u: Vector) {}

  open override func validate() throws(SettingError) {
    if case .value(let interval)? = restartInterval, interval < 1 {
      throw SettingError("restart_interval is a number of steps, at least 1")
    }
  }

  public override func resetForOnline() {
    super.resetForOnline()
    hasPrevious = false
    t = max(0, t - 1)
  }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if hasDirection { t += 1 }
    isStart = !hasDirection
    if isStart { direction.assign(u) }
    if !hasPrevious {
      previous.assign(u)
      begin(u)
    }
    hasPrevious = true
    hasDirection = true
  }

  public override func apply(_ objective: Objective) throws {
    if isStart { return }
    let v = try objective.currentUpdate()
    var β = beta(v, previous, direction)
    if clipBeta { β = max(0, β) }
    let factor = β
    v.update(previous, direction) { v, previous, d in
      previous = v
      d = v + factor * d
      v = d
    }
    if let interval = restartInterval?.value(auto: layout.count + 1), (t + 1) % interval == 0 { forget() }
  }

  private func forget() {
    hasPrevious = false
    hasDirection = false
    isStart = false
    t = 0
  }

  /// z / w, and 0 where w counts as zero.
  final func quotient(_ z: Double, _ w: Double) -> Double { abs(w) <= smallestMagnitude ? 0 : z / w }
}
