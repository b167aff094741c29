import Numerics

/// The fourth stage: places in the arena, in entries. Numbers, inputs and constants keep theirs; buffers and scalar slots are
/// used again once their last reader has run.
struct MemoryPlan {
  /// Where each value that owns memory begins; -1 for others.
  private(set) var offsets: [Int]
  /// Where each constant and scalar that a run reads has its lane of copies.
  private(set) var splats: [Int: Int] = [:]
  private(set) var inputs: [Int] = []
  /// What combinations are filled with before anything is combined, and where that number is.
  private(set) var fills: [Double: Int] = [:]
  /// Where the scratch of runs and of solves begins.
  private(set) var scratch = 0
  /// Entries of the arena.
  private(set) var size = 0
  /// Entries that all buffers would take without reuse.
  private(set) var sizeWithoutReuse = 0

  private let lane: Int
  private let schedule: Schedule
  /// The first and the last group that touches what a value owns.
  private(set) var first: [Int]
  private var last: [Int]

  init(_ schedule: Schedule, inputs shapes: [Shape], lane: Int, scratch scratchSize: Int, dataInArena: (Int) -> Bool) {
    self.schedule = schedule
    self.lane = lane
    let values = schedule.values
    offsets = Array(repeating: -1, count: values.count)
    first = Array(repeating: .max, count: values.count)
    last = Array(repeating: -1, count: values.count)
    findLives()
    planScalars()
    for v in values.indices where schedule.uses[v] > 0 {
      if case .constant = values[v].operation { offsets[v] = take(1) }
    }
    for value in [0, -Double.infinity, .infinity] { fills[value] = take(1) }
    size = padded(size)
    for group in schedule.groups where group.run != nil {
      for v in splatOperands(of: group) where splats[v] == nil { splats[v] = take(lane) }
    }
    for shape in shapes { inputs.append(take(staggered(shape.entries))) }
    for v in values.indices where schedule.uses[v] > 0 {
      switch values[v].operation {
      case .input(let number) where shapes.indices.contains(number): offsets[v] = inputs[number]
      case .input: offsets[v] = take(staggered(values[v].count))
      case .data(let number) where dataInArena(number): offsets[v] = take(staggered(values[v].count))
      default: break
      }
    }
    planBuffers()
    // Operands are read in whole lanes.
    scratch = padded(size) + lane
    size = scratch + scratchSize + lane
  }

  /// The distance to the next array after `count` entries: whole lanes, and not about a multiple of 4096 bytes. The processor
  /// compares the last 12 bits of addresses to find out whether a load waits for an earlier store; arrays that are passed through
  /// together must not look alike to it.
  static func staggered(_ count: Int, lane: Int) -> Int {
    let lanes = (count + lane - 1) / lane, rest = lanes % 64
    if lanes < 32 || (9...55).contains(rest) { return lanes * lane }
    return (lanes + (rest < 9 ? 17 - rest : 81 - rest)) * lane
  }

  /// A block of a run may begin anywhere (blocks of rows do) and is written in whole lanes: the last may reach a lane further
  /// than the last entry's.
  private func staggered(_ count: Int) -> Int { Self.staggered(count + lane, lane: lane) }

  private func padded(_ count: Int) -> Int { (count + lane - 1) / lane * lane }

  private mutating func take(_ count: Int) -> Int {
    size += count
    return size - count
  }

  /// The scalars that a run reads, each once.
  private func splatOperands(of group: Schedule.Group) -> [Int] {
    group.tasks.lazy.filter { schedule.readsLanes($0) }.flatMap { schedule.operands(of: $0) }
      .filter { schedule.values[$0].count == 1 }
  }

  private mutating func findLives() {
    for (number, group) in schedule.groups.enumerated() {
      for task in group.tasks {
        switch task {
        case .value(let v), .part(let v, _): touch(v, number)
        }
        for x in schedule.operands(of: task) { touch(x, number) }
      }
    }
    for v in schedule.outputs { touch(v, schedule.groups.count) }
  }

  private mutating func touch(_ v: Int, _ group: Int) {
    guard let owner = schedule.owner(v) else { return }
    first[owner] = min(first[owner], group)
    last[owner] = max(last[owner], group)
  }

  /// Whether v owns memory of the plan.
  private func owns(_ v: Int) -> Bool {
    guard last[v] >= 0, schedule.owner(v) == v, schedule.values[v].count > 0 else { return false }
    if case .element = schedule.values[v].operation { return schedule.values[v].count == 1 || schedule.inMemory[v] }
    return true
  }

  private func owners(scalar: Bool) -> [Int] {
    schedule.values.indices.filter { owns($0) && (schedule.values[$0].count == 1) == scalar }.sorted { first[$0] < first[$1] }
  }

  /// An instruction reads before it writes, so that its result may take the slot of an operand read for the last time.
  private mutating func planScalars() {
    var free: [Int] = [], ending: [Int: [Int]] = [:], next = 0
    for v in owners(scalar: true) {
      // What is combined step by step must not lie on an operand of its first step.
      var isCombined = false
      if case .combine = schedule.values[v].operation { isCombined = true }
      while next < (isCombined ? first[v] : first[v] + 1) {
        free += ending.removeValue(forKey: next) ?? []
        next += 1
      }
      sizeWithoutReuse += 1
      offsets[v] = free.popLast() ?? take(1)
      ending[last[v], default: []].append(offsets[v])
    }
  }

  private mutating func planBuffers() {
    let start = padded(size)
    var free = FreeSpace(), top = start
    var ending: [Int: [Int]] = [:], next = 0
    for v in owners(scalar: false) {
      while next < first[v] {
        for ended in ending.removeValue(forKey: next) ?? [] { free.give(offsets[ended], staggered(schedule.values[ended].count)) }
        next += 1
      }
      let count = staggered(schedule.values[v].count)
      sizeWithoutReuse += count
      if let place = free.take(count) {
        offsets[v] = place
      } else {
        offsets[v] = top
        top += count
      }
      ending[last[v], default: []].append(v)
    }
    size = top
  }
}

/// Free intervals in ascending order; neighbours are joined.
struct FreeSpace {
  private var intervals: [Range<Int>] = []

  /// The tightest interval that is large enough.
  mutating func take(_ count: Int) -> Int? {
    var best: Int?
    for (i, interval) in intervals.enumerated() where interval.count >= count {
      if best == nil || interval.count < intervals[best!].count { best = i }
    }
    guard let best else { return nil }
    let start = intervals[best].lowerBound
    intervals[best] = (start + count)..<intervals[best].upperBound
    if intervals[best].isEmpty { intervals.remove(at: best) }
    return start
  }

  mutating func give(_ start: Int, _ count: Int) {
    let i = intervals.firstIndex { $0.lowerBound > start } ?? intervals.count
    intervals.insert(start..<(start + count), at: i)
    if i + 1 < intervals.count, intervals[i].upperBound == intervals[i + 1].lowerBound { join(i) }
    if i > 0, intervals[i - 1].upperBound == intervals[i].lowerBound { join(i - 1) }
  }

  private mutating func join(_ i: Int) {
    intervals[i] = intervals[i].lowerBound..<intervals[i + 1].upperBound
    intervals.remove(at: i + 1)
  }
}
