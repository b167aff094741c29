import Numerics

/// Neighbouring elementwise modules as one pass over memory, block by block.
final class FusedRun {
  private let modules: [ElementwiseModule]
  /// The last of them where it only scales: that is done while moving.
  private let scaler: ElementwiseModule?
  private let scratch = Vector(count: FusedRun.blockEntries)

  /// Blocks of u, x and some vectors of memory stay in the first-level cache together, and the streams of memory are read so
  /// closely after one another that the processor fetches them side by side.
  static let blockEntries = 256

  init(_ modules: [ElementwiseModule]) {
    self.modules = modules
    scaler = modules.last.flatMap { $0.onlyScales ? $0 : nil }
  }

  /// Where `next` is given, writes x − u into it; u is then kept only if `keepsUpdate` was asked for.
  func step(_ objective: Objective, movingInto next: Vector?) throws {
    let source = objective.hasUpdate ? objective.update : try objective.gradient()
    for module in modules { try module.begin(objective) }
    guard let next else { return replace(objective, source) }

    let keeps = objective.keepsUpdate
    let u = objective.update, x = objective.x
    let factor = scaler?.factor ?? 1
    let count = source.paddedCount, last = modules.count - (scaler == nil ? 0 : 1)
    var present = source.base
    var offset = 0
    while offset < count {
      present = source.base + offset
      let block = Block(
        destination: keeps ? u.base + offset : scratch.base, present: &present, offset: offset,
        lanes: min(FusedRun.blockEntries, count - offset) >> 3)
      for k in 0..<last { modules[k].learnAndTransform(block) }
      let finite = block.move(from: x, into: next, times: factor, keeping: keeps, upTo: source.count - offset)
      if !finite, objective.run.firstNonFinite == nil { blame(objective, source, offset) }
      offset += FusedRun.blockEntries
    }
    objective.hasUpdate = keeps
  }

  /// u ← what the modules make of the source.
  private func replace(_ objective: Objective, _ source: Vector) {
    let u = objective.update
    let count = source.paddedCount
    var present = source.base
    var offset = 0
    while offset < count {
      present = source.base + offset
      let block = Block(
        destination: u.base + offset, present: &present, offset: offset,
        lanes: min(FusedRun.blockEntries, count - offset) >> 3)
      for module in modules {
        module.learnAndTransform(block)
        if objective.run.firstNonFinite == nil, !block.isFinite(upTo: source.count - offset) {
          objective.run.firstNonFinite = module.place.path
        }
      }
      _ = block.u
      offset += FusedRun.blockEntries
    }
    objective.hasUpdate = true
  }

  /// Names the module that gave the first value that is not finite, by repeating its rules on this block: the run ends here, so
  /// that nothing else will use the memory that moves again.
  private func blame(_ objective: Objective, _ source: Vector, _ offset: Int) {
    let end = source.count - offset
    var present = source.base + offset
    let block = Block(
      destination: scratch.base, present: &present, offset: offset,
      lanes: min(FusedRun.blockEntries, source.paddedCount - offset) >> 3)
    for module in modules {
      module.learnAndTransform(block)
      if !block.isFinite(upTo: end) {
        objective.run.firstNonFinite = module.place.path
        return
      }
    }
    objective.run.firstNonFinite = modules.last?.place.path
  }
}
