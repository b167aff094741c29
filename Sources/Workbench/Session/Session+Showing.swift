import Language
import Numerics
import Optimization
import Problems

// Commands that show and change nothing: show, watch's switch, help.

extension Session {
  func show(_ rest: String) throws {
    let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    if let k = words.last.flatMap({ Int($0) }), words.count == 1 || ["state", "stage"].contains(words[0]) { return try showStage(k) }
    guard words.count <= 1 else { throw wrongUsage(.show) }
    switch words.first {
    case nil: try showAll()
    case "chain": try showChain()
    case "x": try say(vectorText(try presentSolver().optimizer.x))
    case "f": try say(formatted("%.17g", try presentValue()))
    case "grad": try showGradient()
    case "status": try say(try statusText())
    case "forks", "branches": try compare("")
    case "journal": try say(state.journal.isEmpty ? "nothing yet" : state.journal.joined(separator: "\n"))
    case let word?:
      throw SessionError("there is no '\(word)' to show", hint: didYouMean(word, in: Self.topics) ?? SessionCommand.show.usage)
    }
  }

  static let topics = ["chain", "x", "f", "grad", "status", "forks", "journal"]

  private func showAll() throws {
    let branch = state.branch
    var text = field("problem", branch.problem ?? "none yet: problem rosenbrock")
    text += field("chain", branch.chain?.text ?? "none yet: chain lbfgs | strongwolfe")
    guard branch.course != nil else { return try environment.write(text) }
    let solver = try presentSolver()
    let evaluator = solver.optimizer.evaluator
    text += field("status", try statusText())
    text += field("f", formatted("%.15g", try presentValue()))
    if let norm = solver.gradientNormNow { text += field("max |g|", formatted("%.6g", norm)) }
    text += field("x", vectorText(evaluator.current.x))
    let counts = branch.ending?.evaluations ?? evaluator.counts
    text += field("evaluations", "\(counts.f) values, \(counts.g) gradients" + (counts.hvp > 0 ? ", \(counts.hvp) Hessian products" : ""))
    try environment.write(text)
  }

  private func field(_ name: String, _ value: String) -> String { "  " + name.rightPadded(to: 13) + value + "\n" }

  private func statusText() throws -> String {
    guard let course = state.branch.course else { throw SessionError.nothingToRun }
    let step = "step \(course.steps)"
    guard let ending = state.branch.ending else { return step }
    return "\(step); \(ending.word): \(ending.reason)"
  }

  private func showChain() throws {
    guard let chain = state.branch.chain else { throw SessionError("there is no chain yet", hint: "chain adam | lr(0.1)") }
    try environment.write(ChainTree(try chain.chain(), style: environment.style).text)
  }

  private func showGradient() throws {
    let evaluator = try presentSolver().optimizer.evaluator
    let g = Vector(count: evaluator.layout.count)
    _ = evaluator.reportedGradient(into: g)
    try say(vectorText(g))
  }

  /// A stage: its settings, and its memory as it is now.
  private func showStage(_ k: Int) throws {
    let solver = try presentSolver()
    let counts = try state.branch.chain?.moduleCounts() ?? []
    guard k >= 1, k <= counts.count else { throw SessionError("there is no stage \(k)", hint: "the chain has \(counts.count)") }
    let first = counts[..<(k - 1)].reduce(0, +)
    for module in solver.optimizer.chain.modules[first..<first + counts[k - 1]] {
      try environment.write(environment.style.bold("\(k)  \(module.name)") + "\n" + settings(of: module) + memory(of: module, margin: "  "))
    }
  }

  private func settings(of module: Module) -> String {
    zip(module.members.settingNames, module.members.settings).map { "  \($0.0) = \($0.1.text)\n" }.joined()
  }

  private func memory(of module: Module, margin: String) -> String {
    var text = ""
    for (name, state) in zip(module.members.stateNames, module.members.states) {
      text += margin + environment.style.dim("\(name):") + " \(stateText(state))\n"
    }
    for (name, chain) in module.members.children {
      for inner in chain.modules {
        text += margin + environment.style.dim("\(name).\(inner.name)") + "\n" + memory(of: inner, margin: margin + "  ")
      }
    }
    return text
  }

  private func stateText(_ state: any AnyState) -> String { stateText(of: state.snapshot(), state) }

  private func stateText(of value: Any, _ state: any AnyState) -> String {
    switch value {
    case let value as Double: return formatted("%.8g", value)
    case let value as Vector: return vectorText(value)
    case let value as Matrix: return "\(value.rows) × \(value.columns) matrix"
    case is Int, is Bool, is String, is [Int]: return "\(value)"
    case let values as [Double]: return vectorText(Vector(values))
    case let values as [Any] where values.count == 1: return stateText(of: values[0], state)
    case let values as [Any]: return "\(values.count) kept"
    case Optional<Any>.none: return "none"
    default: return state.text.utf8.count <= 60 && !state.text.contains("(") ? state.text : "kept"
    }
  }

  /// All entries of a short vector; of a long one the first, and its norm.
  func vectorText(_ x: Vector) -> String {
    if x.count <= 10 { return x.values.map { formatted("%.10g", $0) }.joined(separator: "  ") }
    let first = (0..<6).map { formatted("%.6g", x[$0]) }.joined(separator: "  ")
    return "\(first)  …  (\(x.count) entries, norm \(formatted("%.10g", x.norm2)))"
  }

  func watch(_ rest: String) throws {
    let before = state.isWatching
    switch rest {
    case "", "on": state.isWatching = rest == "on" || !state.isWatching
    case "off": state.isWatching = false
    default: throw wrongUsage(.watch)
    }
    if state.isWatching != before { state.journal.append("watch \(state.isWatching ? "on" : "off")") }
    try say(state.isWatching ? "watching every stage of the pipe" : "no longer watching")
  }

  func help(_ rest: String) throws {
    let style = environment.style
    if rest.isEmpty { return try environment.write(Self.commandList(style)) }
    let name = rest.hasPrefix("@") ? String(rest.dropFirst()) : rest
    if let command = SessionCommand(rawValue: name) {
      let details = command.details
      return try say("\(style.bold(command.usage))\n  \(command.summary)" + (details.isEmpty ? "" : "\n\n" + indented(details)))
    }
    if let page = ModuleListing(style: style).page(name) { return try environment.write(page) }
    if Catalogue.declaration(name) != nil { return try environment.write(ProblemPage(name, style: style).text) }
    if let recipe = environment.recipes.text(name, nil) { return try say(recipe) }
    let names = SessionCommand.allCases.map(\.rawValue) + Registry.standard.names + Catalogue.names + environment.recipes.names()
    throw SessionError("nothing is known of '\(name)'", hint: didYouMean(name, in: names) ?? "help lists the commands")
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }

  /// All commands, a line or more each.
  static func commandList(_ style: TextStyle) -> String {
    definitionList(SessionCommand.allCases.map { (name: $0.usage, text: $0.summary) }, indentation: 2, columns: style.columns)
  }
}
