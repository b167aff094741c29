import Language
import Numerics
import Optimization
import Problems
import Testing

@testable import Workbench

/// A session without terminal and files: what it writes is kept, and what it exports can be played again.
final class TestSession {
  private(set) var out = ""
  private(set) var files: [String: String] = [:]
  private(set) var session: Session!
  var isInterrupted = false

  init(files: [String: String] = [:], recipes: [String: String] = [:]) {
    self.files = files
    session = Session(
      SessionEnvironment(
        write: { [unowned self] in out += $0 },
        readText: { [unowned self] path in
          guard let text = self.files[path] else { throw SessionError("no file \(path)") }
          return text
        },
        writeText: { [unowned self] in self.files[$0] = $1 },
        saveRecipe: { [unowned self] in
          self.files["\($0).chain"] = $1
          return "\($0).chain"
        },
        recipes: RecipeSource(text: { name, _ in recipes[name] }, names: { recipes.keys.sorted() }),
        isInterrupted: { [unowned self] in isInterrupted }))
  }

  /// Runs lines; gives what they wrote.
  @discardableResult
  func run(_ lines: String...) throws -> String {
    out = ""
    for line in lines { try session.execute(line) }
    return out
  }

  /// Where the run stands: the bits of x and the counts.
  var stand: [UInt64] {
    guard let solver = try? session.presentSolver() else { return [] }
    let counts = solver.optimizer.evaluator.counts
    return solver.optimizer.x.values.map(\.bitPattern) + [counts.f, counts.g, counts.hvp, counts.jac, counts.points].map(UInt64.init)
  }

  /// What is wrong with a line.
  func message(_ line: String) -> String {
    do {
      try session.execute(line)
      return "no error"
    } catch let error as SessionError {
      return error.message + (error.hint.map { " / \($0)" } ?? "")
    } catch let error as Diagnostics {
      return error.all.map(\.message).joined(separator: "; ")
    } catch let error as RequirementError {
      return error.message
    } catch {
      return "\(error)"
    }
  }
}

/// Courses of a first-order, a quasi-Newton and two stochastic chains.
let sessionCourses = [
  ["problem rosenbrock dim=10", "chain adam | lr(0.01)"],
  ["problem rosenbrock dim=10", "chain lbfgs | strongwolfe"],
  ["problem rosenbrock dim=10 seed=5", "chain spsa | adam | lr(0.01 * 0.99^t)"],
  ["problem \(CheckpointTests.file("Problems/iris.csv")) target=species model=softmax batch=20 seed=2", "chain adam | lr(?lr=0.05)"],
]

@Suite struct SessionTests {
  @Test("Steps taken at once, one by one, or again after going back are the same bits", arguments: sessionCourses)
  func back(_ course: [String]) throws {
    let whole = TestSession()
    for line in course { try whole.run(line) }
    try whole.run("step 30")
    let parts = TestSession()
    for line in course { try parts.run(line) }
    try parts.run("step 7", "step", "step 40", "back 20")
    #expect(parts.stand != whole.stand)
    try parts.run("step 2")
    #expect(parts.stand == whole.stand)
    try parts.run("step 5", "back to 3", "step 27")
    #expect(parts.stand == whole.stand)
    try parts.run("reset", "step 30")
    #expect(parts.stand == whole.stand)
  }

  @Test("Undo takes back any command, bit for bit, one after the other", arguments: sessionCourses)
  func undo(_ course: [String]) throws {
    let session = TestSession()
    for line in course { try session.run(line) }
    var stands = [session.stand]
    let commands = [
      "step 12", "set \(course[1].contains("lbfgs") ? "2.c2 = 0.3" : course[1].contains("?lr") ? "lr = 0.01" : "lr = 0.02")",
      "step 5", "insert 1 clipnorm(1)", "step 4", "fork other", "remove 1", "step 3", "switch main", "back 2", "run 6", "replace 1 ema(0.9)",
      "step 2", "reset",
    ]
    for command in commands {
      try session.run(command)
      stands.append(session.stand)
    }
    for stand in stands.dropLast().reversed() {
      try session.run("undo")
      #expect(session.stand == stand)
    }
  }

  @Test("A fork goes its own way and leaves the other where it was", arguments: sessionCourses)
  func fork(_ course: [String]) throws {
    let straight = TestSession()
    for line in course { try straight.run(line) }
    try straight.run("step 20")
    let forked = TestSession()
    for line in course { try forked.run(line) }
    try forked.run("step 12", "fork other", "step 3", "replace 1 sign", "step 5", "switch main", "step 8")
    #expect(forked.stand == straight.stand)
    try forked.run("switch other", "back to 12", "switch main")
    #expect(forked.stand == straight.stand)
    try forked.run("switch other", "step 8")
    #expect(forked.stand == straight.stand, "back before the edit is the old chain")
  }

  @Test("An exported session replays to the same bits", arguments: sessionCourses)
  func export(_ course: [String]) throws {
    let session = TestSession()
    for line in course { try session.run(line) }
    try session.run(
      "step 9", "run 5", "insert 1 clipnorm(1)", "step 4", "set 1.max_norm = 0.5", "run until f < 1e-3 or steps >= 25", "fork b", "step 3",
      "back 1", "watch on", "step 2", "undo", "switch main", "step 1", "export out.tz")
    let again = TestSession(files: session.files)
    try again.run("load out.tz")
    #expect(again.stand == session.stand)
    try again.run("switch b")
    try session.run("switch b")
    #expect(again.stand == session.stand)
    #expect(again.session.script.contains("undo") == false)
  }

  @Test("A setting changed in the run keeps all memory: as a chain that had the value from that step on")
  func settingsKeepMemory() throws {
    // A schedule that changes the value at step 10 is the oracle.
    let oracle = TestSession()
    try oracle.run("problem rosenbrock dim=6", "chain adam | lr(where(t < 10, 0.01, 0.03))", "step 25")
    for path in ["lr = 0.03", "2.lr = 0.03", "lr.lr = 3e-2", "2.lr = 0.03 * 1^t"] {
      let session = TestSession()
      try session.run("problem rosenbrock dim=6", "chain adam | lr(0.01)", "step 10", "set \(path)", "step 15")
      #expect(session.stand == oracle.stand, "\(path)")
    }
    let hole = TestSession()
    try hole.run("problem rosenbrock dim=6", "chain adam | lr(2 * ?rate=0.005)", "step 10", "set rate = 0.015", "step 15")
    #expect(hole.stand == oracle.stand)
    let inner = TestSession()
    try inner.run("problem rosenbrock dim=6", "chain split(numel > 1, true=adam | lr(0.01), false=none)", "step 10", "set 1.true.lr.lr = 0.03", "step 15")
    #expect(inner.stand.prefix(6) == oracle.stand.prefix(6))
  }

  @Test("Stages come and go, and the others keep their memory")
  func stages() throws {
    // Inserting what does nothing, and taking it out again, changes nothing.
    let straight = TestSession()
    try straight.run("problem rosenbrock dim=6", "chain adam | lbfgs | lr(0.01)", "step 30")
    let session = TestSession()
    try session.run(
      "problem rosenbrock dim=6", "chain adam | lbfgs | lr(0.01)", "step 10", "insert 2 identity | identity", "step 5", "remove 3",
      "step 5", "replace 2 identity", "step 5", "remove 2", "step 5")
    #expect(session.stand == straight.stand)
    #expect(try session.run("show chain").hasPrefix("adam | lbfgs | lr(0.01)"))
  }

  @Test("More pairs of a limited memory take over the pairs that there are")
  func historySize() throws {
    let large = TestSession()
    try large.run("problem rosenbrock dim=6", "chain lbfgs(history_size=20) | backtracking", "step 20")
    let grown = TestSession()
    try grown.run("problem rosenbrock dim=6", "chain lbfgs(history_size=8) | backtracking", "step 8", "set history_size = 20", "step 12")
    #expect(grown.stand == large.stand)
  }

  @Test("A command that fails leaves the session as it was")
  func errors() throws {
    let session = TestSession()
    #expect(session.message("step") == "there is nothing to run yet / name a problem and a chain: problem rosenbrock, chain adam | lr(0.1)")
    #expect(session.message("undo") == "there is nothing to undo")
    try session.run("problem rosenbrock", "chain adam | lr(0.1)", "step 5")
    let stand = session.stand, script = session.session.script
    for (line, message) in [
      ("stpe 3", "unknown command 'stpe' / did you mean 'step'?"), ("chain adamm", "unknown module 'adamm'"),
      ("set 2.c2 = 1", "the chain has no setting '2.c2' / settings: lr"), ("set beta1 = 7", "adam(beta1): 7 is out of range: [0, 1)"),
      ("set lr = )", "')' closes nothing"), ("remove 3", "there is no stage 3 / the chain has 2 stages: adam | lr(0.1)"),
      ("back 9", "the run has 5 steps / back to 0 is its start"), ("insert 4 sign", "there is no place 4 / the chain has 2 stages: insert at 1 to 3"),
      ("problem rosenbrok", "unknown problem 'rosenbrok'"), ("run until g < 1", "unknown name 'g'"), ("step 0", "'0' is no number of steps / step [N]"),
      ("switch x", "there is no fork 'x' / forks: main"), ("load missing.tz", "no file missing.tz"), ("replace 1 gaussnewton(", "'(' is not closed"),
      ("replace 1 trustcg(adam)", "'trustcg' needs a module that offers a Hessian"), ("plot z", "'z' is nothing to draw / plot [f|grad] [steps|evals|seconds]"),
      ("save my", "save is written: save recipe NAME"), ("show 9", "there is no stage 9 / the chain has 2"),
    ] {
      let found = session.message(line)
      #expect(found.contains(message.prefix(60)), "\(line): \(found)")
      #expect(session.stand == stand && session.session.script == script, "\(line)")
    }
  }

  @Test("A run that diverged can be shown, gone back from and undone")
  func divergence() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain lr(1)", "step 2")
    let stand = session.stand
    #expect(try session.run("run").contains("diverged: "))
    try session.run("show", "show f", "compare")
    try session.run("undo")
    #expect(session.stand == stand, "what only shows is nothing to undo")
    try session.run("run", "back to 2")
    #expect(session.stand == stand)
  }

  @Test("A script that fails in the middle names its line and leaves nothing behind")
  func scriptErrors() throws {
    let session = TestSession(files: ["a.tz": "# begin\nproblem booth\n\nchain newton | \\\n  backtracking\nstep 1\nstpe\n"])
    try session.run("problem rosenbrock", "chain adam | lr(0.1)", "step 5")
    let stand = session.stand
    do {
      try session.run("load a.tz")
      Issue.record("no error")
    } catch let error as ScriptError {
      #expect(error.place == "a.tz:7" && error.line == "stpe")
    }
    #expect(session.stand == stand)
  }

  @Test("A condition ends a run at the step where it first holds")
  func conditions() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain lbfgs | strongwolfe")
    #expect(try session.run("run until f < 1e-6 or evals > 500").contains("until: f < 1e-6 or evals > 500; step "))
    let steps = Int((try session.run("show status")).split(whereSeparator: { !$0.isNumber })[0]) ?? 0
    let f = Double(trimmedBlanks(try session.run("show f"))) ?? .nan
    #expect(f < 1e-6)
    try session.run("back 1")
    #expect((Double(trimmedBlanks(try session.run("show f"))) ?? 0) >= 1e-6)
    try session.run("run until steps >= \(steps + 1)")
    #expect(try session.run("show status").contains("step \(steps + 1)"))
    // It holds already: no step is made.
    #expect(try session.run("run until steps > 2").contains("until: steps > 2; step \(steps + 1)"))
    let far = TestSession()
    try far.run("problem rosenbrock", "chain lbfgs | strongwolfe", "run until grad < 1e-12")
    #expect((Double(trimmedBlanks(try far.run("show f"))) ?? 1) < 1e-20)
  }

  @Test("An interrupted run is journalled as the steps that it made")
  func interrupts() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain adam | lr(1e-4)", "step 4")
    session.isInterrupted = true
    try session.run("run")
    session.isInterrupted = false
    #expect(session.stand.count == 7 && session.session.script.hasSuffix("step 4\n"))
    try session.run("step 2")
    #expect(try session.run("show status") == "step 6\n")
  }

  @Test("Reports of a noisy problem are one number and leave the run as it is")
  func noise() throws {
    let plain = TestSession(), shown = TestSession()
    for session in [plain, shown] { try session.run("problem rosenbrock noise=0.1", "chain adam | lr(0.01)", "step 5") }
    let f = try shown.run("show f"), g = try shown.run("show grad")
    for _ in 0..<3 { #expect(try shown.run("show f") == f && shown.run("show grad") == g) }
    try shown.run("show", "step 3")
    try plain.run("step 3")
    #expect(shown.stand == plain.stand)
    try shown.run("back 3")
    #expect(try shown.run("show f") == f)
  }

  @Test("What the clock ended is journalled as the steps that were made")
  func clock() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain terminateany(terminateafternseconds(0)) | lr(1e-4)", "run")
    #expect(session.session.script.hasSuffix("\nstep 2\n"), "\(session.session.script)")
  }

  @Test("The row of step 0 is there again after going back to the start")
  func firstRow() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain adam | lr(0.01)")
    let table = try session.run("step 2")
    #expect(table.contains("\n       0 "))
    for line in ["reset", "undo", "back to 0", "chain adam | lr(0.01)"] {
      try session.run(line)
      #expect(try session.run("step 2") == table, "\(line)")
    }
  }

  @Test("Edits: a new stage's hole has its own value, a setting may be a recipe, holes are among what can be set")
  func holes() throws {
    let session = TestSession(files: ["my/own.chain": "# Own\nsign | lr(0.5)\n"], recipes: ["lion": "ema(0.9) | sign"])
    try session.run("problem rosenbrock", "chain adam | lr(?lr=0.1)", "set lr = 0.5")
    #expect(try session.run("replace 2 lr(?lr=0.01)") == "  1  adam\n  2  lr(?lr=0.01)\n")
    #expect(session.message("set 2.c2 = 1").contains("holes: lr"))
    try session.run("chain graft(direction=adam, magnitude=sign) | lr(0.1)")
    #expect(try session.run("set 1.direction = @lion").contains("direction=ema(0.9) | sign"))
    #expect(session.session.script.contains("@") == false)
    #expect(try session.run("load my/own.chain") == "  1  sign\n  2  lr(0.5)\n")
    let entries = session.session.script
    try session.run("watch off")
    #expect(session.session.script == entries)
  }

  @Test("A problem that the chain does not fit is refused with what mends it; options are those of a request")
  func refusedProblems() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain gaussnewton")
    #expect(session.message("problem ackley").hasPrefix("the session's chain does not fit: 'gaussnewton' needs residuals"))
    #expect(session.message("problem ackley").hasSuffix("such as: chain lbfgs | strongwolfe"))
    #expect(session.message("problem rosenbrock x0=1,2,3").contains("x0 has 3 entries"))
    #expect(!session.message("problem rosenbrock x0=1,2,3").contains("--"))
  }

  @Test("No NaN is printed with a sign")
  func signsOfNaN() {
    #expect(formatted("%.3g", -Double.nan) == "nan" && formatted("%.3g", -2) == "-2")
  }

  @Test("Recipes: loaded, written out in the journal, saved with their holes")
  func recipes() throws {
    let session = TestSession(recipes: ["mine": "# doc\nema(?b=0.9) | lr(?lr=0.1)"])
    try session.run("problem booth", "load mine", "step 3", "set lr = 0.05", "step 2", "save recipe next")
    #expect(session.files["next.chain"] == "ema(?b=0.9) | lr(?lr=0.05)\n")
    #expect(session.session.script.contains("chain ema(?b=0.9) | lr(?lr=0.1)\n"))
    let again = TestSession(files: ["s.tz": session.session.script])
    try again.run("load s.tz")
    #expect(again.stand == session.stand)
  }

  @Test("Forks side by side, their curves in one picture, stages below the rows of a watched run")
  func showing() throws {
    let session = TestSession()
    try session.run("problem rosenbrock", "chain lbfgs | strongwolfe", "step 3", "fork b", "replace 1 adam", "run 20", "switch main")
    let table = try session.run("compare").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(table.map { $0[0] } == ["fork", "main", "b"] && table[1][2] == "3" && table[2][1...2] == ["step-limit", "23"])
    let both = try session.run("overlay evals")
    #expect(both.contains("a main: lbfgs | strongwolfe") && both.contains("b b: adam | strongwolfe") && both.contains("evaluations"))
    #expect(try session.run("plot grad").contains("max |gradient|"))
    let watched = try session.run("watch on", "step 2")
    #expect(watched.split(separator: "\n").filter { $0.contains(" 2 strongwolfe ") }.count == 2)
    #expect(try session.run("watch off", "run 30").contains(" 2 strongwolfe ") == false)
    // Memory of a stage, and both modules of a stage that is two.
    #expect(try session.run("show 1").contains("pairs"))
    try session.run("insert 1 -sign")
    let stage = try session.run("show 1")
    #expect(stage.contains("1  sign") && stage.contains("1  negate"))
    #expect(try session.run("show state 2").hasPrefix("2  lbfgs"))
    #expect(try session.run("chain bfgs | backtracking", "step 3", "show 1").contains("memory: 2 × 2 matrix"))
  }

  @Test("Completion knows commands, problems, modules, parameters, words, recipes and forks")
  func completion() throws {
    let session = TestSession(recipes: ["muon": "adam", "mine": "sign"])
    try session.run("problem rosenbrock", "chain adam | strongwolfe", "fork try2")
    func candidates(_ line: String) -> [String] { session.session.completion(line).candidates }
    #expect(candidates("st") == ["step"])
    #expect(candidates("problem rosen") == ["rosenbrock"])
    #expect(candidates("problem rosenbrock di") == ["dim="])
    #expect(candidates("chain adam | stron") == ["strongwolfe"])
    #expect(candidates("chain adam(be") .contains("beta1="))
    #expect(candidates("chain ema(0.9, target=up") == ["update", "update_difference"] || candidates("chain ema(0.9, target=up").contains("update"))
    #expect(candidates("chain strongwolfe (interpolation=").count < 10)
    #expect(candidates("chain @m") == ["mine", "muon"])
    #expect(candidates("set 2.c") == ["2.c1", "2.c2"])
    #expect(candidates("switch t") == ["try2"])
    #expect(candidates("?ada").contains("adam"))
    #expect(session.session.completion("load x").takesFiles)
    #expect(session.session.completion("chain adam | stron").start == 13)
  }

  @Test("No line makes the session fail in another way than with an error", arguments: [UInt64](1...3))
  func anyLine(_ seed: UInt64) throws {
    let session = TestSession()
    var random = RandomSource(seed: seed)
    let words = SessionCommand.allCases.filter { $0 != .quit }.map(\.rawValue) + [
      "rosenbrock", "booth", "adam", "lbfgs", "|", "lr(0.1)", "strongwolfe", "1", "2", "3", "0", "-1", "99999999999999999999", "=", "0.5", "until", "f", "<",
      "1e-3", "recipe", "x", "on", "off", "(", ")", "\"", "#", "\\", "@q", "?h", "?h=1", "2.c2", "é", "nan", "main", "to", ".", "1.1.1", "steps",
    ]
    for _ in 0..<400 {
      let line = (0..<1 + random.integer(below: 5)).map { _ in words[random.integer(below: words.count)] }.joined(separator: " ")
      _ = session.message(line)
      _ = session.session.completion(line)
    }
    #expect(session.message("help") == "no error")
  }
}
