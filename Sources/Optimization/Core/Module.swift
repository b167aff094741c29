import Numerics

/// What a module is told before its first step.
public struct Preparation {
  /// The tensors of the update that the module will see.
  public var layout: Layout
  /// The module is the last of the top-level chain: a line search there moves the parameters itself.
  public var isLast: Bool
  /// Where in the chain it stands, such as `split.true.adam`.
  public var path: String

  public init(layout: Layout, isLast: Bool, path: String) {
    self.layout = layout
    self.isLast = isLast
    self.path = path
  }

  /// The same for a child: never last at top level.
  public func nested(_ name: String, layout: Layout? = nil) -> Preparation {
    Preparation(layout: layout ?? self.layout, isLast: false, path: path.isEmpty ? name : "\(path).\(name)")
  }
}

/// One stage of a chain.
///
/// `step` is `update` (learn from the incoming update u), then `inner`, then `apply` (replace u). A subclass declares its settings
/// with `@Setting`, its memory with `@State` and `@Buffer`, and says in `declaration` what it is; all else is derived.
open class Module {
  /// Set by `prepare`.
  @exclusivity(unchecked) public private(set) final var place = Preparation(layout: Layout([]), isLast: false, path: "")
  /// The module as it is written in the chain, in canonical form.
  public internal(set) final var text = ""
  /// How tightly the text binds: a name or call most, arithmetic by its operator.
  final var textPrecedence = Module.atomPrecedence
  static let atomPrecedence = 4

  /// Settings and memory by name, in order of declaration; found once.
  public private(set) final lazy var members = Members(of: self)
  private var scheduled: [any AnySetting] = []

  public required init() {}

  /// Name, family, summary, rule and source.
  open class var declaration: Declaration { Declaration("module", .core, "Abstract.") }

  /// The order of settings where it is not that of declaration (superclass first, `inner` last).
  open class var settingOrder: [String] { [] }

  /// Any arguments are taken and ignored.
  open class var takesAnything: Bool { false }

  public final var name: String { type(of: self).declaration.name }
  public final var layout: Layout { place.layout }

  /// The module that transforms u between `update` and `apply`, where there is one.
  open var innerChain: Chain? { nil }

  /// What its rule replaces: the update, or what the setting `target` says.
  open var actsOn: Target { .update }

  /// What it asks of the objective; a chain is checked before its first step.
  open var requires: Capabilities { [] }
  /// What modules behind it may ask although the problem does not give it (an approximated gradient).
  open var provides: Capabilities { [] }
  /// It reads the incoming update, so that something must give one (the gradient, or a module before it).
  open var readsUpdate: Bool { true }
  /// It hands on an update, so that modules behind it need no gradient for one.
  open var makesUpdate: Bool { readsUpdate }
  /// What it offers to a trust region; nil if nothing.
  open var hessianOperator: (any HessianOperator)? { nil }

  /// A restart of the whole chain leaves it alone (terminations, records, other restarts).
  open var survivesRestart: Bool { false }

  /// What the sizes of its memory follow from besides the layout, as text: memory passes from a module to its successor with
  /// other settings only where this is equal.
  open var memoryShape: String { "" }

  /// Refuses combinations of settings that the ranges alone do not exclude; the message names the setting.
  open func validate() throws(SettingError) {}

  /// Refuses a place in a chain that cannot work, before the first step (a trust region over a module without a Hessian).
  open func checkSetup() throws(RequirementError) {}

  /// Makes memory for a layout; all state starts anew.
  open func prepare(_ preparation: Preparation) throws {
    place = preparation
    for state in members.states { state.prepare(preparation.layout) }
    scheduled = members.settings.filter(\.isScheduled)
    for (name, chain) in members.children {
      try chain.prepare(preparation.nested(name))
    }
  }

  /// After its memory was given back, before that of the chains inside: what follows from it (sizes of inner chains).
  open func memoryRestored() throws {}

  /// Forgets all memory; the next call is the first.
  open func reset() {
    for state in members.states { state.reset() }
    for (_, chain) in members.children { chain.reset() }
  }

  /// Forgets what compares two evaluations, so that the next pair is of one batch (`online`).
  open func resetForOnline() {
    for (_, chain) in members.children { chain.resetForOnline() }
  }

  /// Learns from the incoming update; changes nothing but the module's memory.
  open func update(_ objective: Objective) throws {}

  /// Replaces the update.
  open func apply(_ objective: Objective) throws {}

  open func step(_ objective: Objective) throws {
    try update(objective)
    try innerChain?.step(objective)
    try apply(objective)
  }

  /// Schedules of settings take the values of this step.
  final func followSchedules(_ t: Int) {
    for setting in scheduled { setting.advance(to: Double(t)) }
  }
  final var hasSchedules: Bool { !scheduled.isEmpty }
}
