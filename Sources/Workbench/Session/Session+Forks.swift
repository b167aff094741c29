import Optimization

// Commands about the forks of a session.

extension Session {
  func fork(_ rest: String) throws {
    let name = try forkName(rest, .fork)
    if state.names.contains(name) { throw SessionError("there is a fork '\(name)' already", hint: "switch \(name) goes there") }
    state.branches.append((name, state.branch))
    state.current = name
    state.journal.append("fork \(name)")
    try say("\(name): a copy of \(state.branches.count == 2 ? "main" : "the present fork"); switch goes back")
  }

  func switchTo(_ rest: String) throws {
    let name = try forkName(rest, .switch)
    guard state.names.contains(name) else {
      throw SessionError("there is no fork '\(name)'", hint: "forks: \(state.names.joined(separator: ", "))")
    }
    if name != state.current {
      state.current = name
      state.journal.append("switch \(name)")
    }
    if let chain = state.branch.chain { try say("\(name): \(chain.text)") } else { try say(name) }
    try sayPlace()
  }

  /// The forks side by side.
  func compare(_ rest: String) throws {
    try refuseMore(.compare, rest)
    var lines: [[String]] = []
    for (name, branch) in state.branches {
      guard let course = branch.course else {
        lines.append([name, "-", "-", "-", "-", branch.chain?.text ?? "no chain"])
        continue
      }
      let solver = try runner.stand(at: course)
      let counts = branch.ending?.evaluations ?? solver.optimizer.evaluator.counts
      lines.append([
        name, branch.ending?.word ?? "-", "\(course.steps)", "\(counts.points)",
        formatted("%.6e", branch.ending?.f ?? solver.optimizer.evaluator.reportedValue()), course.presentChain.text,
      ])
    }
    let isOneProblem = Set(state.branches.map { $0.branch.problem ?? "" }).count == 1
    if !isOneProblem { for i in lines.indices { lines[i][5] += "  on \(state.branches[i].branch.problem ?? "nothing")" } }
    let head = ["fork", "ended", "steps", "evals", "f", "chain"]
    let widths = (0..<5).map { column in max(head[column].count, lines.map { $0[column].count }.max() ?? 0) }
    func line(_ cells: [String]) -> String {
      let left = cells[0].rightPadded(to: widths[0]) + "  " + cells[1].rightPadded(to: widths[1])
      let numbers = (2..<5).map { "  " + cells[$0].leftPadded(to: widths[$0]) }.joined()
      return left + numbers + "  " + cells[5] + "\n"
    }
    try environment.write(environment.style.dim(String(line(head).dropLast())) + "\n" + lines.map(line).joined())
  }

  private func forkName(_ text: String, _ command: SessionCommand) throws -> String {
    guard !text.isEmpty, text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }) else {
      throw wrongUsage(command)
    }
    return text
  }
}
