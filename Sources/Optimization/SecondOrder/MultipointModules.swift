import Numerics

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
    try step(w, w.jy, again: true, w.fz, from: w.y, into: w.z)
  }
}

public final class SixthOrder5P: MultipointNewton {
  public override class var declaration: Declaration {
    Declaration(
      "sixthorder5p", .secondOrder, "A Newton-like iteration with derivatives at five points; its order is four.",
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
    try step(w, w.jx, again: true, w.fy, from: x, into: w.z)
  }
}
