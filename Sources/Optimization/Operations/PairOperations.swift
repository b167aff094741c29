import Numerics

/// u ← op(a, b) of two operands that both see the incoming update, at least one of them a chain.
public class PairOperation: Module {
  var pair: (first: Operand, second: Operand) { (.number(0), .number(0)) }
  /// The second operand runs first.
  var runsSecondFirst: Bool { false }
  private let firstRunner = OperandRunner(), secondRunner = OperandRunner()
  private var result: Vector?

  public override func validate() throws(SettingError) {
    if case .chain = pair.first { return }
    if case .chain = pair.second { return }
    throw SettingError("needs at least one chain; of two numbers it is a number")
  }

  /// out holds a; out ← op(a, b).
  func combine(_ out: Vector, _ b: OperandValue) {}

  public override func apply(_ objective: Objective) throws {
    let out = result ?? Vector(count: objective.layout.count)
    result = out
    let b: OperandValue
    if runsSecondFirst {
      b = try secondRunner.value(of: pair.second, objective)
      try firstRunner.value(of: pair.first, objective).write(into: out)
    } else {
      try firstRunner.value(of: pair.first, objective).write(into: out)
      b = try secondRunner.value(of: pair.second, objective)
    }
    combine(out, b)
    objective.setUpdate(out)
  }
}

/// a − alpha·b
public final class SubtractModules: PairOperation {
  public override class var declaration: Declaration {
    Declaration("submodules", .operations, "Difference of two chains; also written a - b.", rule: "u ← input − alpha·other")
  }
  @Setting("chain or number", required: true) var input = Operand.number(0)
  @Setting("chain or number", required: true) var other = Operand.number(0)
  @Setting("factor of other") var alpha = 1.0
  override var pair: (first: Operand, second: Operand) { (input, other) }
  override func combine(_ out: Vector, _ b: OperandValue) {
    let alpha = alpha
    b.combine(into: out) { a, b in a - alpha * b }
  }
}

/// a/b
public final class DivideModules: PairOperation {
  public override class var declaration: Declaration {
    Declaration("divmodules", .operations, "Quotient of two chains; also written a / b.", rule: "u ← input/other")
  }
  @Setting("chain or number", required: true) var input = Operand.number(0)
  @Setting("chain or number", required: true) var other = Operand.number(1)
  @Setting("other runs before input") var otherFirst = false
  override var pair: (first: Operand, second: Operand) { (input, other) }
  override var runsSecondFirst: Bool { otherFirst }
  override func combine(_ out: Vector, _ b: OperandValue) { b.combine(into: out) { a, b in a / b } }
}

/// a^b
public final class PowerModules: PairOperation {
  public override class var declaration: Declaration {
    Declaration("powmodules", .operations, "Power of two chains; also written a ^ b.", rule: "u ← input^exponent")
  }
  @Setting("chain or number", required: true) var input = Operand.number(0)
  @Setting("chain or number", required: true) var exponent = Operand.number(1)
  override var pair: (first: Operand, second: Operand) { (input, exponent) }
  override func combine(_ out: Vector, _ b: OperandValue) { b.combine(into: out) { a, b in Numerics.pow(a, b) } }
}

/// a + w(b − a)
public final class LerpModules: PairOperation {
  public override class var declaration: Declaration {
    Declaration(
      "lerpmodules", .operations, "A point on the line between two chains' outputs.", rule: "u ← input + weight·(end − input)")
  }
  @Setting("chain at weight 0", required: true) var input = Chain([])
  @Setting("chain at weight 1", required: true) var end = Chain([])
  @Setting("where between the two", required: true) var weight = 0.5
  override var pair: (first: Operand, second: Operand) { (.chain(input), .chain(end)) }
  override func combine(_ out: Vector, _ b: OperandValue) {
    let w = weight
    b.combine(into: out) { a, b in a + w * (b - a) }
  }
}

/// The limits of a clip: each a number, a chain or none.
struct Limits {
  private let lowRunner = OperandRunner(), highRunner = OperandRunner()

  /// min(max(out, min), max); where min > max the result is max.
  func values(min low: Operand?, max high: Operand?, _ objective: Objective) throws -> (OperandValue?, OperandValue?) {
    (try low.map { try lowRunner.value(of: $0, objective) }, try high.map { try highRunner.value(of: $0, objective) })
  }
}

/// min(max(u, min), max)
public final class Clip: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration("clip", .operations, "Moves every entry into an interval.", rule: "u ← min(max(u, min), max)")
  }
  @Setting("lower limit: number, chain or none") var min: Operand? = nil
  @Setting("upper limit: number, chain or none") var max: Operand? = nil
  private let limits = Limits()
  private var low: OperandValue?, high: OperandValue?

  public override var isFusible: Bool { ($min.chains + $max.chains).isEmpty }

  public override func begin(_ objective: Objective) throws {
    (low, high) = try limits.values(min: min, max: max, objective)
  }

  public override func transform(_ u: Block) {
    if let low { u.combine(low) { u, low in Numerics.max(u, low) } }
    if let high { u.combine(high) { u, high in Numerics.min(u, high) } }
  }
}

/// min(max(a, min), max) of a chain's output
public final class ClipModules: Module {
  public override class var declaration: Declaration {
    Declaration("clipmodules", .operations, "A chain's output moved into an interval.", rule: "u ← min(max(input, min), max)")
  }
  @Setting("chain", required: true) var input = Chain([])
  @Setting("lower limit: number, chain or none") var min: Operand? = nil
  @Setting("upper limit: number, chain or none") var max: Operand? = nil
  private let runner = OperandRunner()
  private let limits = Limits()

  public override func apply(_ objective: Objective) throws {
    let value = try runner.vector(of: input, objective)
    let (low, high) = try limits.values(min: min, max: max, objective)
    objective.setUpdate(value)
    low?.combine(into: objective.update) { u, low in Numerics.max(u, low) }
    high?.combine(into: objective.update) { u, high in Numerics.min(u, high) }
  }
}
