import Numerics

/// The share of entries whose signs agree: u·g > 0.
func agreement(_ u: Vector, _ g: Vector) -> Double {
  u.sumOfLanes { i in select(u.lane(i) * g.lane(i) .> 0, 1, Lanes(repeating: 0)) } / Double(max(u.count, 1))
}

/// Where update and gradient agree.
public final class UpdateGradientSignConsistency: Module {
  public override class var declaration: Declaration {
    Declaration(
      "updategradientsignconsistency", .momentum, "1 where the signs of update and gradient agree, 0 elsewhere.",
      rule: "u ← 1 where u·g > 0, else 0; normalize: over max(mean, eps)")
  }
  @Setting("divide by the share of entries that agree") var normalize = false
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6

  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    let u = try objective.currentUpdate()
    let one = Lanes(repeating: normalize ? 1 / max(agreement(u, g), eps) : 1)
    u.update(reading: g) { u, g in u = select(u * g .> 0, one, 0) }
  }
}

/// What modules share that compare the outputs of two chains.
public class TwoChains: Module {
  @Setting("chain whose output is taken", required: true) var main = Chain([])
  @Setting("chain that it is compared with", required: true) var compare = Chain([])
  private let mainRunner = OperandRunner(), compareRunner = OperandRunner()

  /// u ← what is made of the output a of `main` and b of `compare`.
  func combine(_ a: Vector, _ b: Vector, into u: Vector) {}

  public override func apply(_ objective: Objective) throws {
    _ = try objective.currentUpdate()
    let a = try mainRunner.vector(of: main, objective)
    let b = try compareRunner.vector(of: compare, objective)
    combine(a, b, into: objective.update)
    objective.hasUpdate = true
  }
}

/// `cautious` with another chain's output in the place of the gradient.
public final class IntermoduleCautious: TwoChains {
  public override class var declaration: Declaration {
    Declaration(
      "intermodulecautious", .momentum, "Drops the entries of one chain's output whose signs disagree with another's.",
      rule: "as cautious, with a the output of main for u and b that of compare for g",
      source: "Liang, Chen, Liu & Liu, Cautious Optimizers, 2024, algorithm 1")
  }
  @Setting("divide by the share of entries that agree (mode zero)") var normalize = false
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  @Setting("what to put in the place of entries that disagree") var mode = CautiousMode.zero

  override func combine(_ a: Vector, _ b: Vector, into u: Vector) {
    switch mode {
    case .zero:
      let factor = normalize ? 1 / max(agreement(a, b), eps) : 1
      u.update(reading: a, b) { u, a, b in u = select(a * b .> 0, factor * a, 0) }
    case .grad:
      u.update(reading: a, b) { u, a, b in u = select(a * b .> 0, a, b) }
    case .backtrack:
      u.update(reading: a, b) { u, a, b in u = select(a * b .> 0, a, -a) }
    }
  }
}

/// ⟨a, b⟩/max(‖a‖‖b‖, eps)
private func cosine(_ a: Vector, _ b: Vector, _ eps: Double) -> Double { a.dot(b) / max(a.norm2 * b.norm2, eps) }

/// The update times its similarity with the gradient.
public final class ScaleByGradCosineSimilarity: Module {
  public override class var declaration: Declaration {
    Declaration(
      "scalebygradcosinesimilarity", .momentum, "Multiplies the update by its cosine similarity with the gradient.",
      rule: "u ← u·⟨u, g⟩/max(‖u‖‖g‖, eps)")
  }
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6

  public override func apply(_ objective: Objective) throws {
    let g = try objective.gradient()
    let u = try objective.currentUpdate()
    u.scale(by: cosine(u, g, eps))
  }
}

/// One chain's output times its similarity with another's.
public final class ScaleModulesByCosineSimilarity: TwoChains {
  public override class var declaration: Declaration {
    Declaration(
      "scalemodulesbycosinesimilarity", .momentum, "Multiplies one chain's output by its cosine similarity with another's.",
      rule: "u ← a·⟨a, b⟩/max(‖a‖‖b‖, eps), a the output of main, b that of compare")
  }
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6

  override func combine(_ a: Vector, _ b: Vector, into u: Vector) {
    u.assign(a)
    u.scale(by: cosine(a, b, eps))
  }
}
