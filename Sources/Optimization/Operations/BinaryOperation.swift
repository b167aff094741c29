import Numerics

/// u ← op(u, other), entry by entry; `other` is a number or what a chain makes of the same u.
open class BinaryOperation: ElementwiseModule {
  /// The setting that holds the other operand.
  var operand: Operand { .number(0) }
  /// Its value in this step.
  final var value = OperandValue.number(0)
  private let runner = OperandRunner()

  public override var isFusible: Bool {
    if case .chain = operand { return false }
    return true
  }

  public override func begin(_ objective: Objective) throws {
    value = try runner.value(of: operand, objective)
  }
}

/// u + alpha·other
public final class Add: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("add", .operations, "Adds a number, or what a chain makes of the update.", rule: "u ← u + alpha·other")
  }
  @Setting("number or chain", required: true) var other = Operand.number(0)
  @Setting("factor of other") var alpha = 1.0
  override var operand: Operand { other }

  public override func transform(_ u: Block) {
    let alpha = alpha
    u.combine(value) { u, o in u + alpha * o }
  }
}

/// u − alpha·other
public final class Subtract: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("sub", .operations, "Subtracts a number, or what a chain makes of the update.", rule: "u ← u − alpha·other")
  }
  @Setting("number or chain", required: true) var other = Operand.number(0)
  @Setting("factor of other") var alpha = 1.0
  override var operand: Operand { other }

  public override func transform(_ u: Block) {
    let alpha = alpha
    u.combine(value) { u, o in u - alpha * o }
  }
}

/// other − u
public final class ReverseSubtract: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("rsub", .operations, "Subtracts the update from a number or a chain's output.", rule: "u ← other − u")
  }
  @Setting("number or chain", required: true) var other = Operand.number(0)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in o - u } }
}

/// u·other
public final class Multiply: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("mul", .operations, "Multiplies by a number, or by what a chain makes of the update.", rule: "u ← u·other")
  }
  @Setting("number or chain", required: true) var other = Operand.number(1)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in u * o } }
}

/// u/other
public final class Divide: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("div", .operations, "Divides by a number, or by what a chain makes of the update.", rule: "u ← u/other")
  }
  @Setting("number or chain", required: true) var other = Operand.number(1)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in u / o } }
}

/// other/u
public final class ReverseDivide: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("rdiv", .operations, "Divides a number or a chain's output by the update.", rule: "u ← other/u")
  }
  @Setting("number or chain", required: true) var other = Operand.number(1)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in o / u } }
}

/// u^exponent
public final class Power: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration(
      "pow", .operations, "Raises the update to a power.", rule: "u ← u^exponent; NaN for u < 0 and a fractional exponent")
  }
  @Setting("number or chain", required: true) var exponent = Operand.number(1)
  override var operand: Operand { exponent }
  public override func transform(_ u: Block) { u.combine(value) { u, o in Numerics.pow(u, o) } }
}

/// other^u
public final class ReversePower: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("rpow", .operations, "Raises a number or a chain's output to the update.", rule: "u ← other^u")
  }
  @Setting("number or chain", required: true) var other = Operand.number(1)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in Numerics.pow(o, u) } }
}

/// max(u, other)
public final class Maximum: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("maximum", .operations, "The greater of the update and another value, entry by entry.", rule: "u ← max(u, other)")
  }
  @Setting("number or chain", required: true) var other = Operand.number(0)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in max(u, o) } }
}

/// min(u, other)
public final class Minimum: BinaryOperation {
  public override class var declaration: Declaration {
    Declaration("minimum", .operations, "The lesser of the update and another value, entry by entry.", rule: "u ← min(u, other)")
  }
  @Setting("number or chain", required: true) var other = Operand.number(0)
  override var operand: Operand { other }
  public override func transform(_ u: Block) { u.combine(value) { u, o in min(u, o) } }
}
