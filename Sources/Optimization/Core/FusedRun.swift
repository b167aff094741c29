import Numerics

/// Neighbouring elementwise modules as one pass over memory, block by block.
final class FusedRun {
  /// Unmanaged, since counting references would take a good part of a small step; the chain owns the modules.
  private let modules: [Unmanaged<ElementwiseModule>]
  /// How many of them are rules; a last one that only scales is applied while moving.
  private let ruleCount: Int
  private let scratch = Vector(count: FusedRun.blockEntries)
  /// Where the block at work lies.
  private let present = UnsafeMutablePointer<UnsafeMutablePointer<Double>>.allocate(capacity: 1)

  /// Blocks of u, x and some vectors of memory stay in the first-level cache together, and the streams of memory are read so
  /// closely after one another that the processor fetches them side by side.
  static let blockEntries = 256

  init(_ modules: [ElementwiseModule]) {
    self.modules = modules.map { .passUnretained($0) }
    ruleCount = modules.count - (modules.last?.onlyScales == true ? 1 : 0)
  }

  deinit { present.deallocate() }

  /// Where `next` is given, writes x − u into its x; u is then kept only if `keepsUpdate` was asked for.
  func step(_ objective: Objective, movingInto next: Point?) throws {
    let source = objective.hasUpdate ? objective.update.base : try objective.gradient().base
    for module in modules { try module._withUnsafeGuaranteedRef { module in try module.begin(objective) } }
    guard let next else { return replace(objective, source) }

    let keeps = objective.keepsUpdate
    let u = objective.update.base, x = objective.point.x.base
    let scale = ruleCount < modules.count ? modules[ruleCount]._withUnsafeGuaranteedRef { $0.factor } : 1
    let arrival = next.x.base, count = next.x.count
    var offset = 0
    while offset < count {
      let block = self.block(source, keeps ? u + offset : scratch.base, offset, count)
      for k in 0..<ruleCount { modules[k]._withUnsafeGuaranteedRef { module in module.learnAndTransform(block) } }
      let finite = block.move(from: x, into: arrival, times: scale, keeping: keeps, upTo: count - offset)
      if !finite, objective.run.firstNonFinite == nil { blame(objective, source, offset, count) }
      offset += FusedRun.blockEntries
    }
    objective.hasUpdate = keeps
  }

  /// u ← what the modules make of the source.
  private func replace(_ objective: Objective, _ source: UnsafeMutablePointer<Double>) {
    let u = objective.update.base, count = objective.update.count
    var offset = 0
    while offset < count {
      let block = self.block(source, u + offset, offset, count)
      for module in modules {
        module._withUnsafeGuaranteedRef { module in
          module.learnAndTransform(block)
          if objective.run.firstNonFinite == nil, !block.isFinite(upTo: count - offset) {
            objective.run.firstNonFinite = module.place.path
          }
        }
      }
      _ = block.u
      offset += FusedRun.blockEntries
    }
    objective.hasUpdate = true
  }

  /// One module after the other over the whole update, so that each can be measured. Entries go their ways apart, so that the order of
  /// blocks and modules does not show in the bits.
  func step(_ objective: Objective, watchedBy watch: ChainWatch) throws {
    let u = try objective.currentUpdate()
    for module in modules { try module.takeUnretainedValue().begin(objective) }
    for module in modules {
      let module = module.takeUnretainedValue()
      watch.beginStage(objective)
      var offset = 0
      while offset < u.count {
        let block = self.block(u.base, u.base + offset, offset, u.count)
        module.learnAndTransform(block)
        _ = block.u
        offset += FusedRun.blockEntries
      }
      if objective.run.firstNonFinite == nil, !u.isFinite { objective.run.firstNonFinite = module.place.path }
      watch.endStage(module, objective)
    }
  }

  /// The block at `offset`, which lies in the source and is to be written into `destination`.
  @inline(__always)
  private func block(
    _ source: UnsafeMutablePointer<Double>, _ destination: UnsafeMutablePointer<Double>, _ offset: Int, _ count: Int
  ) -> Block {
    present.initialize(to: source + offset)
    let lanes = (min(FusedRun.blockEntries, count - offset) + 7) >> 3
    return Block(destination: destination, present: present, offset: offset, lanes: lanes)
  }

  /// Names the module that gave the first value that is not finite, by repeating its rules on this block: the run ends here, so
  /// that nothing else will use the memory that moves again.
  private func blame(_ objective: Objective, _ source: UnsafeMutablePointer<Double>, _ offset: Int, _ count: Int) {
    let block = self.block(source, scratch.base, offset, count)
    for module in modules {
      let module = module.takeUnretainedValue()
      module.learnAndTransform(block)
      if !block.isFinite(upTo: count - offset) || module === modules.last?.takeUnretainedValue() {
        objective.run.firstNonFinite = module.place.path
        return
      }
    }
  }
}
