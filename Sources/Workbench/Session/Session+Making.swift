import Language
import Optimization
import Problems

// Commands that say what is run: problem, chain, and its edits.

extension Session {
  func problem(_ rest: String) throws {
    if rest.isEmpty { throw wrongUsage(.problem) }
    let request = try ProblemRequest(reading: rest).text
    let problem = try runner.problem(request)
    state.branch.problem = request
    state.branch.begin()
    if state.branch.chain != nil { _ = try presentSolver() }
    state.journal.append("problem \(request)")
    let count = problem.layout.count
    let function = problem.function()
    // It shares its data with the run at work.
    if problem.isStochastic { runner.forget() }
    _ = function.beginStep(0)
    let f = (try? function.value(at: problem.start)) ?? .nan
    try say("\(problem.name): \(count) \(count == 1 ? "entry" : "entries"), f = \(formatted("%.10g", f)) at the start")
  }

  func chain(_ rest: String) throws {
    if rest.isEmpty { throw wrongUsage(.chain) }
    try begin(try ChainText(reading: rest, recipes: environment.recipes))
  }

  func begin(_ chain: ChainText) throws {
    state.branch.chain = chain
    state.branch.begin()
    if state.branch.problem != nil { _ = try presentSolver() }
    state.journal.append("chain \(chain.template)")
    try say(stageList(chain))
  }

  func set(_ rest: String) throws {
    guard let equals = rest.firstIndex(of: "=") else { throw wrongUsage(.set) }
    let path = trimmedBlanks(String(rest[..<equals])), value = trimmedBlanks(String(rest[rest.index(after: equals)...]))
    if path.isEmpty || value.isEmpty { throw wrongUsage(.set) }
    try edit("set \(path) = \(value)") { try $0.setting(path, to: value) }
  }

  func insert(_ rest: String) throws {
    let (k, text) = try stageAndText(rest, .insert)
    try edit("insert \(k) \(try written(text))") { [self] in try $0.inserting(text, at: k, recipes: environment.recipes) }
  }

  func replace(_ rest: String) throws {
    let (k, text) = try stageAndText(rest, .replace)
    try edit("replace \(k) \(try written(text))") { [self] in try $0.replacing(k, with: text, recipes: environment.recipes) }
  }

  func remove(_ rest: String) throws {
    guard let k = Int(rest) else { throw wrongUsage(.remove) }
    try edit("remove \(k)") { try $0.removing(k) }
  }

  func reset(_ rest: String) throws {
    try refuseMore(.reset, rest)
    guard state.branch.course != nil else { throw SessionError.nothingToRun }
    state.branch.begin()
    state.journal.append("reset")
    try sayPlace()
  }

  /// Changes the chain, in the run if there is one.
  private func edit(_ line: String, _ change: (ChainText) throws -> ChainEdit) throws {
    guard let chain = state.branch.chain else { throw SessionError("there is no chain yet", hint: "chain adam | lr(0.1)") }
    let edit = try change(chain)
    _ = try edit.chain.chain()
    state.branch.chain = edit.chain
    state.branch.ending = nil
    if let course = state.branch.course {
      if course.steps == 0 {
        state.branch.begin()
      } else {
        state.branch.course = course.edited(edit)
      }
      _ = try presentSolver()
    }
    state.journal.append(line)
    try say(stageList(edit.chain))
    for name in runner.startedAnew { try say("\(name) starts anew: its memory has another shape now") }
  }

  /// The text with its recipes written out, for the journal.
  private func written(_ text: String) throws -> String { try ChainText(reading: text, recipes: environment.recipes).template }

  private func stageAndText(_ rest: String, _ command: SessionCommand) throws -> (Int, String) {
    let number = rest.prefix { !$0.isWhitespace }
    let text = trimmedBlanks(String(rest.dropFirst(number.count)))
    guard let k = Int(number), !text.isEmpty else { throw wrongUsage(command) }
    return (k, text)
  }

  /// The stages with their numbers, one a line.
  func stageList(_ chain: ChainText) -> String {
    let stages = (try? Parser.parse(chain.text)).map { syntax -> [String] in
      if case .pipe(let stages) = syntax.kind { return stages.map(\.description) }
      return [syntax.description]
    }
    return (stages ?? [chain.text]).enumerated().map { "  \($0.offset + 1)  \($0.element)\n" }.joined()
  }
}
