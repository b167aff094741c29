import Glibc
import Numerics
import Testing

@testable import Optimization

/// Every elementwise module of the first-order families, with settings that take its branches.
let elementwiseChains = [
  "lr(0.3)", "stepsize(0.3)", "warmup(3, 0.1, 0.9)", "ema(0.9)", "ema(0.8, dampening=0.1, debias=true)",
  "ema(0.8, lerp=false, ema_init=update)", "heavyball", "heavyball(0.7, lerp=true)", "nag", "nag(0.8, 0.2, true)",
  "adam", "adam(amsgrad=true)", "adam(0.8, 0.9, pow=3)", "adam(debias=false, alpha=0.2)", "adam(exp_avg_tfm=sign)",
  "rmsprop", "rmsprop(0.9, centered=true)", "rmsprop(0.9, amsgrad=true, debias=true)", "rmsprop(init=update, pow=3)",
  "rmsprop(0.9, exp_avg_sq_tfm=sqrt)", "rmsprop(inner=ema(0.9))",
  "adagrad", "adagrad(lr_decay=0.1, initial_accumulator_value=0.5)", "adagrad(pow=3)", "adagrad(use_sqrt=false)", "adan",
  "lion", "aegd", "rprop", "rprop(backtrack=false, lb=none, ub=none)", "scalelrbysignchange", "scalelrbysignchange(use_grad=true)",
  "signconsistencylrs", "signconsistencymask", "backtrackonsignchange", "backtrackonsignchange(use_grad=true, backtrack=false)",
  "clipvalue(0.4)", "clipvaluebyema(0.9)", "clipvaluebyema(0.9, init=1, inner=ema(0.5))", "clipvaluegrowth",
  "clipvaluegrowth(add=0.1, mul=none, max_decay=none)", "weightdecay(0.1)", "weightdecay(0.1, ord=1)", "weightdecay(0.1, ord=3)",
  "cautiousweightdecay(0.1)", "debias(0.9, 0.99)", "debias2(0.9)",
  "sqrtemasquared(0.9, debiased=true)", "adam | weightdecay(0.01) | clipvalue(0.9) | lr(0.1)",
]

private func scripted(_ n: Int, period: Int) -> ScriptedFunction {
  ScriptedFunction(.vector(n)) { step, entry in sin(1.7 * Double(step * step) + 2.3 * Double(entry % period)) }
}

private func start(_ n: Int, period: Int) -> Vector { Vector((0..<n).map { cos(Double($0 % period)) }) }

/// The bits of x after some steps.
private func run(_ text: String, _ n: Int, period: Int, steps: Int = 6, prepare: (Optimizer) throws -> Void = { _ in }) throws -> [UInt64] {
  let optimizer = try Optimizer(try ChainReader.chain(text), scripted(n, period: period), start: start(n, period: period))
  try prepare(optimizer)
  for _ in 0..<steps { try optimizer.step() }
  return optimizer.x.values.map(\.bitPattern)
}

/// An entry's path depends on its own updates alone: not on the number of entries, its place, its block or its lane.
@Test(arguments: elementwiseChains) func placeDoesNotMatter(_ text: String) throws {
  let seven = try run(text, 7, period: 7)
  for n in [1, 2, 7, 8, 9, 255, 256, 257, 5000] {
    let path = try run(text, n, period: 7)
    #expect((0..<n).allSatisfy { path[$0] == seven[$0 % 7] }, "n = \(n)")
  }
}

/// Recording the update changes nothing.
@Test(arguments: elementwiseChains) func recordingDoesNotMatter(_ text: String) throws {
  let recorded = try run(text, 300, period: 300) { $0.recordsUpdate = true }
  #expect(try run(text, 300, period: 300) == recorded)
}

/// In the middle of a chain, where the update is kept, a module does what it does at its end, where x is moved on the way.
@Test(arguments: elementwiseChains) func placeInTheChainDoesNotMatter(_ text: String) throws {
  #expect(try run(text, 300, period: 300) == run("\(text) | clone | clipnorm(inf, dim=global)", 300, period: 300))
}

/// After a reset a chain is as new.
@Test(arguments: elementwiseChains) func resetIsFresh(_ text: String) throws {
  let chain = try ChainReader.chain(text)
  let function = scripted(20, period: 20)
  let first = try Optimizer(chain, function, start: start(20, period: 20))
  for _ in 0..<4 { try first.step() }
  chain.reset()
  let objective = Objective(run: first.run, layout: function.layout, function: function, point: Point(count: 20))
  var again: [UInt64] = []
  let x = start(20, period: 20)
  for t in 0..<6 {
    _ = function.beginStep(t)
    let point = Point(count: 20)
    point.x.assign(x)
    objective.begin(function: function, point: point)
    try chain.step(objective)
    x.assign(point.x, minus: try objective.currentUpdate(), times: 1)
  }
  again = x.values.map(\.bitPattern)
  #expect(try run(text, 20, period: 20) == again)
}

/// Learning and applying apart are a step; learning alone leaves alone what learns when applied.
@Test(arguments: elementwiseChains.filter { !$0.contains("|") }) func updateThenApplyIsAStep(_ text: String) throws {
  var paths: [[UInt64]] = []
  for apart in [false, true] {
    let chain = try ChainReader.chain(text)
    let function = scripted(20, period: 20)
    let optimizer = try Optimizer(chain, function, start: start(20, period: 20))
    let point = Point(count: 20)
    point.x.assign(optimizer.x)
    let objective = Objective(run: optimizer.run, layout: function.layout, function: function, point: point)
    for t in 0..<6 {
      _ = function.beginStep(t)
      point.invalidate()
      objective.begin(function: function, point: point)
      if apart {
        try chain.update(objective)
        try chain.apply(objective)
      } else {
        try chain.step(objective)
      }
      point.x.add(try objective.currentUpdate(), times: -1)
    }
    paths.append(point.x.values.map(\.bitPattern))
  }
  #expect(paths[0] == paths[1])
}

/// A value that is not finite ends the run and names the module that gave it, in fused runs too.
@Test(arguments: [
  ("adam | lr(inf)", "lr"), ("lr(inf) | clipvalue(1) | lr(inf)", "lr"), ("ema | mul(inf)", "mul"), ("div(0) | ema | lr(1)", "div"),
])
func theFirstNonFiniteModuleIsNamed(_ text: String, _ name: String) throws {
  let optimizer = try Optimizer(try ChainReader.chain(text), scripted(600, period: 600), start: Vector(count: 600))
  do {
    try optimizer.step()
    try optimizer.step()
    Issue.record("nothing was thrown")
  } catch RunEnd.diverged(let message) {
    #expect(message.contains("'\(name)'"), "\(message)")
  }
  #expect(optimizer.x.isFinite)
}
