import Numerics

extension Program: CustomStringConvertible {
  /// The tape, an instruction a line; entries of the arena are numbered, block instructions of a run are indented.
  public var description: String {
    var lines: [String] = []
    for i in 0..<tape.instructions.count {
      let x = tape.instructions[i]
      switch x.code {
      case .run:
        let run = tape.runs[Int(x.a)]
        lines.append("run of \(run.count) in blocks of \(run.block)")
        for j in run.first..<run.end { lines.append("  " + describe(tape.blocks[j])) }
      case .product:
        let call = tape.products[Int(x.a)], p = call.work
        let (a, b) = (name(call.a) + (p.transposeA ? "ᵀ" : ""), name(call.b) + (p.transposeB ? "ᵀ" : ""))
        lines.append("\(name(call.result)) = product \(a) \(b), \(p.m)×\(p.k)×\(p.n)" + (p.batch > 1 ? ", \(p.batch) times" : ""))
      case .factor:
        let call = tape.factors[Int(x.a)]
        lines.append("\(name(call.result)) = factor \(name(call.a)), order \(call.work.n)")
      case .substitute:
        let call = tape.substitutions[Int(x.a)]
        lines.append("\(name(call.result)) = substitute \(name(call.a)) \(name(call.b)), \(call.work.n)×\(call.work.k)")
      case .fill: lines.append("\(x.d) = fill \(x.a), \(x.b) times")
      default:
        let operands = [x.a, x.b, x.c].prefix(x.code.operandCount).map(String.init)
        lines.append("\(x.d) = \(x.code) " + operands.joined(separator: " "))
      }
    }
    lines.append("return " + (0..<tape.outputs.count).map { name(tape.outputs[$0].address) }.joined(separator: " "))
    return lines.joined(separator: "\n")
  }

  private func describe(_ i: BlockInstruction) -> String {
    let operands = [(i.a, i.strideA), (i.b, i.strideB), (i.c, i.strideC)].prefix(i.code.operandCount)
    return "\(name(i.d)) = \(i.code) " + operands.map { name($0.0) + ($0.1 == 0 ? " (scalar)" : "") }.joined(separator: " ")
  }

  /// The entry of the arena, or a constant tensor outside of it.
  private func name(_ address: UnsafeMutableRawPointer) -> String {
    let entry = (address - tape.arena) / (type == .float64 ? 8 : 4)
    if entry < 0 || entry >= tape.size { return "data" }
    let scratch = tape.scratch - address
    return scratch <= 0 ? "scratch \(-scratch / (type == .float64 ? 8 : 4))" : "\(entry)"
  }
}

extension Opcode {
  var operandCount: Int {
    switch self {
    case .select, .multiplyAdd, .multiplySubtract, .negatedMultiplyAdd, .multiplyTwice, .addMultiply, .subtractMultiply,
      .accumulateMultiplyAdd:
      3
    case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .atan2, .hypot, .less, .lessOrEqual, .equal, .notEqual,
      .softplus, .sigmoid, .squaredDifference, .accumulateProduct, .sumOfProducts:
      2
    default: 1
    }
  }
}
