import Optimization
import Problems

extension Solver {
  /// A chain on a problem, from the problem's start, after a check that the problem gives what the chain asks for.
  ///
  /// - Throws: `RequirementError`, and what a module says that cannot work at its place.
  public convenience init(_ chain: Chain, on problem: Problem, seed: UInt64 = 0) throws {
    let function = problem.function(leastSquares: chain.requirements.contains(.residuals))
    try chain.checkRequirements(function.capabilities, problem: problem.name)
    try self.init(chain, function, start: problem.start, seed: seed)
    isDeterministic = !problem.isStochastic
  }
}

extension Chain {
  /// What its modules ask of a problem.
  public var requirements: Capabilities {
    var asks: Capabilities = []
    forEachModule { asks.formUnion($0.requires) }
    return asks
  }
}
