import Numerics

/// What an operand is worth in one step.
enum OperandValue {
  case number(Double)
  case vector(Vector)
}

/// Steps one operand of an operation on a copy of the objective: every operand sees the same incoming update.
///
/// A closure that an operand's chain replaces ends with it; a wish to skip the step is handed on, a stop is not.
final class OperandRunner {
  private var child: Objective?

  func value(of operand: Operand, _ parent: Objective) throws -> OperandValue {
    switch operand {
    case .number(let value): return .number(value)
    case .schedule(let expression, _): return .number(expression(Double(parent.step)))
    case .chain(let chain): return .vector(try vector(of: chain, parent))
    }
  }

  /// The update that the chain makes of the parent's; valid until the next call.
  func vector(of chain: Chain, _ parent: Objective) throws -> Vector {
    let child = self.child ?? Objective(childOf: parent)
    self.child = child
    child.follow(parent)
    try chain.step(child)
    if child.skipUpdate { parent.skipUpdate = true }
    return try child.currentUpdate()
  }
}

extension OperandValue {
  /// out ← the value in every entry.
  func write(into out: Vector) {
    switch self {
    case .number(let value): out.fill(value)
    case .vector(let vector): out.assign(vector)
    }
  }

  /// out ← f(out, value)
  @inline(__always)
  func combine(into out: Vector, _ f: (Lanes, Lanes) -> Lanes) {
    switch self {
    case .number(let value):
      let c = Lanes(repeating: value)
      out.update { u in u = f(u, c) }
    case .vector(let vector):
      out.update(reading: vector) { u, o in u = f(u, o) }
    }
  }
}

extension Block {
  /// u ← f(u, o)
  @inline(__always)
  func combine(_ value: OperandValue, _ f: (Lanes, Lanes) -> Lanes) {
    switch value {
    case .number(let value):
      let c = Lanes(repeating: value)
      update { u in u = f(u, c) }
    case .vector(let vector):
      update(reading: vector) { u, o in u = f(u, o) }
    }
  }
}
