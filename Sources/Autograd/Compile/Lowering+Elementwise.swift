import Numerics

extension Lowering {
  mutating func lower(_ f: Unary, _ x: Int, _ count: Int) -> Int {
    switch f {
    case .detach: return x
    case .sigmoid, .softplus:
      let e = element(.expNegatedMagnitude, [x], count)
      return element(Opcode(f), [x, e], count)
    default: return element(Opcode(f), [x], count)
    }
  }

  mutating func lower(_ f: Binary, _ a: Int, _ b: Int, _ count: Int) -> Int {
    if f == .power, let exponent = exponent(b), let power = power(a, exponent, count) { return power }
    if f == .divide, let divisor = constantValue(b), let inverse = exactInverse(divisor) {
      return element(.multiply, [a, constant(inverse)], count)
    }
    return element(Opcode(f), f.swapsOperands ? [b, a] : [a, b], count)
  }

  private mutating func exponent(_ v: Int) -> Double? { constantValue(uniformEntry(v) ?? v) }

  /// Small whole powers by multiplication: within an ulp or two of the library's, and twenty times as fast.
  private mutating func power(_ x: Int, _ exponent: Double, _ count: Int) -> Int? {
    switch exponent {
    case 1: return x
    case 2: return element(.square, [x], count)
    case 3: return element(.multiply, [x, element(.square, [x], count)], count)
    case 4: return element(.square, [element(.square, [x], count)], count)
    case -1: return element(.reciprocal, [x], count)
    case -2: return element(.reciprocal, [element(.square, [x], count)], count)
    default: return nil
    }
  }

  /// 1 / x where that is exact, and a normal float too.
  private func exactInverse(_ x: Double) -> Double? {
    x.isNormal && x.significandBitPattern == 0 && Swift.abs(x.exponent) < 100 ? 1 / x : nil
  }

  mutating func lower(_ reduction: Reduction, _ axes: [Int], _ x: Int, _ shape: Shape, _ count: Int, isOnlyUse: Bool) -> Int {
    if count == shape.entries { return x }
    if reduction == .sum, count == 1, isOnlyUse { return total(x) }
    let kept = shape.indices.filter { !axes.contains($0) }
    let keptStrides = Layout.strides(of: kept.map { shape[$0] })
    var strides = [Int](repeating: 0, count: shape.count)
    for (axis, stride) in zip(kept, keptStrides) { strides[axis] = stride }
    return combine(reduction, [(x, .layout(Layout(sizes: shape, strides: strides)))], count)
  }

  /// Σx, factors taken out, and sums of squares and the like as sums of their totals: each is then one pass that stores nothing.
  /// (Terms of either sign stay together, because their totals might cancel.)
  mutating func total(_ x: Int) -> Int {
    let value = values[x]
    if case .element(let code) = value.operation, value.count > 1 {
      switch code {
      case .multiply where count(value.operands[0]) == 1:
        return element(.multiply, [value.operands[0], total(value.operands[1])], 1)
      case .multiply where count(value.operands[1]) == 1:
        return element(.multiply, [value.operands[1], total(value.operands[0])], 1)
      case .add where value.operands.allSatisfy({ count($0) > 1 && isNonNegative($0) }):
        return element(.add, [total(value.operands[0]), total(value.operands[1])], 1)
      default: break
      }
    }
    return combine(.sum, [(x, .layout(Layout(sizes: [value.count], strides: [0])))], 1)
  }

  private func isNonNegative(_ v: Int) -> Bool {
    if let value = constantValue(v) { return value >= 0 }
    guard case .element(let code) = values[v].operation else { return false }
    switch code {
    case .square, .abs, .exp, .expNegatedMagnitude, .softplus, .sigmoid, .relu: return true
    case .multiply, .add: return values[v].operands.allSatisfy { isNonNegative($0) }
    default: return false
    }
  }
}
