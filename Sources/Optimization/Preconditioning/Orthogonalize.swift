import Numerics

/// Muon's update: matrices are replaced by their orthogonal polar factor.
public final class Orthogonalize: Module {
  public override class var declaration: Declaration {
    Declaration(
      "orthogonalize", .preconditioning, "Replaces each matrix of the update by the nearest orthogonal one.",
      rule: """
        u = USVᵀ → X = UVᵀ; svd exactly, newtonschulz and polar_express by X ← aX + (bA + cA²)X, A = XXᵀ
        qr: X = Q;  eigh: X = Q·sign(Λ)·Qᵀ (symmetric u)
        dual_norm_correction: X ← ⟨u, X⟩X;  adjust_lr: X ← 0.2·√max(rows, columns)·X
        """,
      source: "K. Jordan et al., Muon, 2024; Amsel et al., The Polar Express, 2025; J. Liu et al., Muon is Scalable, 2025, eq. 4")
  }

  @Setting("scale by 0.2·√max(rows, columns), the size of Adam's updates") var adjustLr = false
  @Setting("scale by the inner product of update and result") var dualNormCorrection = false
  @Setting("how the polar factor is computed") var method = OrthogonalizeMethod.newtonschulz
  @Setting("matrices are the first two axes; false: the last two") var channelFirst = true

  private var tensors: [(slices: MatrixSlices, factor: PolarFactor)] = []

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    tensors = []
    for segment in preparation.layout.segments {
      guard let slices = MatrixSlices(segment, channelFirst: channelFirst) else { continue }
      if method == .eigh && slices.rows != slices.columns {
        throw RequirementError(
          message: "orthogonalize(method=\"eigh\") needs square matrices; '\(segment.name)' is \(slices.rows)×\(slices.columns)")
      }
      let known = tensors.first { $0.factor.serves(slices) }?.factor
      tensors.append(
        (slices, known ?? PolarFactor(rows: slices.rows, columns: slices.columns, method: method, transposesSquare: channelFirst)))
    }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    for (slices, factor) in tensors {
      for slice in 0..<slices.batch {
        slices.gather(slice, from: u, into: factor.x)
        try factor.orthogonalize(name: slices.segment.name)
        var scale = dualNormCorrection ? slices.dot(slice, u, factor.x) : 1
        if adjustLr { scale *= slices.muonScale }
        slices.scatter(slice, factor.x, times: scale, into: u)
      }
    }
  }
}

/// The scaling of `orthogonalize(dual_norm_correction=true)` as a module of its own.
public final class DualNormCorrection: Module {
  public override class var declaration: Declaration {
    Declaration(
      "dualnormcorrection", .preconditioning, "Scales each matrix of the update by its inner product with the gradient.",
      rule: "u ← ⟨∇f, u⟩u for each matrix; other tensors stay", source: "L. Cesista, Adaptive Muon, 2024")
  }

  @Setting("matrices are the first two axes; false: the last two") var channelFirst = true
  private var tensors: [MatrixSlices] = []

  public override var requires: Capabilities { [.gradient] }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    tensors = preparation.layout.segments.compactMap { MatrixSlices($0, channelFirst: channelFirst) }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate(), g = try objective.gradient()
    for slices in tensors {
      for slice in 0..<slices.batch { slices.scale(slice, of: u, by: slices.dot(slice, g, u)) }
    }
  }
}

/// The scaling of `orthogonalize(adjust_lr=true)` as a module of its own.
public final class MuonAdjustLR: Module {
  public override class var declaration: Declaration {
    Declaration(
      "muonadjustlr", .preconditioning, "Scales each matrix of the update with its size, so that learning rates of Adam suit Muon.",
      rule: "u ← alpha·0.2·√max(rows, columns)·u for each matrix; other tensors stay",
      source: "J. Liu et al., Muon is Scalable for LLM Training, 2025, eq. 4")
  }

  @Setting("matrices are the first two axes; false: the last two") var channelFirst = true
  @Setting("further factor") var alpha = 1.0
  private var tensors: [MatrixSlices] = []

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    tensors = preparation.layout.segments.compactMap { MatrixSlices($0, channelFirst: channelFirst) }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    for slices in tensors {
      let scale = alpha * slices.muonScale
      for i in slices.segment.offset..<(slices.segment.offset + slices.segment.count) { u[i] *= scale }
    }
  }
}
