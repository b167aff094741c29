import Language
import Optimization
import Problems

// Commands that say what is run: problem, chain, and its edits.

extension Session {
  func problem(_ rest: String) throws {
    if rest.isEmpty { throw wrongUsage(.problem) }
    let request = try ProblemRequest(reading: rest).text
    let problem: Problem
    do {
      problem = try runner.problem(request)
    } catch let error as ProblemError {
      throw ProblemError(error.kind, requestWords(error.message), hint: error.hint.map(requestWords))
    }
    state.branch.problem = request
    state.branch.begin()
    if let chain = state.branch.chain {
      do {
        _ = try presentSolver()
      } catch let error as RequirementError {
        throw SessionError("the session's chain does not fit: \(error.message)", hint: "another chain first, such as: \(fitting(problem, chain))")
      }
    }
    state.journal.append("problem \(request)")
    let count = problem.layout.count
    let function = problem.function()
    // It shares its data with the run at work.
    if problem.isStochastic { runner.forget() }
    _ = function.beginStep(0)
    function.beginReport()
    let f = try startValue(function, problem, request)
    try say("\(problem.name): \(count) \(count == 1 ? "entry" : "entries"), f = \(formatted("%.10g", f)) at the start")
  }

  /// The command line's options as a request has them: `dim=3` for `--dim 3`.
  private func requestWords(_ text: String) -> String {
    var words: [String] = []
    var isOption = false
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let option = word.dropFirst(2).prefix { $0.isLetter || $0.isNumber || $0 == "-" }
      if word.hasPrefix("--"), ProblemRequest.optionNames.contains(String(option)) {
        words.append(String(word.dropFirst(2)))
        isOption = option.endIndex == word.endIndex
        continue
      }
      if isOption, let first = word.first, first.isNumber || first == "-" {
        words[words.count - 1] += "=" + word
      } else {
        words.append(String(word))
      }
      isOption = false
    }
    return words.joined(separator: " ")
  }

  /// f at the start; a program that gives none is no problem.
  private func startValue(_ function: ObjectiveFunction, _ problem: Problem, _ request: String) throws -> Double {
    do {
      return try function.value(at: problem.start)
    } catch {
      guard case .command? = (try? ProblemRequest(reading: request))?.subject else { return .nan }
      runner.forgetProgram(of: request)
      throw error
    }
  }

  /// A chain that any problem takes, or any with gradients.
  private func fitting(_ problem: Problem, _ chain: ChainText) -> String {
    problem.function().capabilities.contains(.gradient) ? "chain lbfgs | strongwolfe" : "chain fdm | \(chain.text)"
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
    let written = try Expansion.expandRecipes(try Parser.parse(value), source: value, recipes: environment.recipes).description
    try edit("set \(path) = \(written)") { try $0.setting(path, to: written) }
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
