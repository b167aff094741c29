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
    lazy var leastSquares = LeastSquares(rows: n, columns: n)

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
  final func step(_ w: Workspace, _ a: Matrix, _ b: Vector, from start: Vector, factor: Double = 1, into out: Vector) throws {
    w.right.assign(b)
    if !lstsq, w.lu.factor(a), w.lu.solve(w.right) {
      out.assign(start, minus: w.right, times: factor)
      return
    }
    guard w.leastSquares.solve(a, b, into: w.right) else { throw RunEnd.diverged("a Hessian of \(name) is not finite") }
    out.assign(start, minus: w.right, times: factor)
  }
}

public final class SixthOrder3P: MultipointNewton {
  public override class var declaration: Declaration {
    Declaration(
      "sixthorder3p", .secondOrder, "A Newton-like iteration of sixth order with gradients at three points.",
      rule: """
        F = ∇f, J = ∇²f:  y = x − J(x)⁻¹F(x), z = y − J(y)⁻¹F(y), u ← x − (y − J(y)⁻¹(F(y) + F(z)))
        """,
      source: "Abro & Shaikh, A new time-efficient and convergent nonlinear solver, 2019")
  }

  override func iterate(_ f: ObjectiveFunction, _ x: Vector, _ fx: Vector, _ w: Workspace) throws {
    try step(w, w.jx, fx, from: x, into: w.y)
    try derivatives(f, w.y, w.fy, w.jy)
    try step(w, w.jy, w.fy, from: w.y, into: w.z)
    _ = try f.gradient(at: w.z, into: w.fz)
    w.fz.add(w.fy, times: 1)
    try step(w, w.jy, w.fz, from: w.y, into: w.z)
  }
}

public final class SixthOrder5P: MultipointNewton {
  public override class var declaration: Declaration {
    Declaration(
      "sixthorder5p", .secondOrder, "A Newton-like iteration with derivatives at five points; of fourth order in spite of its name.",
      rule: """
        F = ∇f, J = ∇²f:  y = x − J(x)⁻¹F(x)
        A = J(x) + 2J((x + y)/2) + J(y), z = y − 4A⁻¹F(y);  B = J(x) + 2J((x + z)/2) + J(z), u ← x − (z − 4B⁻¹F(z))
        """,
      source: "Argyros et al., Extended convergence for two sixth order methods under the same weak conditions, 2023")
  }

  override func iterate(_ f: ObjectiveFunction, _ x: Vector, _ fx: Vector, _ w: Workspace) throws {
    try step(w, w.jx, fx, from: x, into: w.y)
    try sumOfHessians(f, x, w.y, w.fy, w)
    try step(w, w.sum, w.fy, from: w.y, factor: 4, into: w.z)
    try sumOfHessians(f, x, w.z, w.fz, w)
    try step(w, w.sum, w.fz, from: w.z, factor: 4, into: w.z)
  }

  /// w.sum ← J(x) + 2J((x + y)/2) + J(y), and F(y).
  private func sumOfHessians(_ f: ObjectiveFunction, _ x: Vector, _ y: Vector, _ gradient: Vector, _ w: Workspace) throws {
    try derivatives(f, y, gradient, w.sum)
    w.middle.assign(x)
    w.middle.update(reading: y) { m, y in m = 0.5 * (m + y) }
    try f.hessian(at: w.middle, into: w.jm)
    w.sum.scale(by: 1, adding: w.jm, times: 2)
    w.sum.scale(by: 1, adding: w.jx, times: 1)
  }
}

public final class SixthOrder3PM2: MultipointNewton {
  public override class var declaration: Declaration {
    Declaration(
      "sixthorder3pm2", .secondOrder, "A Newton-like iteration of sixth order with two Hessians and one inverse.",
      rule: """
        F = ∇f, J = ∇²f, K = J(x)⁻¹:  y = x − K F(x), T = (2I − K J(y)) K, z = y − T F(y), u ← x − (z − T F(z))
        K is the pseudo-inverse where J(x) is singular or with lstsq
        """,
      source: "Argyros et al., Extended convergence for two sixth order methods under the same weak conditions, 2023")
  }

  override func iterate(_ f: ObjectiveFunction, _ x: Vector, _ fx: Vector, _ w: Workspace) throws {
    let k = w.jm, t = w.sum
    if lstsq || !w.lu.factor(w.jx) || !w.lu.inverse(into: k) {
      guard let pseudo = w.jx.pseudoInverse() else { throw RunEnd.diverged("a Hessian of \(name) is not finite") }
      k.assign(pseudo)
    }
    subtract(k, fx, from: x, into: w.y, w)
    try derivatives(f, w.y, w.fy, w.jy)
    multiply(k, w.jy, into: w.jx, alpha: -1)
    w.jx.addToDiagonal(2)
    multiply(w.jx, k, into: t)
    subtract(t, w.fy, from: w.y, into: w.z, w)
    _ = try f.gradient(at: w.z, into: w.fz)
    subtract(t, w.fz, from: w.z, into: w.z, w)
  }

  /// out ← start − A b
  private func subtract(_ a: Matrix, _ b: Vector, from start: Vector, into out: Vector, _ w: Workspace) {
    multiply(a, b, into: w.right)
    out.assign(start, minus: w.right, times: 1)
  }
}

public final class TwoPointNewton: MultipointNewton {
  public override class var declaration: Declaration {
    Declaration(
      "twopointnewton", .secondOrder, "A Newton-like iteration of third order with one Hessian and two gradients.",
      rule: "F = ∇f, J = ∇²f:  y = x − J(x)⁻¹F(x), u ← J(x)⁻¹(F(x) + F(y))",
      source: "Potra & Pták, Nondiscrete Induction and Iterative Processes, 1984; Sharma et al., 2013")
  }

  override func iterate(_ f: ObjectiveFunction, _ x: Vector, _ fx: Vector, _ w: Workspace) throws {
    try step(w, w.jx, fx, from: x, into: w.y)
    _ = try f.gradient(at: w.y, into: w.fy)
    w.fy.add(fx, times: 1)
    try step(w, w.jx, w.fy, from: x, into: w.z)
  }
}
