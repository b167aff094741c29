import Numerics

/// d · (s·ν(m) + (1 − s)·ν(d)) / max(ν(d), eps), over each tensor or over all entries: d with the norm of m.
struct Grafting {
  let order: NormOrder
  let tensorwise: Bool
  let eps: Double
  var strength = 1.0

  /// direction ← direction with the norm of `magnitude`
  func graft(_ direction: Vector, _ magnitude: Vector, _ layout: Layout) {
    guard tensorwise else {
      direction.scale(by: factor(order(direction), order(magnitude)))
      return
    }
    for segment in layout.segments {
      let scale = factor(order(direction, segment), order(magnitude, segment))
      let p = direction.base + segment.offset
      for i in 0..<segment.count { p[i] *= scale }
    }
  }

  private func factor(_ d: Double, _ m: Double) -> Double {
    (strength * m + (1 - strength) * d) / max(d, eps)
  }
}

/// direction's output with the norm of magnitude's
public final class Graft: Module {
  public override class var declaration: Declaration {
    Declaration(
      "graft", .operations, "The direction of one chain with the norm of another.",
      rule: "u ← d·(strength·ν(m) + (1 − strength)·ν(d))/max(ν(d), eps)", source: "Agarwal et al., Disentangling Adaptive Gradient Methods from Learning Rates, 2020")
  }
  @Setting("chain that gives the direction d", required: true) var direction = Chain([])
  @Setting("chain that gives the norm: m", required: true) var magnitude = Chain([])
  @Setting("one norm for each tensor; false: one for all") var tensorwise = true
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  @Setting("0: keep d's norm, 1: take m's") var strength = 1.0
  private let directionRunner = OperandRunner(), magnitudeRunner = OperandRunner()

  public override func apply(_ objective: Objective) throws {
    let d = try directionRunner.vector(of: direction, objective)
    let m = try magnitudeRunner.vector(of: magnitude, objective)
    Grafting(order: ord, tensorwise: tensorwise, eps: eps, strength: strength).graft(d, m, objective.layout)
    objective.setUpdate(d)
  }
}

/// u with the norm of a chain's output
public final class GraftInputToOutput: Module {
  public override class var declaration: Declaration {
    Declaration(
      "graftinputtooutput", .operations, "The update with the norm of a chain's output.",
      rule: "u ← u·ν(m)/max(ν(u), eps)")
  }
  @Setting("chain that gives the norm: m", required: true) var magnitude = Chain([])
  @Setting("one norm for each tensor; false: one for all") var tensorwise = true
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  private let runner = OperandRunner()

  public override func apply(_ objective: Objective) throws {
    let m = try runner.vector(of: magnitude, objective)
    Grafting(order: ord, tensorwise: tensorwise, eps: eps).graft(try objective.currentUpdate(), m, objective.layout)
  }
}

/// a chain's output with the norm of u
public final class GraftOutputToInput: Module {
  public override class var declaration: Declaration {
    Declaration(
      "graftoutputtoinput", .operations, "A chain's output with the norm of the update.",
      rule: "u ← d·ν(u)/max(ν(d), eps)")
  }
  @Setting("chain that gives the direction d", required: true) var direction = Chain([])
  @Setting("one norm for each tensor; false: one for all") var tensorwise = true
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("least divisor", in: .nonnegative) var eps = 1e-6
  private let runner = OperandRunner()

  public override func apply(_ objective: Objective) throws {
    let d = try runner.vector(of: direction, objective)
    let u = try objective.currentUpdate()
    Grafting(order: ord, tensorwise: tensorwise, eps: eps).graft(d, u, objective.layout)
    objective.setUpdate(d)
  }
}

/// u minus its part along a chain's output, tensor by tensor
public final class GramSchmidt: Module {
  public override class var declaration: Declaration {
    Declaration(
      "gramschimdt", .operations, "The part of the update that is orthogonal to a chain's output, tensor by tensor.",
      rule: "u ← u − o⟨o, u⟩/⟨o, o⟩, unchanged where ⟨o, o⟩ = 0")
  }
  @Setting("chain that gives o", required: true) var other = Chain([])
  private let runner = OperandRunner()

  public override func apply(_ objective: Objective) throws {
    let o = try runner.vector(of: other, objective)
    let u = try objective.currentUpdate()
    for segment in objective.layout.segments {
      let a = u.base + segment.offset, b = o.base + segment.offset
      var ou = 0.0, oo = 0.0
      for i in 0..<segment.count {
        ou += b[i] * a[i]
        oo += b[i] * b[i]
      }
      guard oo > 0 else { continue }
      for i in 0..<segment.count { a[i] -= b[i] * (ou / oo) }
    }
  }
}

/// u where it is beyond a threshold, else a value
public final class Threshold: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "threshold", .operations, "Keeps entries on one side of a threshold and replaces the others.",
      rule: "update_above: u where u > threshold, else value; otherwise u where u < threshold, else value")
  }
  @Setting("number or chain", required: true) var threshold = Operand.number(0)
  @Setting("number or chain in the place of the others", required: true) var value = Operand.number(0)
  @Setting("keep what is above; false: what is below", required: true) var updateAbove = true
  private let thresholdRunner = OperandRunner(), valueRunner = OperandRunner()
  private var h = OperandValue.number(0), w = OperandValue.number(0)
  private var limit: Vector?, replacement: Vector?

  public override var isFusible: Bool { ($threshold.chains + $value.chains).isEmpty }

  public override func begin(_ objective: Objective) throws {
    h = try thresholdRunner.value(of: threshold, objective)
    w = try valueRunner.value(of: value, objective)
    let limit = self.limit ?? Vector(count: objective.layout.count)
    let replacement = self.replacement ?? Vector(count: objective.layout.count)
    h.write(into: limit)
    w.write(into: replacement)
    (self.limit, self.replacement) = (limit, replacement)
  }

  public override func transform(_ u: Block) {
    guard let limit, let replacement else { return }
    if updateAbove {
      u.update(reading: limit, replacement) { u, h, w in u = select(u .> h, u, w) }
    } else {
      u.update(reading: limit, replacement) { u, h, w in u = select(u .< h, u, w) }
    }
  }
}
