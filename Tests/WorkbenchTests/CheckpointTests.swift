import Language
import Numerics
import Optimization
import Problems
import Testing
import Workbench

/// A run that is taken up again at a checkpoint, in a new chain, goes on bit for bit: for every module of the registry, so that no
/// module has memory that it does not declare.
@Suite struct CheckpointTests {
  /// What a module's required settings are given.
  static let arguments: [String: String] = [
    "alternate": "adam, sign | ema(0.9), steps=[2, 1]", "switch": "adam, sign, steps=3", "split": "ndim >= 2, true=adam, false=ema(0.9)",
    "multistep": "adam | lr(0.01), 2", "sequential": "[adam | lr(0.01), ema(0.9) | lr(0.01)]", "online": "lbfgs", "to": "adam, float32",
    "trustcg": "sr1(inverse=false)", "cubicregularization": "bfgs(inverse=false)", "dogleg": "newton",
    "levenbergmarquardt": "gaussnewton", "powellrestart": "polakribiere", "projectedgradientmethod": "",
    "unarylambda": "x^3", "unaryparameterwiselambda": "x^3", "customunaryoperation": "tanh", "averaging": "3", "medianaveraging": "3",
    "weightedaveraging": "[1, 2, 3]", "weightedsum": "adam, sign, weights=[0.3, 0.7]", "weightedmean": "adam, sign, weights=[0.3, 0.7]",
    "threshold": "0.1, 0.5, true", "restartevery": "adam, 4", "restartonstuck": "adam", "birginmartinezrestart": "polakribiere",
    "svrg": "3", "terminateany": "terminateafternsteps(100)", "terminateall": "terminateafternsteps(100)",
    "terminateafternsteps": "100", "terminateafternevaluations": "10000", "terminateafternseconds": "1000",
    "terminateonlossreached": "-1e9", "gradientaccumulation": "3", "lerpmodules": "adam, sign, 0.3", "clipmodules": "adam",
    "intermodulecautious": "adam, sign", "scalemodulesbycosinesimilarity": "adam, sign", "soapbasis": "adam", "ggtbasis": "adam",
    "graft": "adam, ema(0.9)", "graftinputtooutput": "ema(0.9)", "graftoutputtoinput": "adam", "gramschimdt": "ema(0.9)",
    "submodules": "adam, ema(0.9)", "divmodules": "adam, 2", "powmodules": "ema(0.9), 2", "msam": "ema(0.9) | lr(0.01)",
    "msammomentum": "0.01", "copysign": "ema(0.9)", "rcopysign": "ema(0.9)", "copymagnitude": "ema(0.9)",
    "vectorprojection": "adam", "scalarprojection": "adam", "viewasreal": "adam", "relative": "", "sam": "", "asam": "",
  ]

  /// The module in a chain that runs, with what it needs before and behind it.
  static func chains(_ type: Module.Type) -> [String] {
    let name = type.declaration.name
    var call = name
    let required = type.init().members.settings.filter(\.isRequired)
    if let given = arguments[name] {
      if !given.isEmpty { call += "(\(given))" }
    } else if !required.isEmpty {
      call += "(" + required.map { $0.typeName.contains("chain") ? "adam" : $0.typeName.contains("integer") ? "3" : "0.5" }.joined(separator: ", ") + ")"
    }
    return ["\(call) | lr(0.01)", "\(call) | adam | lr(0.01)", call, "\(call) | lbfgs | backtracking"]
  }

  static let problems = ["rosenbrock dim=6", "mlp_toy", "\(file("Problems/iris.csv")) target=species model=softmax batch=20"]

  struct Trial: CustomTestStringConvertible, Sendable {
    let module: String
    let chains: [String]
    var testDescription: String { module }
  }
  static let trials = Registry.standard.types.map { Trial(module: $0.declaration.name, chains: chains($0)) }

  struct Stand: Equatable {
    var bits: [UInt64]
    var counts: EvaluationCounts
    init(_ optimizer: Optimizer) {
      bits = optimizer.x.values.map(\.bitPattern)
      counts = optimizer.evaluator.counts
    }
  }

  static func problem(_ text: String) throws -> Problem {
    try ProblemRequest(reading: text).problem()
  }

  /// A file of the package.
  static func file(_ name: String) -> String {
    var path = #filePath
    for _ in 0..<3 { path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
    return "\(path)/\(name)"
  }

  static func optimizer(_ chain: String, _ problem: Problem) throws -> Optimizer {
    try Solver(try ChainReader.chain(chain), on: problem, seed: 3).optimizer
  }

  /// Steps until an error, at most so many; where it stands after each.
  static func steps(_ optimizer: Optimizer, _ count: Int) -> [Stand] {
    var stands: [Stand] = []
    for _ in 0..<count {
      do { try optimizer.step() } catch { return stands }
      stands.append(Stand(optimizer))
    }
    return stands
  }

  @Test("The size of a checkpoint counts the matrices of the chain's memory")
  func size() throws {
    let n = 200
    let problem = try Self.problem("rosenbrock dim=\(n)")
    let dense = try Self.optimizer("bfgs | backtracking", problem), plain = try Self.optimizer("adam | lr(0.01)", problem)
    for optimizer in [dense, plain] { _ = Self.steps(optimizer, 3) }
    #expect((8 * n * n..<40 * n * n).contains(dense.checkpoint().size))
    #expect((8 * 4 * n..<8 * 10 * n).contains(plain.checkpoint().size))
  }

  @Test("A checkpoint in the middle of a run changes nothing and is where the run goes on", arguments: trials)
  func goesOn(_ trial: Trial) throws {
    var taken = 0
    for text in trial.chains {
      for name in Self.problems {
        let problem = try Self.problem(name)
        guard let straight = try? Self.optimizer(text, problem) else { continue }
        let whole = Self.steps(straight, 12)
        if whole.count < 7 { continue }
        taken += 1
        for pause in [3, 6] {
          let first = try Self.optimizer(text, problem)
          _ = Self.steps(first, pause)
          let checkpoint = first.checkpoint()
          let rest = Array(whole[pause...])
          #expect(Self.steps(first, rest.count) == rest, "\(text) on \(name) after being copied")
          let second = try Self.optimizer(text, problem)
          second.resume(at: checkpoint)
          #expect(try checkpoint.memory.restore(into: second.chain).isEmpty)
          var again = Self.steps(second, rest.count)
          if !checkpoint.isComplete { again = zip(again, rest).map { stand, other in Stand(bits: stand.bits, counts: other.counts) } }
          #expect(again == rest, "\(text) on \(name) from step \(pause)")
        }
      }
      if taken > 1 { break }
    }
    #expect(taken > 0, "no chain of \(trial.chains) ran")
  }
}

extension CheckpointTests.Stand {
  init(bits: [UInt64], counts: EvaluationCounts) {
    self.bits = bits
    self.counts = counts
  }
}
