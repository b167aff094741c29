import Numerics

/// The last stage: addresses, and instructions in the order of execution.
struct Assembler<T: KernelElement> {
  private let schedule: Schedule
  private let graph: Graph
  private var plan: MemoryPlan
  private let builders: [Int: RunBuilder]
  private let base: UnsafeMutablePointer<T>
  private let isInArena: [Int: Bool]

  private var instructions: [Instruction] = []
  private var runs: [Run] = []
  private var blocks: [BlockInstruction] = []
  /// Layouts and tables, and for each block instruction where its words begin.
  private var words: [Int] = []
  private var wordStarts: [Int] = []
  private var tableStarts: [Int: Int] = [:]
  private var products: [MatrixCall<MatrixProduct>] = []
  private var factors: [MatrixCall<Factorization>] = []
  private var substitutions: [MatrixCall<Substitution>] = []
  private var splatsDone: Set<Int> = []

  static func assemble(_ schedule: Schedule, graph: Graph, inputs: [Shape]) -> Tape {
    var assembler = Assembler(schedule, graph, inputs)
    return assembler.tape(inputs)
  }

  private init(_ schedule: Schedule, _ graph: Graph, _ inputs: [Shape]) {
    self.schedule = schedule
    self.graph = graph
    let values = schedule.values
    // Large tensors of doubles are read where they are; scalar instructions reach the arena only.
    var isInArena: [Int: Bool] = [:]
    for v in values.indices where schedule.uses[v] > 0 {
      if case .data(let number) = values[v].operation {
        isInArena[number] = T.self != Double.self || values[v].count <= 4096
      }
    }
    for v in values.indices where schedule.uses[v] > 0 && values[v].count == 1 {
      if case .view = values[v].operation, case .data(let number) = values[values[v].operands[0]].operation {
        isInArena[number] = true
      }
    }
    self.isInArena = isInArena
    let lane = T._laneEntries
    let isReadable = { (v: Int, count: Int) -> Bool in
      var root = v, offset = 0
      if case .view(let start) = values[v].operation { (root, offset) = (values[v].operands[0], start) }
      guard case .data(let number) = values[root].operation, isInArena[number] == false else { return true }
      return offset + (count + lane - 1) / lane * lane <= graph.data[number].paddedCount
    }
    var builders: [Int: RunBuilder] = [:]
    var scratch = 0
    for (number, group) in schedule.groups.enumerated() where group.run != nil {
      let builder = RunBuilder(schedule, group, isReadable: isReadable)
      builders[number] = builder
      scratch = max(scratch, builder.registerCount * Self.registerStride(builder))
    }
    for v in values.indices where schedule.uses[v] > 0 {
      if case .substitute(let work) = values[v].operation { scratch = max(scratch, work.n * work.k) }
    }
    self.builders = builders
    plan = MemoryPlan(schedule, inputs: inputs, lane: lane, scratch: scratch) { isInArena[$0] == true }
    let size = plan.size * MemoryLayout<T>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    base = raw.bindMemory(to: T.self, capacity: plan.size)
  }

  // MARK: Addresses

  /// The entries of a block: what a run touches should stay in the first-level cache.
  private static func blockSize(_ builder: RunBuilder) -> Int {
    let entries = 32768 / MemoryLayout<T>.stride / max(2, builder.registerCount + 2)
    let block = min(1024, max(256, entries / 64 * 64))
    if builder.period > 1 { return max(1, block / builder.period) * builder.period }
    // Blocks of about equal size: a short one costs nearly as much to go through as a long one.
    let count = builder.group.run ?? block, number = (count + block - 1) / block
    return ((count + number - 1) / number + 63) / 64 * 64
  }

  private static func registerStride(_ builder: RunBuilder) -> Int { MemoryPlan.staggered(blockSize(builder), lane: T._laneEntries) }

  private func address(_ v: Int) -> UnsafeMutablePointer<T> {
    if let place = schedule.placed[v] { return address(place.combination) + place.offset }
    let value = schedule.values[v]
    switch value.operation {
    case .view(let offset): return address(value.operands[0]) + offset
    case .data(let number) where isInArena[number] == false:
      return UnsafeMutableRawPointer(graph.data[number].base).assumingMemoryBound(to: T.self)
    default: return base + max(0, plan.offsets[v])
    }
  }

  private func offset(_ v: Int) -> Int32 { offset(address(v)) }
  private func offset(_ p: UnsafeMutablePointer<T>) -> Int32 { Int32(truncatingIfNeeded: p - base) }

  // MARK: Tape

  private mutating func tape(_ inputs: [Shape]) -> Tape {
    fillConstants()
    let firstGroups = schedule.firstGroups()
    var fills: [Int: [Int]] = [:]
    for v in schedule.values.indices.reversed() where schedule.uses[v] > 0 {
      if case .combine = schedule.values[v].operation, schedule.values[v].count > 0, firstGroups[v] < .max { fills[firstGroups[v], default: []].append(v) }
    }
    for (number, group) in schedule.groups.enumerated() {
      if group.run != nil { emitSplats(group) }
      for v in fills[number] ?? [] { emitFill(v) }
      if let count = group.run, let builder = builders[number] {
        emitRun(count, builder)
      } else {
        for task in group.tasks { emit(task) }
      }
    }
    let pool = Pool(words)
    for i in blocks.indices { blocks[i].words = pool.base + wordStarts[i] }
    return Tape(
      arena: UnsafeMutableRawPointer(base), size: plan.size, sizeWithoutReuse: plan.sizeWithoutReuse,
      scratch: UnsafeMutableRawPointer(base + plan.scratch),
      instructions: Pool(instructions), runs: Pool(runs), blocks: Pool(blocks), words: pool, products: Pool(products),
      factors: Pool(factors), substitutions: Pool(substitutions),
      inputs: Pool(zip(plan.inputs, inputs).map { Port(address: UnsafeMutableRawPointer(base + $0.0), count: $0.1.entries) }),
      outputs: Pool(schedule.outputs.map { Port(address: UnsafeMutableRawPointer(address($0)), count: schedule.values[$0].count) }))
  }

  private mutating func fillConstants() {
    for (value, offset) in plan.fills { base[offset] = T(value) }
    for v in schedule.values.indices where schedule.uses[v] > 0 {
      switch schedule.values[v].operation {
      case .constant(let bits):
        let x = T(Double(bitPattern: bits))
        address(v).pointee = x
        if let splat = plan.splats[v] { (base + splat).update(repeating: x, count: T._laneEntries) }
        splatsDone.insert(v)
      case .data(let number) where isInArena[number] == true:
        let source = graph.data[number].base, target = address(v)
        for i in 0..<schedule.values[v].count { target[i] = T(source[i]) }
      default: break
      }
    }
  }

  private mutating func emit(_ code: Opcode, d: Int32 = 0, a: Int32 = 0, b: Int32 = 0, c: Int32 = 0) {
    instructions.append(Instruction(code: code, d: d, a: a, b: b, c: c))
  }

  private mutating func emitSplats(_ group: Schedule.Group) {
    for task in group.tasks where schedule.readsLanes(task) {
      for x in schedule.operands(of: task) where schedule.values[x].count == 1 && splatsDone.insert(x).inserted {
        emit(.splat, d: Int32(truncatingIfNeeded: plan.splats[x] ?? 0), a: offset(x))
      }
    }
  }

  private mutating func emitFill(_ v: Int) {
    let (ranges, value) = schedule.fills(of: v), number = Int32(truncatingIfNeeded: plan.fills[value] ?? 0)
    for range in ranges {
      let d = offset(address(v) + range.lowerBound)
      if range.count == 1 {
        emit(.copy, d: d, a: number)
      } else {
        emit(.fill, d: d, a: number, b: Int32(clamping: range.count))
      }
    }
  }

  private mutating func emit(_ task: Schedule.Task) {
    let operands = schedule.operands(of: task)
    switch task {
    case .value(let v):
      switch schedule.values[v].operation {
      case .element(let code):
        let places = operands.map { offset($0) } + [0, 0]
        emit(code, d: offset(v), a: places[0], b: places[1], c: places[2])
      case .product(let work):
        emit(.product, a: Int32(products.count))
        products.append(call(work, operands[0], operands[1], v))
      case .factor(let work):
        emit(.factor, a: Int32(factors.count))
        factors.append(call(work, operands[0], operands[0], v))
      case .substitute(let work):
        emit(.substitute, a: Int32(substitutions.count))
        substitutions.append(call(work, operands[0], operands[1], v))
      default: break
      }
    case .part(let v, let i):
      guard case .combine(let combination) = schedule.values[v].operation else { return }
      emitScalarPart(v, combination, i, operands)
    }
  }

  private func call<Work>(_ work: Work, _ a: Int, _ b: Int, _ v: Int) -> MatrixCall<Work> {
    MatrixCall(
      work: work, a: UnsafeMutableRawPointer(address(a)), b: UnsafeMutableRawPointer(address(b)),
      result: UnsafeMutableRawPointer(address(v)))
  }

  private mutating func emitScalarPart(_ v: Int, _ combination: Combination, _ i: Int, _ operands: [Int]) {
    let part = combination.parts[i]
    let entry =
      switch part.place {
      case .layout(let layout): layout.offset
      case .table(let table): graph.tables[table][0]
      }
    let code: Opcode =
      switch combination.reduction {
      case .sum: schedule.code(v, combination, i)
      case .maximum: .maximumInto
      case .minimum: .minimumInto
      }
    let places = operands.map { offset($0) } + [0, 0]
    emit(code, d: offset(address(v) + entry), a: places[0], b: places[1], c: places[2])
  }

  // MARK: Runs

  private mutating func emitRun(_ count: Int, _ builder: RunBuilder) {
    let first = blocks.count
    let once = builder.steps.filter(\.isOnce)
    for step in once + builder.steps.filter({ !$0.isOnce }) {
      let d = place(step.d, builder), operands = step.operands.map { place($0, builder) }
      let (a, b, c) = (operands.first ?? d, operands.count > 1 ? operands[1] : d, operands.count > 2 ? operands[2] : d)
      wordStarts.append(wordStart(step))
      blocks.append(
        BlockInstruction(
          code: step.code, isExact: step.isExact, d: d.pointer, a: a.pointer, b: b.pointer, c: c.pointer,
          maskD: d.mask, maskA: a.mask, maskB: b.mask, maskC: c.mask, strideA: a.stride, strideB: b.stride, strideC: c.stride,
          words: UnsafeMutableRawPointer(base).assumingMemoryBound(to: Int.self)))
    }
    emit(.run, a: Int32(runs.count))
    runs.append(
      Run(count: count, block: Self.blockSize(builder), first: first, body: first + once.count, end: blocks.count))
  }

  private func place(_ address: BlockAddress, _ builder: RunBuilder)
    -> (pointer: UnsafeMutableRawPointer, mask: Int, stride: Int) {
    switch address {
    case .splat(let v): (UnsafeMutableRawPointer(base + (plan.splats[v] ?? 0)), 0, 0)
    case .register(let r): (UnsafeMutableRawPointer(base + plan.scratch + r * Self.registerStride(builder)), 0, 64)
    case .memory(let v, let offset): (UnsafeMutableRawPointer(self.address(v) + offset), -1, 64)
    case .fixed(let v, let offset): (UnsafeMutableRawPointer(self.address(v) + offset), 0, 64)
    }
  }

  private mutating func wordStart(_ step: BlockStep) -> Int {
    if let table = step.table {
      if let known = tableStarts[table] { return known }
      tableStarts[table] = words.count
      words += graph.tables[table]
      return tableStarts[table] ?? 0
    }
    words += step.layout
    return words.count - step.layout.count
  }
}
