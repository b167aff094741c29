import Numerics

/// What the combinations share: criteria as chains of one termination each, all tested at every step with their patience.
public class CombinedTermination: TerminationCriterion {
  @Setting("terminations", required: true, variadic: true) var criteria: [Chain] = []

  public override func validate() throws(SettingError) {
    for chain in criteria where chain.modules.count != 1 || !(chain.modules[0] is TerminationCriterion) {
      throw SettingError("'\(chain.text)' is not a termination")
    }
  }

  final var parts: [TerminationCriterion] { criteria.compactMap { $0.modules.first as? TerminationCriterion } }
}

/// Any of several.
public final class TerminateAny: CombinedTermination {
  public override class var declaration: Declaration {
    Declaration("terminateany", .termination, "Ends the run when any of several criteria does.", rule: "any of criteria")
  }
  private var fired = ""
  override func holds(_ objective: Objective) throws -> Bool {
    var any = false
    for part in parts where try part.test(objective) {
      if !any { fired = part.reason }
      any = true
    }
    return any
  }
  override var reason: String { fired }
}

/// All of several at one step.
public final class TerminateAll: CombinedTermination {
  public override class var declaration: Declaration {
    Declaration("terminateall", .termination, "Ends the run when all of several criteria hold at one step.", rule: "all of criteria")
  }
  override func holds(_ objective: Objective) throws -> Bool {
    var all = !criteria.isEmpty
    for part in parts where try !part.test(objective) { all = false }
    return all
  }
  override var reason: String { parts.map(\.reason).joined(separator: ", and ") }
}
