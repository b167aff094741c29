import Foundation
import Testing

/// Traces that a right implementation does not follow, each with the reason. They are run all the same: one that agrees after
/// all has to leave the list.
private let exceptions: [String: String] = [
  "rosenbrock: strongwolfe(interpolation=\"quadratic\")":
    "the reference leaves + a_lo out of the parabola's minimum, which is right only in an interval that starts at 0",
]

/// Every module does, step by step, what the reference does: the parameters of all traces whose modules exist agree within
/// 1e-6·max(1, |reference|).
@Test func goldenTraces() throws {
  var agreeing = 0, owed = 0, excepted = 0
  var disagreements: [String] = []
  for trace in try GoldenTrace.all() {
    switch (trace.check(), exceptions[trace.name]) {
    case (.agrees, nil): agreeing += 1
    case (.agrees, _?): disagreements.append("\(trace.name)\n    agrees, although it is listed as an exception")
    case (.owed, _): owed += 1
    case (.differs, _?): excepted += 1
    case (.differs(let how), nil): disagreements.append("\(trace.name)\n    \(how)")
    }
  }
  print("golden traces: \(agreeing) agree, \(owed) owed for want of a module, \(excepted) exceptions")
  for (name, reason) in exceptions.sorted(by: { $0.key < $1.key }) { print("  exception \(name): \(reason)") }
  #expect(disagreements.isEmpty, "\(disagreements.count) disagree:\n\(disagreements.joined(separator: "\n"))")
}
