import Problems

/// What `tzopt problems` prints: by set, name, summary and dimension.
public func problemList(_ sets: [ProblemSet], style: TextStyle) -> String {
  let widest = sets.flatMap(\.members).map(\.name.count).max() ?? 0
  let parts = sets.map { set in
    let items = set.members.map { problem in
      (name: problem.name.rightPadded(to: min(widest, 28)), text: "\(problem.summary) (n: \(problem.dimension.text))")
    }
    return style.bold(set.name) + style.dim("  \(set.summary)") + "\n" + definitionList(items, indentation: 2, columns: style.columns)
  }
  return parts.joined(separator: "\n")
}
