import Numerics

/// The shared part of quasi-Newton methods that keep a matrix: M is H ≈ (∇²f)⁻¹ or B ≈ ∇²f, and only the formula that learns from
/// a pair s = Δx, y = Δu differs. It starts as the identity.
///
/// The update is what is learned from, so it should be the gradient, or a transformed one whose Jacobian is meant.
open class QuasiNewton: Module {
  @Setting("curvature of the first matrix; auto: ⟨y, y⟩/⟨y, s⟩ of the first pair that has one")
  var initScale: AutomaticOr<Double> = .automatic
  @Setting("a formula's test for curvature that counts as zero", in: .nonnegative) var tol = 1e-32
  @Setting("a step with no entry larger than this gives no pair", in: .nonnegative) var ptol: Double? = 1e-32
  @Setting("such a step resets the matrix") var ptolRestart = false
  @Setting("a change of u with no entry larger than this gives no pair", in: .nonnegative) var gtol: Double? = 1e-32
  @Setting("the matrix is reset at every k-th update; auto: the number of entries plus 1")
  var restartInterval: AutomaticOr<Int>? = nil
  @Setting("share of the old matrix that stays in the new one", in: .closedUnit) var beta: Double? = nil
  @Setting("learn from every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("shorten the first step, which has no scale yet") var scaleFirst = false
  @Setting("all parameters are one vector; false: a matrix for each tensor") var concatParams = true
  @Setting("chain applied to the update before the matrix") var inner: Chain? = nil

  let memory = CurvatureMemory()
  /// All calls of `update`.
  @State var calls = 0
  private lazy var curvature = QuasiNewtonOperator(self)

  /// The names of the shared settings, for modules whose order is not that of declaration.
  static let sharedOrder = [
    "init_scale", "tol", "ptol", "ptol_restart", "gtol", "restart_interval", "beta", "update_freq", "scale_first", "concat_params",
  ]

  /// M is H.
  open var isInverse: Bool { true }
  /// The formula needs values of f.
  open var usesValue: Bool { false }
  /// The second step is shortened as well.
  open var shortensSecondStep: Bool { false }

  func makeBlock(offset: Int, count: Int) -> CurvatureBlock { CurvatureBlock(offset: offset, count: count) }
  /// M ← formula(M, s, y)
  func learn(_ block: CurvatureBlock) {}
  /// The matrix starts anew, with the curvature of `init_scale` or of the present pair.
  func restart(_ block: CurvatureBlock) {
    var factor = 1.0
    switch initScale {
    case .value(let scale): factor = scale
    case .automatic:
      block.isScaled = block.curvatureScale != nil
      factor = block.curvatureScale ?? 1
    }
    block.setIdentity(isInverse ? 1 / factor : factor)
  }

  public override var innerChain: Chain? { inner }
  public override var memoryShape: String { "\(concatParams) \(isInverse)" }
  public override var hessianOperator: (any HessianOperator)? { curvature }

  open override func validate() throws(SettingError) {
    if case .value(let interval)? = restartInterval, interval < 1 {
      throw SettingError("restart_interval is a number of steps, at least 1")
    }
    if case .value(let scale) = initScale, !(scale > 0 && scale < .infinity) {
      throw SettingError("init_scale has to be positive")
    }
  }

  open override func prepare(_ preparation: Preparation) throws {
    let segments = preparation.layout.segments.filter { $0.count > 0 }
    let places = concatParams ? [(0, preparation.layout.count)] : segments.map { ($0.offset, $0.count) }
    let current = memory.blocks.map { ($0.offset, $0.count) }
    if !current.elementsEqual(places, by: ==) {
      memory.blocks = try places.map { offset, count in
        try checkSize(count)
        return makeBlock(offset: offset, count: count)
      }
    }
    try super.prepare(preparation)
  }

  /// Refuses what no memory can hold.
  func checkSize(_ count: Int) throws {}

  public override func resetForOnline() {
    super.resetForOnline()
    for block in memory.blocks { block.hasPrevious = false }
  }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    defer { calls += 1 }
    if calls % updateFreq != 0 { return }
    let f = usesValue ? try objective.value() : 0
    for block in memory.blocks { learn(block, objective.x, u, f) }
  }

  private func learn(_ block: CurvatureBlock, _ x: Vector, _ u: Vector, _ f: Double) {
    block.countUpdate()
    block.take(x, u)
    block.value = f
    if !block.isStarted || !block.hasPrevious {
      if !block.isStarted {
        var factor = 1.0
        if case .value(let scale) = initScale { factor = scale }
        block.setIdentity(isInverse ? 1 / factor : factor)
      }
      block.isStarted = true
      block.hasPrevious = true
      block.previousValue = f
      return
    }
    if let interval = restartInterval?.value(auto: block.count + 1), block.t % interval == 0 { return restart(block) }
    if let ptol, block.s.maxAbs <= ptol {
      if ptolRestart { restart(block) }
      return
    }
    if let gtol, block.y.maxAbs <= gtol { return }
    if case .automatic = initScale, !block.isScaled, let κ = block.curvatureScale {
      block.isScaled = true
      block.scale(by: isInverse ? 1 / κ : κ)
    }
    if let beta, beta != 0 {
      block.keep()
      learn(block)
      block.blend(beta)
    } else {
      learn(block)
    }
    block.previousValue = f
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    var isSingular = false
    for block in memory.blocks {
      let v = u.base + block.offset
      let shortens = (scaleFirst && block.t == 1) || (shortensSecondStep && block.t == 2)
      if shortens { shorten(v, block.count) }
      if !isSingular && !(isInverse ? block.multiply(v) : block.divide(v)) { isSingular = true }
      if isSingular { shorten(v, block.count) }
    }
    // A singular B has nothing to say: the next step is the first.
    if isSingular { memory.reset() }
  }

  private func shorten(_ v: UnsafeMutablePointer<Double>, _ count: Int) {
    let ν = firstStepScale(Vector(Array(UnsafeBufferPointer(start: v, count: count))))
    for i in 0..<count { v[i] *= ν }
  }
}
