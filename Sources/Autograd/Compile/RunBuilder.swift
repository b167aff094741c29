import Numerics

/// Where an operand of a block instruction lies.
enum BlockAddress: Equatable {
  /// A lane of copies of a scalar.
  case splat(Int)
  /// Scratch of the run, one block long.
  case register(Int)
  /// The memory of a value, from this entry on, advancing block by block.
  case memory(Int, offset: Int)
  /// The same, but one place for all blocks.
  case fixed(Int, offset: Int)
}

/// A block instruction before addresses are known.
struct BlockStep {
  var code: Opcode
  var d: BlockAddress
  var operands: [BlockAddress] = []
  /// Whether nothing beyond the last entry of the destination may be written.
  var isExact = false
  /// For strided instructions, in the words of `StridedLayout`.
  var layout: [Int] = []
  /// For instructions by a table of the graph.
  var table: Int?
  /// Whether it gives the same entries for each block, so that the first block's serve all.
  var isOnce = false
}

/// Turns the tasks of a run into block instructions; values that stay in the run get scratch registers, reused by liveness.
struct RunBuilder {
  let schedule: Schedule
  let group: Schedule.Group
  /// Whether whole lanes of a value may be read from this entry on.
  let isReadable: (_ value: Int, _ count: Int) -> Bool
  private(set) var steps: [BlockStep] = []
  private(set) var registerCount = 0
  /// Blocks of a multiple of this many entries make the loads of repeated rows the same for each block.
  private(set) var period = 1
  private var kept: Set<Int> = []
  private var free: [Int] = []
  private var registers: [Int: Int] = [:]
  private var lastUse: [Int: Int] = [:]

  init(_ schedule: Schedule, _ group: Schedule.Group, isReadable: @escaping (Int, Int) -> Bool) {
    self.schedule = schedule
    self.group = group
    self.isReadable = isReadable
    for (i, task) in group.tasks.enumerated() {
      for x in schedule.operands(of: task) { lastUse[x] = i }
    }
    for (i, task) in group.tasks.enumerated() { build(task, i) }
  }

  private mutating func newRegister(for v: Int) -> BlockAddress {
    let register = free.popLast() ?? registerCount
    registerCount = max(registerCount, register + 1)
    registers[v] = register
    return .register(register)
  }

  private mutating func build(_ task: Schedule.Task, _ index: Int) {
    let operands = schedule.operands(of: task)
    let addresses = schedule.readsLanes(task) ? operands.map { address($0) } : []
    for x in Set(operands) where lastUse[x] == index {
      if let register = registers.removeValue(forKey: x), !kept.contains(register) { free.append(register) }
    }
    switch task {
    case .value(let v): buildValue(v, addresses)
    case .part(let v, let i): buildPart(v, i, addresses)
    }
  }

  private mutating func buildValue(_ v: Int, _ operands: [BlockAddress]) {
    let isPlaced = schedule.placed[v] != nil
    let d: BlockAddress = schedule.inMemory[v] ? .memory(v, offset: 0) : newRegister(for: v)
    if case .element(let code) = schedule.values[v].operation {
      steps.append(BlockStep(code: code, d: d, operands: operands, isExact: isPlaced))
    } else {
      load(v, into: d)
    }
    if lastUse[v] == nil, let register = registers.removeValue(forKey: v) { free.append(register) }
  }

  private mutating func load(_ v: Int, into d: BlockAddress) {
    let value = schedule.values[v]
    switch value.operation {
    case .load(let layout):
      if case .register(let register) = d, keep(layout, value.count) {
        // A register that is kept must not have been another's, nor become it.
        registers[v] = nil
        free.append(register)
        let own = registerCount
        registerCount += 1
        registers[v] = own
        kept.insert(own)
        steps.append(
          BlockStep(
            code: .load, d: .register(own), operands: [.fixed(value.operands[0], offset: layout.offset)], layout: layout.words,
            isOnce: true))
        return
      }
      steps.append(BlockStep(code: .load, d: d, operands: [.fixed(value.operands[0], offset: layout.offset)], layout: layout.words))
    case .gather(let table):
      steps.append(BlockStep(code: .gather, d: d, operands: [.fixed(value.operands[0], offset: 0)], table: table))
    default:
      // Contiguous, but too near the end of foreign memory to be read in whole lanes.
      steps.append(BlockStep(code: .load, d: d, operands: [.fixed(v, offset: 0)], layout: [1, value.count, 1]))
    }
  }

  /// Whether a load repeats rows that fit into blocks, several of which follow.
  private mutating func keep(_ layout: Layout, _ count: Int) -> Bool {
    guard layout.sizes.count >= 2, layout.strides[0] == 0 else { return false }
    let rows = count / layout.sizes[0], common = period / gcd(period, rows) * rows
    guard common <= 1024, count > common else { return false }
    period = common
    return true
  }

  private func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  private mutating func address(_ x: Int) -> BlockAddress {
    if let register = registers[x] { return .register(register) }
    let value = schedule.values[x]
    if value.count == 1 { return .splat(x) }
    switch value.operation {
    case .load, .gather:
      if schedule.inMemory[x] { return .memory(x, offset: 0) }
    default:
      if isReadable(x, value.count) { return .memory(x, offset: 0) }
    }
    load(x, into: newRegister(for: x))
    return .register(registers[x] ?? 0)
  }

  private mutating func buildPart(_ v: Int, _ i: Int, _ operands: [BlockAddress]) {
    guard case .combine(let combination) = schedule.values[v].operation else { return }
    let part = combination.parts[i]
    switch part.place {
    case .table(let table):
      steps.append(BlockStep(code: .scatterAdd, d: .fixed(v, offset: 0), operands: operands, table: table))
    case .layout(let layout):
      if part.isTotal, combination.reduction == .sum {
        let code: Opcode = part.term == .product ? .sumOfProducts : .sum
        steps.append(BlockStep(code: code, d: .fixed(v, offset: layout.offset), operands: operands))
      } else if part.range != nil {
        steps.append(BlockStep(code: schedule.code(v, combination, i), d: .memory(v, offset: layout.offset), operands: operands, isExact: true))
      } else {
        let code: Opcode =
          switch combination.reduction {
          case .sum: combination.storesParts ? .storeStrided : .addStrided
          case .maximum: .maximumStrided
          case .minimum: .minimumStrided
          }
        steps.append(
          BlockStep(code: code, d: .fixed(v, offset: layout.offset), operands: operands, layout: layout.words))
      }
    }
  }
}
