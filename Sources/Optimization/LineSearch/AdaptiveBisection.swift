import Numerics

/// Starts from the last step and goes on shortening or lengthening it as long as the value falls.
public final class AdaptiveBisection: LineSearch {
  public override class var declaration: Declaration {
    Declaration(
      "adaptivebisection", .lineSearch, "Shortens or lengthens the last step as long as the value falls.",
      rule: """
        a = p·s, p the last step (init at first), s = 1
        f(x − a·u) > f(x): a ← nminus·a while the value falls          otherwise: a ← nplus·a while it does not rise
        the last step before the value rose is taken if it decreases f; if the first lengthening already rose: nminus times it
        none taken, adaptive: s ← s·nminus^maxiter, p ← init
        """,
      source: "torchzero's")
  }

  @Setting("first step", in: .positive, named: "init") var first = 1.0
  @Setting("factor that lengthens", in: .above(1)) var nplus = 2.0
  @Setting("factor that shortens", in: .openUnit) var nminus = 0.5
  @Setting("trials after the first at most", in: .atLeast(0)) var maxiter = 10
  @Setting("start shorter after a failure") var adaptive = true

  /// The last step taken, 0 before there is one, and the factor of the first trial.
  @State var last = 0.0
  @State var scale = 1.0

  public override var requires: Capabilities { [] }
  public override var keepsBestTrial: Bool { true }

  public override func search(_ line: inout SearchLine) throws -> Double {
    let previous = last == 0 ? first : last
    var start = adaptive ? previous * scale : previous
    if start < smallestMagnitude { start = SearchLine.longest }
    let f0 = try line.valueAtStart()

    var a = start, f = try line.value(a), kept = a, keptValue = Double.infinity, changes = 0, rest = maxiter
    let shortens = !f.isFinite || f > f0
    while shortens ? (!f.isFinite || f < keptValue) : (f.isFinite && f <= keptValue) {
      // A trial without a number counts as infinitely high.
      (kept, keptValue) = (a, f.isFinite ? f : .infinity)
      rest -= 1
      if rest < 0 { break }
      a *= shortens ? nminus : nplus
      f = try line.value(a)
      changes += 1
    }
    guard keptValue < f0 else {
      if adaptive { scale *= power(nminus, maxiter) }
      last = 0
      return 0
    }
    scale = 1
    if changes == 1 && kept >= start { kept *= nminus }
    last = kept
    return kept
  }
}
