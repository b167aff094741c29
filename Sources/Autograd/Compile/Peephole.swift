import Numerics

/// The second stage: instructions that do the work of several.
struct Peephole {
  private(set) var values: [Value]
  /// How often each value is needed; 0 where it is dead.
  private(set) var uses: [Int] = []
  let outputs: [Int]

  init(_ lowering: Lowering) {
    values = lowering.values
    outputs = lowering.outputs
    countUses()
    for v in values.indices where uses[v] > 0 { absorbSpreads(v) }
    for v in values.indices where uses[v] > 0 { fuseIntoCombination(v) }
    for v in values.indices where uses[v] > 0 { fuseMultiplyAdd(v) }
    countUses()
  }

  private mutating func countUses() {
    uses = [Int](repeating: 0, count: values.count)
    for output in outputs { uses[output] += 1 }
    for v in values.indices.reversed() where uses[v] > 0 {
      for operand in values[v].operands { uses[operand] += 1 }
    }
  }

  /// pad a + pad b + c is one tensor that a, b and c are added into.
  private mutating func absorbSpreads(_ v: Int) {
    guard values[v].operation == .element(.add), values[v].count > 1 else { return }
    let count = values[v].count
    let operands = values[v].operands
    guard operands[0] != operands[1], operands.contains(where: { isOwnSpread($0) }),
      operands.allSatisfy({ values[$0].count == count })
    else { return }
    var parts: [Combination.Part] = [], sources: [Int] = []
    for operand in operands {
      if isOwnSpread(operand), case .combine(let inner) = values[operand].operation {
        parts += inner.parts
        sources += values[operand].operands
      } else {
        parts.append(Combination.Part(place: .layout(Layout(contiguous: [count])), count: count))
        sources.append(operand)
      }
    }
    values[v].operation = .combine(Combination(reduction: .sum, parts: parts, isSpread: true))
    values[v].operands = sources
  }

  private func isOwnSpread(_ v: Int) -> Bool {
    if case .combine(let combination) = values[v].operation { return combination.isSpread && uses[v] == 1 }
    return false
  }

  /// Σab, and d + ab into a part of d, without storing the product.
  private mutating func fuseIntoCombination(_ v: Int) {
    guard case .combine(var combination) = values[v].operation, combination.reduction == .sum, !combination.storesParts
    else { return }
    var operands: [Int] = []
    for (i, x) in values[v].operands.enumerated() {
      let part = combination.parts[i]
      if part.isTotal || part.range != nil, let factors = factors(of: x) {
        combination.parts[i].isProduct = true
        operands += factors
      } else {
        operands.append(x)
      }
    }
    values[v].operation = .combine(combination)
    values[v].operands = operands
  }

  /// The operands of a product that nothing else needs.
  private func factors(of v: Int) -> [Int]? {
    guard uses[v] == 1, case .element(let code) = values[v].operation else { return nil }
    switch code {
    case .multiply: return values[v].operands
    case .square: return [values[v].operands[0], values[v].operands[0]]
    default: return nil
    }
  }

  private mutating func fuseMultiplyAdd(_ v: Int) {
    guard case .element(let code) = values[v].operation, code == .add || code == .subtract else { return }
    let (a, b) = (values[v].operands[0], values[v].operands[1])
    if a != b, values[a].count == values[v].count, let factors = factors(of: a) {
      values[v].operation = .element(code == .add ? .multiplyAdd : .multiplySubtract)
      values[v].operands = factors + [b]
    } else if a != b, values[b].count == values[v].count, let factors = factors(of: b) {
      values[v].operation = .element(code == .add ? .multiplyAdd : .negatedMultiplyAdd)
      values[v].operands = factors + [a]
    }
  }
}
