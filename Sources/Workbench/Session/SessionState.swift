import Optimization

/// How the last run of a branch ended.
struct BranchEnding: Equatable {
  static func == (a: BranchEnding, b: BranchEnding) -> Bool {
    a.word == b.word && a.reason == b.reason && a.f.bitPattern == b.f.bitPattern && a.evaluations == b.evaluations
  }

  /// A status, or `until` where a condition of the user's ended it.
  let word: String
  let reason: String
  /// As the report gave them: an unfinished step may have evaluated where the run stands.
  let f: Double
  let evaluations: EvaluationCounts
}

/// One line of work: a problem, a chain, a run.
struct Branch: Equatable {
  var problem: String?
  var chain: ChainText?
  /// The run; nil until there are both.
  var course: Course?
  var curve = Curve()
  var ending: BranchEnding?

  /// The curve follows from the course; it may hold values that equal nothing.
  static func == (a: Branch, b: Branch) -> Bool {
    a.problem == b.problem && a.chain == b.chain && a.course == b.course && a.ending == b.ending
  }

  /// A run from the start, where there are a problem and a chain.
  mutating func begin() {
    course = nil
    curve = Curve()
    ending = nil
    if let problem, let chain { course = Course(problem: problem, chain: chain) }
  }
}

/// All of a session: undoing a command is going back to the value before it.
struct SessionState: Equatable {
  var branches: [(name: String, branch: Branch)] = [("main", Branch())]
  var current = "main"
  var isWatching = false
  /// The commands that made it, in a form that makes it again.
  var journal: [String] = []

  static func == (a: SessionState, b: SessionState) -> Bool {
    a.current == b.current && a.isWatching == b.isWatching && a.journal == b.journal
      && a.branches.elementsEqual(b.branches) { $0.name == $1.name && $0.branch == $1.branch }
  }

  var branch: Branch {
    get { branches.first { $0.name == current }?.branch ?? Branch() }
    set { if let i = branches.firstIndex(where: { $0.name == current }) { branches[i].branch = newValue } }
  }
  var names: [String] { branches.map(\.name) }
}
