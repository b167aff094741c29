import Numerics

/// The shared part of modules that keep a Hessian as a matrix and multiply the update by its inverse.
open class MatrixNewton: Module {
  @Setting("added to the diagonal of the Hessian") var damping = 0.0
  @Setting("map of the eigenvalues, such as abs(x) or max(abs(x), 1e-4)") var eigvalFn: ElementFunction? = nil
  @Setting("eigenvalues up to this part of the largest are left out") var eigvTol: Double? = nil
  @Setting("number of largest eigenvalues kept", in: .atLeast(1)) var truncate: Int? = nil
  @Setting("compute the Hessian at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("keep the inverse; none: if update_freq is 10 or more") var precomputeInverse: Bool? = nil
  @Setting("solve by least squares of minimum norm") var useLstsq = false
  @Setting("chain applied to the update before the inverse Hessian") var inner: Chain? = nil

  @State var calls = 0
  /// The Hessian of the last update, its damping included.
  @State var matrix = Matrix(rows: 0, columns: 0)

  final lazy var system = NewtonSystem(name)

  public override var innerChain: Chain? { inner }

  public override var hessianOperator: (any HessianOperator)? {
    beginIfNeeded()
    return system
  }

  /// Whether the matrices of `evaluate` equal their transposes.
  var isSymmetric: Bool { true }

  /// Dimension of the matrix.
  var order: Int { layout.count }

  /// Before the Hessian is computed, and before `order` is asked.
  func beginUpdate(_ objective: Objective) throws {}

  /// H ← the Hessian here.
  func evaluate(_ objective: Objective, into H: Matrix) throws {}

  /// In steps that do not compute the Hessian.
  func skip(_ objective: Objective) throws {}

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    guard isDue else { return try skip(objective) }
    try beginUpdate(objective)
    if matrix.rows != order { matrix = try squareMatrix(order, for: name) }
    try evaluate(objective, into: matrix)
    if damping != 0 { matrix.addToDiagonal(damping) }
    system.begin(matrix, options)
  }

  public override func apply(_ objective: Objective) throws {
    beginIfNeeded()
    try system.solve(try objective.currentUpdate())
  }

  /// After memory was restored the factors are another matrix's.
  final func beginIfNeeded() {
    if system.matrix !== matrix { system.begin(matrix, options) }
  }

  private var options: NewtonOptions {
    NewtonOptions(
      eigenvalues: EigenvalueOptions(map: eigvalFn, tolerance: eigvTol, truncate: truncate),
      keepsInverse: precomputeInverse ?? (updateFreq >= 10), usesLeastSquares: useLstsq, isSymmetric: isSymmetric)
  }
}

/// A `MatrixNewton` whose matrix is the Hessian by one of the methods.
open class HessianNewton: MatrixNewton {
  @Setting("how the Hessian is computed") var hessianMethod = HessianMethod.batchedAutograd
  @Setting("step of finite differences", in: .positive) var h = 1e-3

  let evaluator = HessianEvaluator()

  public override var requires: Capabilities { hessianMethod.needs }
  /// Differences of values give the gradient too.
  public override var provides: Capabilities { hessianMethod.usesValues ? [.gradient] : [] }
  override var isSymmetric: Bool { hessianMethod.isSymmetric }

  override func evaluate(_ objective: Objective, into H: Matrix) throws {
    try evaluator.evaluate(objective, hessianMethod, h: h, into: H)
  }

  override func skip(_ objective: Objective) throws {
    if hessianMethod.usesValues { try evaluator.differentiateValues(objective, h: h) }
  }
}

/// Newton's method.
public final class Newton: HessianNewton {
  public override class var declaration: Declaration {
    Declaration(
      "newton", .secondOrder, "Multiplies the update by the inverse of the Hessian.",
      rule: """
        B = ∇²f(x) + damping·I, every update_freq-th step anew
        u ← B⁻¹u: Cholesky, LU where B is not positive definite, least squares where it is singular or use_lstsq
        eigval_fn, eigv_tol, truncate: B = Q diag(λ) Qᵀ, λ ← eigval_fn(λ), sorted; kept are λ > eigv_tol·λ_max and of those
        the truncate largest
        """,
      source: "Nocedal & Wright, Numerical Optimization, 2006, section 3.3; eigenvalue modification section 3.4")
  }
}
