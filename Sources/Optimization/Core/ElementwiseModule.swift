import Numerics

/// A piece of the update, whole lanes, small enough to stay in the cache.
public struct Block {
  /// The block's first entry of u.
  public let u: UnsafeMutablePointer<Double>
  /// Index of that entry in the whole vector.
  public let offset: Int
  /// The number of lanes (of eight entries).
  public let lanes: Int

  @inlinable func at(_ base: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<Lanes> {
    UnsafeMutableRawPointer(base).assumingMemoryBound(to: Lanes.self)
  }

  /// u ← body(u), lane by lane.
  @inlinable @inline(__always)
  public func update(_ body: (inout Lanes) -> Void) {
    let p = at(u)
    for i in 0..<lanes {
      var lane = p[i]
      body(&lane)
      p[i] = lane
    }
  }

  /// The same with one vector of the module's memory beside u.
  @inlinable @inline(__always)
  public func update(_ a: Vector, _ body: (inout Lanes, inout Lanes) -> Void) {
    let p = at(u), q = at(a.base + offset)
    for i in 0..<lanes {
      var u = p[i], a = q[i]
      body(&u, &a)
      p[i] = u
      q[i] = a
    }
  }

  @inlinable @inline(__always)
  public func update(_ a: Vector, _ b: Vector, _ body: (inout Lanes, inout Lanes, inout Lanes) -> Void) {
    let p = at(u), q = at(a.base + offset), r = at(b.base + offset)
    for i in 0..<lanes {
      var u = p[i], a = q[i], b = r[i]
      body(&u, &a, &b)
      p[i] = u
      q[i] = a
      r[i] = b
    }
  }

  @inlinable @inline(__always)
  public func update(
    _ a: Vector, _ b: Vector, _ c: Vector, _ body: (inout Lanes, inout Lanes, inout Lanes, inout Lanes) -> Void
  ) {
    let p = at(u), q = at(a.base + offset), r = at(b.base + offset), s = at(c.base + offset)
    for i in 0..<lanes {
      var u = p[i], a = q[i], b = r[i], c = s[i]
      body(&u, &a, &b, &c)
      p[i] = u
      q[i] = a
      r[i] = b
      s[i] = c
    }
  }

  /// u ← body(u, a), reading a alone.
  @inlinable @inline(__always)
  public func update(reading a: Vector, _ body: (inout Lanes, Lanes) -> Void) {
    let p = at(u), q = at(a.base + offset)
    for i in 0..<lanes {
      var u = p[i]
      body(&u, q[i])
      p[i] = u
    }
  }

  @inlinable @inline(__always)
  public func update(reading a: Vector, _ b: Vector, _ body: (inout Lanes, Lanes, Lanes) -> Void) {
    let p = at(u), q = at(a.base + offset), r = at(b.base + offset)
    for i in 0..<lanes {
      var u = p[i]
      body(&u, q[i], r[i])
      p[i] = u
    }
  }
}

/// A module whose outgoing entry i depends on the incoming entry i, on its memory's entry i and on numbers of the step.
///
/// `begin` fixes the numbers once a step, `learn` moves the memory, `transform` replaces u. Both see a block at a time, in order,
/// each block once a step; entries of several tensors lie side by side.
open class ElementwiseModule: Module {
  /// False where a step needs more than one pass (a norm, a branch on all entries).
  open var isFusible: Bool { true }

  /// The numbers of this step. A rule that reads value, gradient or parameters asks for them here.
  open func begin(_ objective: Objective) throws {}

  /// The memory learns from this block of u.
  open func learn(_ u: Block) {}

  /// Between learning and transforming, where the module is not fused: chains that act on its memory.
  open func prepareTransform(_ objective: Objective) throws {}

  /// u ← what the module makes of it.
  open func transform(_ u: Block) {}

  /// One loop for both where a module writes its rule in one piece.
  open func learnAndTransform(_ u: Block) {
    learn(u)
    transform(u)
  }

  private func whole(_ objective: Objective) throws -> Block {
    let u = try objective.currentUpdate()
    return Block(u: u.base, offset: 0, lanes: u.paddedCount / 8)
  }

  public override final func update(_ objective: Objective) throws {
    _ = try objective.currentUpdate()
    try begin(objective)
    learn(try whole(objective))
  }

  public override final func apply(_ objective: Objective) throws {
    try prepareTransform(objective)
    transform(try whole(objective))
  }

  open override func step(_ objective: Objective) throws {
    try update(objective)
    try innerChain?.step(objective)
    try apply(objective)
  }
}

/// Neighbouring elementwise modules as one pass over memory.
final class FusedRun {
  private let modules: [ElementwiseModule]
  private let scratch = Vector(count: FusedRun.blockEntries)

  /// 16 KiB of u beside the blocks of the modules' memory.
  static let blockEntries = 2048

  init(_ modules: [ElementwiseModule]) { self.modules = modules }

  /// Where `next` is given, writes x − u into it and keeps u only if the run is one block long or `hasUpdate` was asked for.
  func step(_ objective: Objective, movingInto next: Vector?) throws {
    let source = objective.hasUpdate ? objective.update : try objective.gradient()
    for module in modules { try module.begin(objective) }
    let u = objective.update
    let count = u.paddedCount
    let x = objective.x
    // A move needs no stored update: long ones stay in the scratch block and never reach memory.
    let keeps = next == nil || count <= FusedRun.blockEntries || objective.keepsUpdate
    var offset = 0
    while offset < count {
      let entries = min(FusedRun.blockEntries, count - offset)
      let block = Block(u: keeps ? u.base + offset : scratch.base, offset: offset, lanes: entries / 8)
      if source !== u || !keeps { block.u.update(from: source.base + offset, count: entries) }
      for module in modules {
        module.learnAndTransform(block)
        if objective.run.firstNonFinite == nil { note(block, objective, module) }
      }
      if let next { block.move(from: x, into: next) }
      offset += entries
    }
    objective.hasUpdate = keeps
  }

  @inline(__always)
  private func note(_ block: Block, _ objective: Objective, _ module: Module) {
    let end = objective.layout.count - block.offset
    if !block.isFinite(upTo: end) { objective.run.firstNonFinite = module.place.path }
  }
}

extension Block {
  /// next ← x − u
  @inline(__always)
  fileprivate func move(from x: Vector, into next: Vector) {
    let p = at(u), from = at(x.base + offset), to = at(next.base + offset)
    for i in 0..<lanes { to[i] = from[i] - p[i] }
  }

  /// Whether the entries before `end` (of the block) are finite: 0·u sums to 0 exactly then.
  @inline(__always)
  fileprivate func isFinite(upTo end: Int) -> Bool {
    let p = at(u)
    let full = min(lanes, end / 8)
    var sum = Lanes.zero
    for i in 0..<full { sum += p[i] * 0 }
    var total = sum.sum()
    if full < lanes { for i in (full * 8)..<max(end, full * 8) { total += u[i] * 0 } }
    return total == 0
  }
}
