import Numerics

/// How derivatives at several points are computed; the words of the reference mean one exact computation.
public enum ExactDerivatives: String, WordSetting {
  case autograd
  case batchedAutograd = "batched_autograd"
  case thoad
}

/// Newton-like methods of higher order, which evaluate gradient and Hessian at several points of a step.
///
/// They solve ∇f = 0, without regard to the value: u ← x − x*, whatever came in.
open class MultipointNewton: Module {
  @Setting("solve by least squares of minimum norm; false: where a matrix is singular") var lstsq = false
  @Setting("how derivatives are computed") var derivativesMethod = ExactDerivatives.batchedAutograd

  public override var requires: Capabilities { [.gradient, .hessian] }
  public override var readsUpdate: Bool { false }
  public override var makesUpdate: Bool { true }

  /// Up to three points with their gradients, and matrices: the names of the rules.
  final class Workspace {
    let n: Int
    let y, z, middle, fy, fz, right: Vector
    let jx, jy, jm, sum: Matrix
    let lu: LUFactorization
    private(set) var isFactored = false
    lazy var leastSquares = LeastSquares(rows: n, columns: n)

    func factor(_ a: Matrix) -> Bool {
      isFactored = lu.factor(a)
      return isFactored
    }

    init(_ n: Int) {
      self.n = n
      y = Vector(count: n)
      z = Vector(count: n)
      middle = Vector(count: n)
      fy = Vector(count: n)
      fz = Vector(count: n)
      right = Vector(count: n)
      jx = Matrix(rows: n, columns: n)
      jy = Matrix(rows: n, columns: n)
      jm = Matrix(rows: n, columns: n)
      sum = Matrix(rows: n, columns: n)
      lu = LUFactorization(order: n)
    }
  }
  private var workspace: Workspace?

  /// w.z ← the point after an iteration from x with gradient fx and Hessian w.jx.
  func iterate(_ f: ObjectiveFunction, _ x: Vector, _ fx: Vector, _ w: Workspace) throws {}

  public override func apply(_ objective: Objective) throws {
    let n = layout.count
    if workspace?.n != n {
      _ = try squareMatrix(n, for: name)
      workspace = Workspace(n)
    }
    guard let w = workspace else { return }
    let fx = try objective.gradient()
    try objective.function.hessian(at: objective.x, into: w.jx)
    try iterate(objective.function, objective.x, fx, w)
    objective.update.assign(objective.x, minus: w.z, times: 1)
    objective.hasUpdate = true
  }

  /// F and J at a point.
  final func derivatives(_ f: ObjectiveFunction, _ x: Vector, _ gradient: Vector, _ hessian: Matrix) throws {
    _ = try f.gradient(at: x, into: gradient)
    try f.hessian(at: x, into: hessian)
  }

  /// out ← start − factor·A⁻¹b; out may be start.
  /// `again` says that A was the last matrix factored.
  final func step(
    _ w: Workspace, _ a: Matrix, again: Bool = false, _ b: Vector, from start: Vector, factor: Double = 1, into out: Vector
  ) throws {
    w.right.assign(b)
    if !lstsq, again ? w.isFactored : w.factor(a), w.lu.solve(w.right) {
      out.assign(start, minus: w.right, times: factor)
      return
    }
    guard w.leastSquares.solve(a, b, into: w.right) else { throw RunEnd.diverged("a Hessian of \(name) is not finite") }
    out.assign(start, minus: w.right, times: factor)
  }
}
