import Numerics

/// Modules in order: each takes the update that the one before it gave.
///
/// Neighbouring elementwise modules run as one pass over memory, block by block, so that a block of the update stays in the
/// cache while it goes through all of them, and through the parameters' move where the run is last.
public final class Chain {
  public let modules: [Module]
  /// The chain in canonical form.
  public let text: String

  /// A module, or a run of elementwise ones. Unmanaged, since counting references would take a good part of a small step;
  /// `modules` and `runs` own them.
  private enum Stage {
    case module(Unmanaged<Module>)
    case fused(Unmanaged<FusedRun>)
    case targeted(TargetedStep)
  }
  @exclusivity(unchecked) private var stages: [Stage] = []
  private var runs: [FusedRun] = []
  @exclusivity(unchecked) private var hasSchedules = false

  /// Measures every stage of the following steps; nil: nothing is measured, at no cost.
  public var watch: ChainWatch? { didSet { isPlain = !hasSchedules && watch == nil } }
  /// Neither schedules nor a watch: one test a step for both.
  @exclusivity(unchecked) private var isPlain = true

  public init(_ modules: [Module], text: String? = nil) {
    self.modules = modules
    self.text = text ?? modules.map(\.text).joined(separator: " | ")
  }

  public var isEmpty: Bool { modules.isEmpty }

  /// The last modules are elementwise, so that their pass over memory moves the parameters too.
  var endsElementwise: Bool {
    if case .fused = stages.last { return true }
    return false
  }

  /// This chain and, depth first, all chains inside it.
  public func forEachModule(_ body: (Module) throws -> Void) rethrows {
    for module in modules {
      try body(module)
      for (_, chain) in module.members.children { try chain.forEachModule(body) }
    }
  }

  public func prepare(_ preparation: Preparation) throws {
    for (i, module) in modules.enumerated() {
      var own = preparation.nested(modules.count > 1 || preparation.path.isEmpty ? "\(module.name)" : module.name)
      own.isLast = preparation.isLast && i == modules.count - 1
      try module.prepare(own)
    }
    hasSchedules = modules.contains(where: \.hasSchedules)
    isPlain = !hasSchedules && watch == nil
    stages = []
    runs = []
    var run: [ElementwiseModule] = []
    func flush() {
      if run.isEmpty { return }
      let fused = FusedRun(run)
      runs.append(fused)
      stages.append(.fused(.passUnretained(fused)))
      run = []
    }
    for module in modules {
      if module.actsOn != .update {
        flush()
        stages.append(.targeted(TargetedStep(module)))
      } else if let elementwise = module as? ElementwiseModule, elementwise.innerChain == nil, elementwise.isFusible {
        run.append(elementwise)
      } else {
        flush()
        stages.append(.module(.passUnretained(module)))
      }
    }
    flush()
  }

  public func reset() { for module in modules { module.reset() } }
  public func resetForOnline() { for module in modules { module.resetForOnline() } }

  /// Steps the modules in order, until one says stop.
  public func step(_ objective: Objective) throws {
    _ = try step(objective, movingInto: nil)
  }

  /// Steps the modules, and where the last of them are elementwise also writes x − u into `next.x`; says whether it did.
  func step(_ objective: Objective, movingInto next: Point?) throws -> Bool {
    if !isPlain {
      if hasSchedules { for module in modules where module.hasSchedules { module.followSchedules(objective.step) } }
      if let watch {
        try step(objective, watchedBy: watch)
        return false
      }
    }
    for i in stages.indices {
      switch stages[i] {
      case .module(let module):
        try module._withUnsafeGuaranteedRef { module in
          try module.step(objective)
          if objective.hasUpdate { noteNonFinite(objective, module) }
        }
      case .fused(let run):
        let target = i == stages.count - 1 ? next : nil
        try run._withUnsafeGuaranteedRef { run in try run.step(objective, movingInto: target) }
        if target != nil && !objective.stop && !objective.skipUpdate { return true }
      case .targeted(let targeted):
        try targeted.step(objective)
      }
      if objective.stop { break }
    }
    return false
  }

  /// The same stages one by one, each measured: nothing is fused, so that every update is seen, and every bit is as without.
  private func step(_ objective: Objective, watchedBy watch: ChainWatch) throws {
    watch.beginStep()
    for stage in stages {
      switch stage {
      case .module(let module):
        let module = module.takeUnretainedValue()
        watch.beginStage(objective)
        defer { watch.endStage(module, objective) }
        try module.step(objective)
        if objective.hasUpdate { noteNonFinite(objective, module) }
      case .fused(let run):
        try run.takeUnretainedValue().step(objective, watchedBy: watch)
      case .targeted(let targeted):
        watch.beginStage(objective)
        defer { watch.endStage(targeted.module, objective) }
        try targeted.step(objective)
      }
      if objective.stop { break }
    }
  }

  /// The two halves of a step, for containers that call them apart.
  public func update(_ objective: Objective) throws {
    guard modules.count == 1 else { return try updateInSequence(objective) }
    // What acts on something else than the update learns when it acts.
    if modules[0].actsOn == .update { try modules[0].update(objective) }
  }

  public func apply(_ objective: Objective) throws {
    guard modules.count == 1 else { return }
    if modules[0].actsOn != .update { return try step(objective) }
    try modules[0].innerChain?.step(objective)
    try modules[0].apply(objective)
  }

  // In a chain of several modules the second learns from what the first gives, so learning is stepping all but the last.
  private func updateInSequence(_ objective: Objective) throws {
    for module in modules.dropLast() {
      try module.step(objective)
      if objective.stop { return }
    }
    try modules.last?.update(objective)
  }

  private func noteNonFinite(_ objective: Objective, _ module: Module) {
    if objective.run.firstNonFinite == nil, !objective.update.isFinite { objective.run.firstNonFinite = module.place.path }
  }
}
