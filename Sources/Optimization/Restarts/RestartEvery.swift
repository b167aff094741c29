import Language
import Numerics

/// What the restarts share: with chains of their own they reset those before a step; without, all other modules of the
/// whole chain after it. Terminations, records and other restarts keep their memory.
public class Restart: Module {
  @Setting("chain to restart; none: all other modules of the whole chain", required: true) var modules: Chain? = nil

  public override var survivesRestart: Bool { true }
  public override var readsUpdate: Bool { modules != nil }

  /// Whether to restart, tested once a step at its beginning.
  func isDue(_ objective: Objective) throws -> Bool { false }

  /// With chains of its own the test comes before the step, else the reset after it.
  private func test(_ objective: Objective) throws {
    guard try isDue(objective) else { return }
    if let modules {
      modules.resetForRestart(except: self)
    } else {
      let run = objective.run
      run.onceAfterStep { [weak run, unowned self] in run?.chain?.resetForRestart(except: self) }
    }
  }

  public override func step(_ objective: Objective) throws {
    try test(objective)
    try modules?.step(objective)
  }

  public override func update(_ objective: Objective) throws {
    try test(objective)
    try modules?.update(objective)
  }

  public override func apply(_ objective: Objective) throws { try modules?.apply(objective) }
}

extension Chain {
  /// Resets every module but those that a restart spares and the one that asks.
  func resetForRestart(except asking: Module) {
    for module in modules where module !== asking && !module.survivesRestart {
      // A container of the asking module is reset child by child, so that the asking one keeps its count.
      if module.members.children.contains(where: { $0.1.contains(asking) }) {
        for (_, child) in module.members.children { child.resetForRestart(except: asking) }
      } else {
        module.reset()
      }
    }
  }

  func contains(_ wanted: Module) -> Bool {
    modules.contains { $0 === wanted || $0.members.children.contains { $0.1.contains(wanted) } }
  }
}

/// How often: a number of steps, or the number of parameters.
public enum RestartSteps: SettingValue {
  case count(Int)
  case dimension

  public static var typeName: String { "an integer or \"ndim\"" }
  public static func read(_ syntax: Syntax, _ reader: ChainReader) throws -> RestartSteps {
    if let word = reader.word(syntax) {
      guard word.lowercased() == "ndim" else { throw SettingError("expected \(typeName), found '\(word)'") }
      return .dimension
    }
    let n = try Int.read(syntax, reader)
    guard n >= 1 else { throw SettingError("\(n) is out of range: ≥ 1") }
    return .count(n)
  }
  public var text: String {
    switch self {
    case .count(let n): "\(n)"
    case .dimension: "\"ndim\""
    }
  }
}

/// Restarts after every n steps.
public final class RestartEvery: Restart {
  public override class var declaration: Declaration {
    Declaration(
      "restartevery", .restarts, "Restarts modules every n steps.",
      rule: "before step n + 1, 2n + 1, …: the modules forget their memory")
  }
  @Setting("number of steps, or \"ndim\" for the number of parameters", required: true) var steps = RestartSteps.count(1)
  @State var calls = 0

  override func isDue(_ objective: Objective) -> Bool {
    let n: Int
    switch steps {
    case .count(let count): n = count
    case .dimension: n = objective.layout.count
    }
    calls += 1
    // Own modules are reset before a step, the others after one: both leave n steps between two restarts.
    return modules == nil ? calls % n == 0 : calls > 1 && (calls - 1) % n == 0
  }
}

/// Restarts when the parameters stand still.
public final class RestartOnStuck: Restart {
  public override class var declaration: Declaration {
    Declaration(
      "restartonstuck", .restarts, "Restarts modules when the parameters have not moved for several steps.",
      rule: "restart when max|x − x₋| ≤ tol at n_tol steps in a row; tol none: 4.5e-308")
  }
  @Setting("largest movement that counts as none", in: .nonnegative) var tol: Double? = nil
  @Setting("how many steps in a row", in: .atLeast(1)) var nTol = 10
  @Buffer var previous
  @State var hasPrevious = false
  @State var stuck = 0

  override func isDue(_ objective: Objective) -> Bool {
    let x = objective.x
    if hasPrevious {
      previous.update(reading: x) { p, x in p = x - p }
      stuck = previous.maxAbs <= (tol ?? 2 * .leastNormalMagnitude) ? stuck + 1 : 0
    }
    previous.assign(x)
    hasPrevious = true
    guard stuck >= nTol else { return false }
    stuck = 0
    hasPrevious = false
    return true
  }
}
