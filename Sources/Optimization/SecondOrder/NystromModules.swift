import Numerics

/// The shared part of modules that sketch the Hessian.
open class NystromModule: Module {
  @Setting("dimension of the sketch", in: .atLeast(1)) var rank = 100
  @Setting("eigenvalues up to this part of the largest are left out; none: none is", in: .nonnegative) var eigvTol: Double? = 0
  @Setting("sketch at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("how the random matrix is made orthonormal; all are equivalent here") var orthogonalizeMethod = SketchOrthogonalization.qr
  @Setting("how Hessian products are computed") var hvpMethod = HessianProductMethod.batchedAutograd
  @Setting("step of finite differences", in: .positive) var h = 1e-3
  @Setting("chain applied to the update before the solve") var inner: Chain? = nil
  @Setting("start of an own random stream; none: the run's") var seed: Int? = nil

  @State var calls = 0
  @State var stream: RandomSource? = nil
  /// λ and Qᵀ, as memory.
  @State var eigenvalues: [Double] = []
  @State var eigenvectors = Matrix(rows: 0, columns: 0)

  let hessian = HessianProduct()
  private let sketch = NystromSketch()
  private var stored: SpectralFactors?

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { hvpMethod.needs }

  /// The number of largest eigenvalues kept.
  var kept: Int? { nil }
  /// λ ← what becomes of them, ascending.
  func adjust(_ λ: inout [Double]) {}

  /// The last sketch; nil if there is none yet.
  func factors() -> SpectralFactors? {
    guard !eigenvalues.isEmpty else { return nil }
    if let stored, stored.order == layout.count, stored.source === eigenvectors { return stored }
    let made = SpectralFactors(order: layout.count)
    made.set(eigenvalues.enumerated().map { ($1, $0) }, of: eigenvectors)
    made.source = eigenvectors
    stored = made
    return made
  }

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    guard isDue else { return }
    var random = stream ?? seed.map { RandomSource(seed: UInt64(bitPattern: Int64($0))) } ?? objective.run.random
    defer { if seed == nil { objective.run.random = random } else { stream = random } }
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    let target = SpectralFactors(order: layout.count)
    guard
      try sketch.approximate(
        hessian, layout.count, rank: rank, &random, tolerance: eigvTol, truncate: kept, into: target, name: name)
    else { return }
    var λ = target.values
    adjust(&λ)
    eigenvalues = λ
    eigenvectors = target.vectors
  }
}

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

/// Newton's method by conjugate gradients with a sketch of the Hessian as preconditioner.
public final class NystromPCG: NystromModule {
  public override class var declaration: Declaration {
    Declaration(
      "nystrompcg", .secondOrder, "Newton's equations by conjugate gradients, preconditioned by a sketch of the Hessian.",
      rule: """
        u ← the approximate solution of (∇²f(x) + reg·I) d = u after at most maxiter iterations (none: n), until
        ‖residual‖ ≤ tol·‖u‖;  P⁻¹ = (λ_min + reg)·Q diag(λ + reg)⁻¹Qᵀ + I − QQᵀ with the sketch Q diag(λ) Qᵀ
        negative curvature ends the iteration
        """,
      source: "Frangella, Tropp & Udell, Randomized Nyström Preconditioning, 2023, algorithms 2.1 and 5.1")
  }

  @Setting("most iterations; none: the dimension", in: .atLeast(1)) var maxiter: Int? = nil
  @Setting("bound of the residual relative to u", in: .nonnegative) var tol = 1e-8
  @Setting("added to the diagonal of the Hessian", in: .nonnegative) var reg = 1e-6

  public override class var settingOrder: [String] {
    [
      "rank", "maxiter", "tol", "reg", "update_freq", "eigv_tol", "orthogonalize_method", "hvp_method", "h", "inner", "seed",
    ]
  }

  private var x = Vector(count: 0), r = Vector(count: 0), z = Vector(count: 0), p = Vector(count: 0), ap = Vector(count: 0)

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), n = u.count
    if x.count != n {
      x = Vector(count: n)
      r = Vector(count: n)
      z = Vector(count: n)
      p = Vector(count: n)
      ap = Vector(count: n)
    }
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    let size = u.norm2
    x.fill(0)
    if size >= tol && size > 0 { try iterate(u, size) }
    u.assign(x)
  }

  private func iterate(_ u: Vector, _ size: Double) throws {
    let sketch = factors()
    r.assign(u)
    precondition(sketch)
    p.assign(z)
    var rz = r.dot(z)
    for k in 1...max(1, maxiter ?? u.count) {
      try hessian.multiply(p, into: ap)
      ap.add(p, times: reg)
      let curvature = p.dot(ap)
      if !curvature.isFinite { throw RunEnd.diverged("a Hessian product of \(name) is not finite") }
      if curvature <= SafeRange.smallest {
        if k == 1 { x.assign(u) }
        return
      }
      let α = rz / curvature
      x.add(p, times: α)
      r.add(ap, times: -α)
      if r.norm2 <= tol * size { return }
      precondition(sketch)
      let next = r.dot(z), β = next / rz
      if !(next > 0) { return }
      p.update(reading: z) { p, z in p = z + β * p }
      rz = next
    }
  }

  /// z ← P⁻¹ r
  private func precondition(_ sketch: SpectralFactors?) {
    guard let sketch, let least = sketch.values.first, least + reg > 0 else { return z.assign(r) }
    sketch.solve(r, shift: reg, scale: least + reg, into: z)
  }
}
