import Numerics

/// The Gauss–Newton method.
public final class GaussNewton: Module {
  public override class var declaration: Declaration {
    Declaration(
      "gaussnewton", .leastSquares, "Solves the linearised least-squares problem; needs residuals r with f = Σr².",
      rule: """
        J = ∂r/∂x, every update_freq-th step anew; the gradient of the step becomes Jᵀr
        u ← (JᵀJ + reg·I)⁻¹Jᵀr, with fewer residuals than parameters Jᵀ(JJᵀ + reg·I)⁻¹r; the incoming u is not read
        reg = 0: u minimises ‖Ju − r‖ by QR of J, which keeps the digits that JᵀJ loses
        inner: u ← (JᵀJ + reg·I)⁻¹ inner(Jᵀr)
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, section 10.3")
  }

  @Setting("added to the diagonal", in: .nonnegative) var reg = 1e-8
  @Setting("compute the Jacobian at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("Jacobian rows together; without effect here, where they always are") var batched = true
  @Setting("chain applied to Jᵀr before the solve") var inner: Chain? = nil

  @State var calls = 0
  @State var jacobian = Matrix(rows: 0, columns: 0)

  private let system = GaussNewtonSystem()
  private var residuals = Vector(count: 0), gradient = Vector(count: 0)

  public override var requires: Capabilities { [.residuals] }
  public override var readsUpdate: Bool { false }
  public override var makesUpdate: Bool { true }

  public override var hessianOperator: (any HessianOperator)? {
    beginIfNeeded()
    return system
  }

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    try linearize(objective, anew: isDue)
  }

  /// The residuals here and Jᵀr, with the present Jacobian or the last.
  func linearize(_ objective: Objective, anew: Bool) throws {
    let function = objective.function
    guard function.capabilities.contains(.residuals) else { throw function.unavailable("residuals") }
    let m = function.residualCount, n = layout.count
    if residuals.count != m { residuals = Vector(count: m) }
    if gradient.count != n { gradient = Vector(count: n) }
    if anew || jacobian.rows != m || jacobian.columns != n {
      if jacobian.rows != m || jacobian.columns != n { jacobian = Matrix(rows: m, columns: n) }
      try function.jacobian(at: objective.x, residuals: residuals, into: jacobian)
      system.begin(jacobian)
    } else {
      try function.residuals(at: objective.x, into: residuals)
    }
    multiply(jacobian, transposed: true, residuals, into: gradient)
    if objective.knownValue == nil { objective.override(value: residuals.sumOfSquares) }
    objective.override(gradient: gradient)
  }

  public override func apply(_ objective: Objective) throws {
    beginIfNeeded()
    if let inner {
      objective.setUpdate(gradient)
      try inner.step(objective)
      try system.solveNormal(objective.update, reg: reg)
    } else if reg == 0 {
      objective.hasUpdate = true
      try system.leastSquares(residuals, into: objective.update)
    } else if jacobian.rows >= jacobian.columns {
      objective.setUpdate(gradient)
      try system.solveNormal(objective.update, reg: reg)
    } else {
      objective.hasUpdate = true
      try system.leastNorm(residuals, reg: reg, into: objective.update)
    }
  }

  private func beginIfNeeded() {
    if system.jacobian !== jacobian { system.begin(jacobian) }
  }
}
