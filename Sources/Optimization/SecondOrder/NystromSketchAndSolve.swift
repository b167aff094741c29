import Numerics

/// Newton's method with a sketched Hessian.
public final class NystromSketchAndSolve: NystromModule {
  public override class var declaration: Declaration {
    Declaration(
      "nystromsketchandsolve", .secondOrder, "Newton's method with a low-rank approximation of the Hessian from random products.",
      rule: """
        Q diag(λ) Qᵀ ≈ ∇²f(x) from rank products, every update_freq-th step; kept are λ > eigv_tol·λ_max and of those the
        truncate largest;  λ ← λ + damping + rdamping·λ_max
        u ← Q diag(λ + reg)⁻¹Qᵀu + (u − QQᵀu)/reg;  reg none: u ← Q diag(λ)⁻¹Qᵀu
        """,
      source: "Frangella, Tropp & Udell, Randomized Nyström Preconditioning, 2023, algorithm 2.1 and section 5")
  }

  @Setting("added to the Hessian on the whole space; none: the complement of the sketch is left out", in: .nonnegative)
  var reg: Double? = 1e-2
  @Setting("number of largest eigenvalues kept", in: .atLeast(1)) var truncate: Int? = nil
  @Setting("added to the eigenvalues") var damping = 0.0
  @Setting("added to the eigenvalues, as a part of the largest") var rdamping = 0.0

  public override class var settingOrder: [String] {
    [
      "rank", "reg", "eigv_tol", "truncate", "damping", "rdamping", "update_freq", "orthogonalize_method", "hvp_method", "h",
      "inner", "seed",
    ]
  }

  private lazy var offered = NystromOperator(self)

  override var kept: Int? { truncate }
  public override var hessianOperator: (any HessianOperator)? { offered }

  override func adjust(_ λ: inout [Double]) {
    let add = damping + rdamping * (λ.last ?? 0)
    for k in λ.indices { λ[k] += add }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    guard let factors = factors() else { return }
    if let reg, reg > 0 {
      factors.solve(u, shift: reg, complement: reg, into: u)
    } else {
      factors.solve(u, into: u)
    }
  }
}

/// The sketched Hessian for trust regions; I before there is one.
final class NystromOperator: HessianOperator {
  private unowned let module: NystromSketchAndSolve
  init(_ module: NystromSketchAndSolve) { self.module = module }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    guard let factors = module.factors() else { return IdentityOperator.shared.product(v, into: out) }
    factors.product(v, into: out)
    return true
  }
  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    guard let factors = module.factors() else { return IdentityOperator.shared.solve(b, into: out) }
    factors.solve(b, into: out)
    return true
  }
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    guard let factors = module.factors() else {
      return IdentityOperator.shared.solve(b, shift: lambda, diagonal: d, into: out)
    }
    if let d { return factors.solveWhole(b, shift: lambda, diagonal: d, into: out) }
    factors.solve(b, shift: lambda, complement: lambda, into: out)
    return true
  }
  func diagonal(into out: Vector) throws -> Bool {
    guard let factors = module.factors() else { return IdentityOperator.shared.diagonal(into: out) }
    factors.diagonal(into: out)
    return true
  }
}
