import Numerics

/// A chain that runs in the eigenbasis of Shampoo's covariances.
public final class SOAPBasis: EigenbasisModule {
  public override class var declaration: Declaration {
    Declaration(
      "soapbasis", .preconditioning, "Runs a chain in the eigenvectors of averaged covariances along each axis of a tensor.",
      rule: """
        as soap, with basis_opt in the place of Adam: first call u ← clip(u, ±0.1), then u ← basis_opt(inner(u) ×ᵢ Qᵢᵀ) ×ᵢ Qᵢ
        with new Qᵢ the memory of basis_opt that is like the update turns, squares are permuted
        """,
      source: "after Vyas et al., SOAP: Improving and Stabilizing Shampoo using Adam, 2024")
  }
  public override class var settingOrder: [String] {
    ["basis_opt", "shampoo_beta", "precond_freq", "merge_small", "max_dim", "precondition_1d", "inner"]
  }
  @Setting("chain that runs in the bases", required: true) var basisOpt = Chain([])

  private var child: Objective?
  private var rotated = Layout([])

  public required init() {
    super.init()
    mergeSmall = true
  }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    rotated = Layout(zip(preparation.layout.segments, tensors).map { ($0.name, $1.shape) })
    try basisOpt.prepare(preparation.nested("basis_opt", layout: rotated))
    child = nil
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    guard try turn(u) else { return }
    let child = self.child ?? Objective(childOf: objective, layout: rotated)
    let point = self.child == nil ? Point(count: rotated.count) : child.point
    self.child = child
    point.invalidate()
    point.x.assign(turned)
    child.begin(function: ObjectiveFunction(layout: rotated), point: point)
    child.override(gradient: turned)
    child.setUpdate(turned)
    try basisOpt.step(child)
    if child.stop { objective.stop = true }
    if child.skipUpdate { objective.skipUpdate = true }
    turnBack(try child.currentUpdate(), into: u)
    guard isRenewal else { return }
    let memory = BasisMemory(basisOpt)
    func fitting(_ behaviours: [BasisBehaviour]) -> [Vector] { memory.vectors(behaviours).filter { $0.count == u.count } }
    renew(turning: fitting([.linear]), permuting: fitting([.squared, .magnitude]))
    memory.restoreFollowing()
  }
}
