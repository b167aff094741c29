import Numerics

/// A criterion that ends the run: tested once a step, when the chain reaches it, at the point before the step. The step is
/// completed. It must hold n times in a row; any criterion of a chain suffices.
public class TerminationCriterion: Module {
  /// Successive steps at which the criterion held.
  @State var streak = 0

  public override var survivesRestart: Bool { true }
  public override var readsUpdate: Bool { false }

  /// How many times in a row it must hold.
  var patience: Int { 1 }

  /// Whether it holds now; moves the criterion's memory.
  func holds(_ objective: Objective) throws -> Bool { false }

  /// What to tell the user.
  var reason: String { text }

  /// One test with its patience.
  final func test(_ objective: Objective) throws -> Bool {
    streak = try holds(objective) ? streak + 1 : 0
    guard streak >= patience else { return false }
    streak = 0
    return true
  }

  public override final func step(_ objective: Objective) throws {
    if try test(objective) { objective.terminate(reason) }
  }
}
