import Language

/// The commands of a session, for reading, help and completion.
enum SessionCommand: String, CaseIterable {
  case problem, chain, step, run, show, set, insert, replace, remove, reset, back, undo, fork, `switch`, compare, plot, overlay, watch
  case save, load, export, help, quit

  /// What stands behind its name.
  var usage: String {
    switch self {
    case .problem: "problem NAME|FILE.csv|\"FORMULA\" [option=value …]"
    case .chain: "chain CHAIN"
    case .step: "step [N]"
    case .run: "run [N] [until CONDITION]"
    case .show: "show [chain|x|f|grad|status|forks|journal|K]"
    case .set: "set PATH = VALUE"
    case .insert: "insert K CHAIN"
    case .replace: "replace K CHAIN"
    case .remove: "remove K"
    case .reset: "reset"
    case .back: "back [N] | back to STEP"
    case .undo: "undo"
    case .fork: "fork NAME"
    case .switch: "switch NAME"
    case .compare: "compare"
    case .plot: "plot [f|grad] [steps|evals|seconds]"
    case .overlay: "overlay [f|grad] [steps|evals|seconds] [NAME …]"
    case .watch: "watch [on|off]"
    case .save: "save recipe NAME"
    case .load: "load NAME|FILE.chain|FILE.tz"
    case .export: "export FILE.tz"
    case .help: "help [COMMAND], ?MODULE, ?PROBLEM"
    case .quit: "quit"
    }
  }

  var summary: String {
    switch self {
    case .problem: "what is minimized; a new run begins at its start"
    case .chain: "the optimizer; a new run begins at the problem's start"
    case .step: "N steps, without any criterion"
    case .run: "until a criterion is met, at most N steps (1000)"
    case .show: "where the session stands, or one part of it: stage K with its memory"
    case .set: "a setting or a hole of the chain, in the run and with all memory kept: set 2.c2 = 0.1, set lr = 3e-3"
    case .insert: "stages before stage K, the others with their memory"
    case .replace: "stage K by others, the rest with their memory"
    case .remove: "takes stage K out, the others with their memory"
    case .reset: "the present chain from the problem's start"
    case .back: "to an earlier step, exactly, with the chain of that time"
    case .undo: "takes back the last command that changed something"
    case .fork: "a copy of all of this under another name, to go on with"
    case .switch: "to another fork"
    case .compare: "the forks side by side"
    case .plot: "the run as a curve"
    case .overlay: "the curves of the forks"
    case .watch: "what every stage does to the update at each step"
    case .save: "the chain as a recipe, @NAME from then on"
    case .load: "a recipe as the chain, or a script of commands"
    case .export: "the session as a script that replays to the same bits: tzopt run FILE.tz"
    case .help: "this, or more on a command, a module, a problem"
    case .quit: "leaves; so does Ctrl-D"
    }
  }

  /// What a line of `help COMMAND` adds.
  var details: String {
    switch self {
    case .problem:
      """
      problem rosenbrock n=10
      problem Problems/iris.csv target=species model=softmax batch=20 seed=1
      problem "(1-x)^2 + 100*(y-x^2)^2" start=x=-1.2,y=1
      """
    case .chain: "chain lbfgs | strongwolfe\nchain adam | lr(?lr=0.1)"
    case .run:
      "run\nrun until f < 1e-6 or evals > 500\n"
        + RunCondition.variables.map { "  \($0.name): \($0.meaning)" }.joined(separator: "\n")
        + "\nA condition that speaks of grad takes the place of the criterion on the gradient."
    case .set:
      """
      set 2.c2 = 0.1             the setting c2 of stage 2
      set lr = 1e-2 * 0.99^t     the hole ?lr, else the one setting of this name
      set 1.true.adam.beta1 = 0  of adam in the chain `true` of stage 1
      """
    case .back: "back, back 20, back to 100\nEdits of the chain after that step are gone; undo brings them back."
    default: ""
    }
  }
}

/// A line as a command and what follows it.
struct SessionLine {
  let command: SessionCommand
  let rest: String

  /// nil for a blank line or a comment.
  init?(reading line: String) throws {
    let text = trimmedBlanks(line)
    if text.isEmpty || text.hasPrefix("#") { return nil }
    if text.hasPrefix("?") {
      command = .help
      rest = trimmedBlanks(String(text.dropFirst()))
      return
    }
    let name = String(text.prefix { !$0.isWhitespace })
    guard let command = SessionCommand(rawValue: name) ?? SessionLine.synonyms[name] else {
      let hint = didYouMean(name, in: SessionCommand.allCases.map(\.rawValue)) ?? "help lists the commands"
      throw SessionError("unknown command '\(name)'", hint: hint)
    }
    self.command = command
    let rest = trimmedBlanks(String(text.dropFirst(name.count)))
    // A chain's comments are the language's own.
    self.rest = [.chain, .insert, .replace].contains(command) ? rest : SessionLine.withoutComment(rest)
  }

  private static let synonyms: [String: SessionCommand] = ["exit": .quit, "q": .quit, "continue": .run]

  /// What stands before a `#` that begins a word outside quotes.
  private static func withoutComment(_ text: String) -> String {
    var quote: Character?
    var previous: Character = " "
    for (i, character) in zip(text.indices, text) {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", previous.isWhitespace {
        return trimmedBlanks(String(text[..<i]))
      }
      previous = character
    }
    return text
  }
}

func trimmedBlanks(_ text: String) -> String {
  var text = text[...]
  while let last = text.last, last.isWhitespace { text.removeLast() }
  return String(text.drop { $0.isWhitespace })
}
