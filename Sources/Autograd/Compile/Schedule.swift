import Numerics

/// The third stage: what is computed together, and in which order.
///
/// Elementwise work on equally many entries is one run wherever dependencies allow. Each task gets a key; scalar instructions
/// have keys 0, 3, 6, …, matrix work 1, 4, 7, …, runs 2, 5, 8, …, and a task's key is the least that its operands allow. Tasks of
/// one kind (and count) with one key are executed together, in ascending order of keys; only edges inside a group join equal keys.
struct Schedule {
  enum Task {
    case value(Int)
    /// Part i of a combination.
    case part(Int, Int)
  }

  struct Group {
    /// Entries of a run; nil for scalar and matrix work, which has one task each.
    var run: Int?
    var tasks: [Task]
  }

  enum Phase: Int { case scalar, matrix, run }

  let values: [Value]
  let uses: [Int]
  let outputs: [Int]
  /// Parts of a disjoint combination that are computed where they belong: the combination and the offset in it.
  var placed: [(combination: Int, offset: Int)?]
  /// Whether a value of a run is needed in memory. Loads that are not are repeated wherever they are used.
  var inMemory: [Bool]
  var groups: [Group] = []
  private(set) var groupOf: [Int]
  /// The part of an overlapping sum that is stored before the others are added, so that its entries need no zeros.
  var leaders: [Int: Int] = [:]
  private var keys: [Int]

  init(_ program: Peephole) {
    values = program.values
    uses = program.uses
    outputs = program.outputs
    placed = Array(repeating: nil, count: values.count)
    inMemory = Array(repeating: false, count: values.count)
    groupOf = Array(repeating: -1, count: values.count)
    keys = Array(repeating: 0, count: values.count)
    findPlaces()
    group()
    findEscapes()
    chooseLeaders()
  }

  /// The operands of a task.
  func operands(of task: Task) -> [Int] {
    switch task {
    case .value(let v): return values[v].operands
    case .part(let v, let i):
      guard case .combine(let combination) = values[v].operation else { return [] }
      let starts = combination.operandStarts
      return Array(values[v].operands[starts[i]..<starts[i + 1]])
    }
  }

  /// Whether the operands of a task of a run are read lane by lane (those of loads are read at strides).
  func readsLanes(_ task: Task) -> Bool {
    guard case .value(let v) = task else { return true }
    switch values[v].operation {
    case .load, .gather: return false
    default: return true
    }
  }

  /// The first group that writes into a combination, its parts computed in place included.
  func firstGroups() -> [Int] {
    var first = groupOf.map { $0 < 0 ? Int.max : $0 }
    for (number, group) in groups.enumerated() {
      for case .part(let v, _) in group.tasks { first[v] = min(first[v], number) }
    }
    for v in values.indices where uses[v] > 0 {
      if let place = placed[v] { first[place.combination] = min(first[place.combination], first[v]) }
    }
    return first
  }

  /// The value that owns the memory in which `v` lies; nil for inputs, constants and data.
  func owner(_ v: Int) -> Int? {
    if let place = placed[v] { return owner(place.combination) }
    switch values[v].operation {
    case .input, .constant, .data: return nil
    case .view: return owner(values[v].operands[0])
    case .load, .gather: return inMemory[v] ? v : owner(values[v].operands[0])
    default: return v
    }
  }

  private mutating func findPlaces() {
    for v in outputs { inMemory[v] = true }
    for v in values.indices where uses[v] > 0 {
      switch values[v].operation {
      case .view, .load, .gather, .product, .factor, .substitute: for x in values[v].operands { inMemory[x] = true }
      case .combine(let combination) where combination.isDisjoint:
        for (x, part) in zip(values[v].operands, combination.parts) {
          guard placed[x] == nil, let range = part.range, canBePlaced(x) else { continue }
          placed[x] = (v, range.lowerBound)
          inMemory[x] = true
        }
      default: break
      }
    }
  }

  private func canBePlaced(_ v: Int) -> Bool {
    switch values[v].operation {
    case .element, .load, .gather, .product, .substitute, .combine: true
    default: false
    }
  }

  /// The least key of a consumer of `x`, before its own phase is considered.
  private func ready(_ x: Int, for phase: Phase, count: Int) -> Int {
    switch values[x].operation {
    case .input, .constant, .data: return 0
    case .view: return ready(values[x].operands[0], for: phase, count: -1)
    case .load, .gather:
      if !inMemory[x] { return ready(values[x].operands[0], for: phase, count: -1) }
      return phase == .run && values[x].count == count ? keys[x] : keys[x] + 1
    case .element:
      if values[x].count == 1 { return phase == .scalar ? keys[x] : keys[x] + 1 }
      return phase == .run && values[x].count == count ? keys[x] : keys[x] + 1
    case .combine: return keys[x] + 1
    case .product, .factor, .substitute: return phase == .matrix ? keys[x] : keys[x] + 1
    }
  }

  private func key(of operands: [Int], _ phase: Phase, count: Int) -> Int {
    let least = operands.reduce(0) { max($0, ready($1, for: phase, count: count)) }
    return least + (phase.rawValue - least % 3 + 3) % 3
  }

  private mutating func group() {
    var tasks: [(key: Int, count: Int, task: Task)] = []
    for v in values.indices where uses[v] > 0 && values[v].count > 0 {
      switch values[v].operation {
      case .input, .constant, .data, .view: continue
      case .load, .gather: if !inMemory[v] { continue }
      case .combine(let combination):
        for i in combination.parts.indices {
          let operands = operands(of: .part(v, i)), count = combination.parts[i].count
          let phase = count == 1 ? Phase.scalar : .run
          let key = key(of: operands, phase, count: count)
          if let place = placed[operands[0]], place.combination == v, combination.parts[i].range?.lowerBound == place.offset {
            keys[v] = max(keys[v], keys[operands[0]])
          } else {
            keys[v] = max(keys[v], key)
            tasks.append((key, count == 1 ? 0 : count, .part(v, i)))
          }
        }
        // One that nothing is combined into is filled at the very start.
        if combination.parts.isEmpty { tasks.append((0, 0, .value(v))) }
        continue
      default: break
      }
      let phase = self.phase(of: v), count = phase == .run ? values[v].count : 0
      // A load may read any entry of its operand, which must then be complete: it joins no run of the operand's.
      keys[v] = key(of: values[v].operands, phase, count: readsLanes(.value(v)) ? count : -1)
      tasks.append((keys[v], count, .value(v)))
    }
    let order = tasks.indices.sorted {
      (tasks[$0].key, tasks[$0].count, $0) < (tasks[$1].key, tasks[$1].count, $1)
    }
    var last = (key: -1, count: 0)
    for (key, count, task) in order.lazy.map({ tasks[$0] }) {
      if count == 0 || last != (key, count) { groups.append(Group(run: count == 0 ? nil : count, tasks: [])) }
      groups[groups.count - 1].tasks.append(task)
      if case .value(let v) = task { groupOf[v] = groups.count - 1 }
      last = (key, count)
    }
  }

  private func phase(of v: Int) -> Phase {
    switch values[v].operation {
    case .product, .factor, .substitute: .matrix
    default: values[v].count == 1 ? .scalar : .run
    }
  }

  /// Values of runs that another group reads.
  private mutating func findEscapes() {
    for (number, group) in groups.enumerated() {
      for task in group.tasks {
        for x in operands(of: task) where groupOf[x] >= 0 && groupOf[x] != number { inMemory[x] = true }
      }
    }
  }
}
