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
    absorbSpreads()
    for v in values.indices where uses[v] > 0 { fuseProducts(v) }
    for v in values.indices where uses[v] > 0 { fuseIntoElement(v) }
    for v in values.indices where uses[v] > 0 { fuseMultiplyAdds(v) }
    countUses()
  }

  private mutating func countUses() {
    uses = [Int](repeating: 0, count: values.count)
    for output in outputs { uses[output] += 1 }
    for v in values.indices.reversed() where uses[v] > 0 {
      for operand in values[v].operands { uses[operand] += 1 }
    }
  }

  /// pad a + pad b + c is one tensor that a, b and c are added into, however the sum is nested.
  private mutating func absorbSpreads() {
    // Sums that contain a spread, and those of them that a larger such sum contains.
    var isMixed = [Bool](repeating: false, count: values.count), isInner = isMixed
    for v in values.indices where uses[v] > 0 && values[v].operation == .element(.add) && values[v].count > 1 {
      let operands = values[v].operands
      guard operands[0] != operands[1], operands.allSatisfy({ values[$0].count == values[v].count }) else { continue }
      isMixed[v] = operands.contains { isOwnSpread($0) || isMixed[$0] && uses[$0] == 1 }
      if isMixed[v] { for x in operands where uses[x] == 1 { isInner[x] = isMixed[x] } }
    }
    for v in values.indices where isMixed[v] && !isInner[v] {
      var parts: [Combination.Part] = [], sources: [Int] = []
      var pending = [v]
      while let x = pending.popLast() {
        if x == v || isInner[x] {
          pending += values[x].operands.reversed()
        } else if isOwnSpread(x), case .combine(let inner) = values[x].operation {
          parts += inner.parts
          sources += values[x].operands
        } else {
          parts.append(Combination.Part(place: .layout(Layout(contiguous: [values[v].count])), count: values[v].count))
          sources.append(x)
        }
      }
      values[v].operation = .combine(Combination(reduction: .sum, parts: parts, isSpread: true))
      values[v].operands = sources
    }
    countUses()
  }

  private func isOwnSpread(_ v: Int) -> Bool {
    if case .combine(let combination) = values[v].operation { return combination.isSpread && uses[v] == 1 }
    return false
  }

  /// Σab, and d + ab into a part of d, without storing the product.
  private mutating func fuseProducts(_ v: Int) {
    fuse(v) { peephole, part, x in
      guard part.isTotal || part.range != nil, let factors = peephole.factors(of: x) else { return nil }
      return (.product, factors)
    }
  }

  /// d + (ab + c) into a part of d, without storing the sum.
  private mutating func fuseMultiplyAdds(_ v: Int) {
    fuse(v) { peephole, part, x in
      guard part.range != nil, peephole.uses[x] == 1, peephole.values[x].operation == .element(.multiplyAdd) else { return nil }
      return (.multiplyAdd, peephole.values[x].operands)
    }
  }

  private mutating func fuse(_ v: Int, _ fused: (Peephole, Combination.Part, Int) -> (Combination.Term, [Int])?) {
    guard case .combine(var combination) = values[v].operation, combination.reduction == .sum, !combination.storesParts
    else { return }
    let starts = combination.operandStarts
    var operands: [Int] = [], terms: [Combination.Term] = []
    for (i, part) in combination.parts.enumerated() {
      let old = values[v].operands[starts[i]..<starts[i + 1]]
      let (term, needed) = part.term == .operand ? fused(self, part, old[starts[i]]) ?? (.operand, Array(old)) : (part.term, Array(old))
      terms.append(term)
      operands += needed
    }
    combination.setTerms(terms)
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

  /// The operands of a value of this instruction, where one that takes it in may replace it.
  private func absorbable(_ x: Int, _ code: Opcode, into v: Int) -> [Int]? {
    guard uses[x] == 1, values[x].count == values[v].count, values[x].operation == .element(code) else { return nil }
    return values[x].operands
  }

  private mutating func fuseIntoElement(_ v: Int) {
    guard case .element(let code) = values[v].operation else { return }
    let operands = values[v].operands
    switch code {
    case .add, .subtract:
      let (a, b) = (operands[0], operands[1])
      if a != b, values[a].count == values[v].count, let factors = factors(of: a) {
        replace(v, code == .add ? .multiplyAdd : .multiplySubtract, factors + [b])
      } else if a != b, values[b].count == values[v].count, let factors = factors(of: b) {
        replace(v, code == .add ? .multiplyAdd : .negatedMultiplyAdd, factors + [a])
      }
    case .multiply:
      for (x, y) in [(operands[0], operands[1]), (operands[1], operands[0])] where x != y {
        if let inner = absorbable(x, .multiply, into: v) { return replace(v, .multiplyTwice, inner + [y]) }
        if let inner = absorbable(x, .add, into: v) { return replace(v, .addMultiply, inner + [y]) }
        if let inner = absorbable(x, .subtract, into: v) { return replace(v, .subtractMultiply, inner + [y]) }
      }
    case .square:
      if let inner = absorbable(operands[0], .subtract, into: v) { replace(v, .squaredDifference, inner) }
    default: break
    }
  }

  private mutating func replace(_ v: Int, _ code: Opcode, _ operands: [Int]) {
    values[v].operation = .element(code)
    values[v].operands = operands
  }
}
