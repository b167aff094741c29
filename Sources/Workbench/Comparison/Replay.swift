import Optimization
import Problems

/// A stored run, made again.
public struct Replay {
  private let stored: RunResult
  private let again: RunResult
  private let version: String
  /// What the problem is now; nil where it cannot be made.
  private let hash: UInt64?

  /// - Parameter version: of the tool that runs now.
  public init(_ stored: RunResult, version: String) {
    self.stored = stored
    self.version = version
    hash = try? ProblemRequest(reading: stored.request.problem).stableHash()
    again = stored.request.result(accuracy: 0, version: version, isInterrupted: { false }) ?? stored
  }

  private struct Difference {
    let what, before, now: String
  }

  /// All that must agree, bit for bit.
  private var differences: [Difference] {
    var list: [Difference] = []
    func compare(_ what: String, _ before: String, _ now: String) {
      if before != now { list.append(Difference(what: what, before: before, now: now)) }
    }
    func compare(_ what: String, _ before: Double, _ now: Double) {
      // What is not finite is null in the file, so that its kind is not known.
      if before.bitPattern != now.bitPattern, before.isFinite || now.isFinite { compare(what, "\(before)", "\(now)") }
    }
    compare("status", stored.status.rawValue, again.status.rawValue)
    compare("steps", "\(stored.steps)", "\(again.steps)")
    compare("evaluations", text(stored.counts), text(again.counts))
    compare("f", stored.f, again.f)
    compare("best f", stored.best, again.best)
    compare("x (hash)", hexText(stored.xHash), hexText(again.xHash))
    return list
  }

  private func text(_ counts: EvaluationCounts) -> String {
    "\(counts.f) values, \(counts.g) gradients, \(counts.hvp) Hessian products, \(counts.jac) Jacobian rows"
  }

  public var isReproduced: Bool { differences.isEmpty }

  /// - Parameter place: file and line.
  public func text(place: String, style: TextStyle) -> String {
    let request = stored.request
    var text = "\(style.bold(place)): \(request.problem), seed \(request.seed): \(request.chain)\n"
    let differences = differences
    if differences.isEmpty {
      text += "reproduced bit for bit: \(again.status.rawValue) after \(again.steps) steps and \(costText(again.cost)) evaluations, f = \(again.f)\n"
    } else {
      text += "not reproduced\n"
      for difference in differences { text += "  \(difference.what): stored \(difference.before), now \(difference.now)\n" }
      if hash != request.problemHash { text += "  the problem is not the one that was stored: its text or file has changed\n" }
      if stored.status == .timeLimit || again.status == .timeLimit { text += "  the run was ended by the clock (--time)\n" }
    }
    if stored.version != version { text += "  stored by version \(stored.version), made again by \(version)\n" }
    return text
  }
}
