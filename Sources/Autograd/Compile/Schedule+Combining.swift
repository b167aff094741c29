import Numerics

// How parts are combined: what is stored, what is added, and what must be zero before.

extension Schedule {
  /// Where overlapping parts are added by one run, block by block, the one with the highest offset may be stored: the others
  /// add to entries that it has passed, and it never returns to them.
  mutating func chooseLeaders() {
    var parts: [Int: [(group: Int, part: Int)]] = [:]
    for (number, group) in groups.enumerated() {
      for case .part(let v, let i) in group.tasks { parts[v, default: []].append((number, i)) }
    }
    for (v, parts) in parts {
      guard case .combine(let combination) = values[v].operation, combination.reduction == .sum, !combination.storesParts,
        combination.parts.allSatisfy({ $0.range != nil }), let first = parts.map(\.group).min()
      else { continue }
      let offset = { (i: Int) in combination.parts[i].range?.lowerBound ?? 0 }
      guard let leader = parts.filter({ $0.group == first }).map(\.part).max(by: { offset($0) < offset($1) }) else { continue }
      leaders[v] = leader
      lead(v, leader, offset(leader), group: first)
    }
  }

  /// Moves the leader before the other parts; it is computed in place where nothing else needs it.
  private mutating func lead(_ v: Int, _ leader: Int, _ offset: Int, group number: Int) {
    let task = Task.part(v, leader), operands = operands(of: task)
    let isOther = { (task: Task) in if case .part(v, leader) = task { false } else { true } }
    groups[number].tasks = groups[number].tasks.filter(isOther)
    if operands.count == 1, uses[operands[0]] == 1, groupOf[operands[0]] == number, !inMemory[operands[0]],
      case .element = values[operands[0]].operation {
      placed[operands[0]] = (v, offset)
      inMemory[operands[0]] = true
      return
    }
    let place = groups[number].tasks.firstIndex { if case .part(v, _) = $0 { true } else { false } }
    groups[number].tasks.insert(task, at: place ?? groups[number].tasks.count)
  }

  /// The instruction that combines a contiguous part of a sum.
  func code(_ v: Int, _ combination: Combination, _ i: Int) -> Opcode {
    let isStored = combination.storesParts || leaders[v] == i
    return switch combination.parts[i].term {
    case .operand: isStored ? .copy : .accumulate
    case .product: isStored ? .multiply : .accumulateProduct
    case .multiplyAdd: isStored ? .multiplyAdd : .accumulateMultiplyAdd
    }
  }

  /// The ranges of a combination that hold something before parts are combined into it, and what; none where parts write all.
  func fills(of v: Int) -> (ranges: [Range<Int>], value: Double) {
    let count = values[v].count
    guard case .combine(let combination) = values[v].operation, let value = combination.initial(count) else { return ([], 0) }
    guard let leader = leaders[v], let range = combination.parts[leader].range else { return ([0..<count], value) }
    return ([0..<range.lowerBound, range.upperBound..<count].filter { !$0.isEmpty }, value)
  }
}
