import Numerics

/// u ← op(a₁, a₂, …): every operand sees the same incoming update; numbers are constants.
public class ReduceOperation: Module {
  @Setting("chains and numbers, at least one chain", required: true, variadic: true) var inputs: [Operand] = []
  private var runners: [OperandRunner] = []

  public override var readsUpdate: Bool { true }

  public override func validate() throws(SettingError) {
    let hasChain = inputs.contains { if case .chain = $0 { true } else { false } }
    if !inputs.isEmpty && !hasChain { throw SettingError("needs at least one chain among its inputs") }
  }

  /// out ← what operand i is worth, combined with what is there; i counts from 0, where out is to be overwritten.
  func combine(_ value: OperandValue, number i: Int, into out: Vector) {}

  /// After the last operand.
  func finish(_ out: Vector) {}

  public override func apply(_ objective: Objective) throws {
    if runners.count != inputs.count { runners = inputs.map { _ in OperandRunner() } }
    // The result is gathered apart: operands start from the incoming update.
    let out = result ?? Vector(count: objective.layout.count)
    result = out
    for (i, input) in inputs.enumerated() {
      combine(try runners[i].value(of: input, objective), number: i, into: out)
    }
    finish(out)
    objective.setUpdate(out)
  }
  private var result: Vector?
}

/// a₁ + a₂ + …
public class Sum: ReduceOperation {
  public override class var declaration: Declaration {
    Declaration("sum", .operations, "Sum of chains and numbers; also written a + b.", rule: "u ← Σ inputs")
  }
  override func combine(_ value: OperandValue, number i: Int, into out: Vector) {
    if i == 0 { value.write(into: out) } else { value.combine(into: out) { out, a in out + a } }
  }
}

/// (a₁ + a₂ + …)/n
public final class Mean: Sum {
  public override class var declaration: Declaration {
    Declaration("mean", .operations, "Mean of chains and numbers.", rule: "u ← Σ inputs / their number")
  }
  override func finish(_ out: Vector) { out.scale(by: 1 / Double(inputs.count)) }
}

/// a₁·a₂·…
public final class Product: ReduceOperation {
  public override class var declaration: Declaration {
    Declaration("prod", .operations, "Product of chains and numbers; also written a * b.", rule: "u ← Π inputs")
  }
  override func combine(_ value: OperandValue, number i: Int, into out: Vector) {
    if i == 0 { value.write(into: out) } else { value.combine(into: out) { out, a in out * a } }
  }
}

public final class MaximumModules: ReduceOperation {
  public override class var declaration: Declaration {
    Declaration("maximummodules", .operations, "The greatest of several chains and numbers, entry by entry.", rule: "u ← max inputs")
  }
  override func combine(_ value: OperandValue, number i: Int, into out: Vector) {
    if i == 0 { value.write(into: out) } else { value.combine(into: out) { out, a in max(out, a) } }
  }
}

public final class MinimumModules: ReduceOperation {
  public override class var declaration: Declaration {
    Declaration("minimummodules", .operations, "The least of several chains and numbers, entry by entry.", rule: "u ← min inputs")
  }
  override func combine(_ value: OperandValue, number i: Int, into out: Vector) {
    if i == 0 { value.write(into: out) } else { value.combine(into: out) { out, a in min(out, a) } }
  }
}

/// w₁a₁ + w₂a₂ + …
public class WeightedSum: ReduceOperation {
  public override class var declaration: Declaration {
    Declaration(
      "weightedsum", .operations, "Weighted sum of chains and numbers.", rule: "u ← Σ weightsᵢ·inputsᵢ, by position")
  }
  @Setting("one weight for each input", required: true) var weights: [Double] = []

  public override func validate() throws(SettingError) {
    try super.validate()
    if !weights.isEmpty && weights.count != inputs.count {
      throw SettingError("has \(inputs.count) inputs and \(weights.count) weights")
    }
  }

  override func combine(_ value: OperandValue, number i: Int, into out: Vector) {
    let w = weights[i]
    if i == 0 {
      value.write(into: out)
      out.scale(by: w)
    } else {
      value.combine(into: out) { out, a in out + w * a }
    }
  }
}

/// (w₁a₁ + w₂a₂ + …)/(w₁ + w₂ + …)
public final class WeightedMean: WeightedSum {
  public override class var declaration: Declaration {
    Declaration(
      "weightedmean", .operations, "Weighted mean of chains and numbers.", rule: "u ← Σ weightsᵢ·inputsᵢ / Σ weights")
  }
  override func finish(_ out: Vector) { out.scale(by: 1 / weights.reduce(0, +)) }
}
