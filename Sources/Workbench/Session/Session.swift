import Language
import Optimization
import Problems

/// What a session needs of the world; it has no terminal and no files of its own.
public struct SessionEnvironment {
  public var write: (String) throws -> Void
  public var readText: (_ path: String) throws -> String
  public var writeText: (_ path: String, _ text: String) throws -> Void
  /// Keeps a recipe and says where.
  public var saveRecipe: (_ name: String, _ text: String) throws -> String
  public var recipes: RecipeSource
  public var isInterrupted: () -> Bool
  public var style: TextStyle
  /// Shows where a long run stands.
  public var progress: () -> (any RunObserver)?

  public init(
    write: @escaping (String) throws -> Void, readText: @escaping (String) throws -> String,
    writeText: @escaping (String, String) throws -> Void, saveRecipe: @escaping (String, String) throws -> String,
    recipes: RecipeSource, isInterrupted: @escaping () -> Bool = { false }, style: TextStyle = TextStyle(),
    progress: @escaping () -> (any RunObserver)? = { nil }
  ) {
    self.write = write
    self.readText = readText
    self.writeText = writeText
    self.saveRecipe = saveRecipe
    self.recipes = recipes
    self.isInterrupted = isInterrupted
    self.style = style
    self.progress = progress
  }
}

/// A problem, a chain and a run in progress, moved on by commands; forks of them side by side.
///
/// A session is its journal: the state is a value that follows from the commands alone, so undoing, going back, forking and replaying
/// are exact. A command that fails leaves everything as it was.
public final class Session {
  let environment: SessionEnvironment
  let runner = CourseRunner()
  var state = SessionState()
  private var past: [SessionState] = []
  /// `quit` was given.
  public private(set) var isDone = false
  /// The last run ended badly, or by an interrupt; for the exit status of a script.
  public internal(set) var lastStatus: RunStatus?
  private var depth = 0
  /// The condition of the present `run` holds.
  var holding = false

  public init(_ environment: SessionEnvironment) {
    self.environment = environment
    runner.isInterrupted = environment.isInterrupted
  }

  /// The name of the present fork where there are several, for a prompt.
  public var forkName: String? { state.branches.count > 1 ? state.current : nil }

  /// Runs one line.
  public func execute(_ line: String) throws {
    guard let line = try SessionLine(reading: line) else { return }
    if line.command == .quit {
      isDone = true
      return
    }
    if line.command == .undo { return try undo(line.rest) }
    let before = state
    do {
      try perform(line.command, line.rest)
    } catch {
      state = before
      throw error
    }
    if state != before {
      past.append(before)
      if past.count > 500 { past.removeFirst() }
    }
  }

  /// Runs the lines of a script until one fails; a line that ends in `\` goes on in the next.
  ///
  /// - Parameter next: gives the next line, nil at the end.
  /// - Throws: `ScriptError` with the number of the line.
  public func execute(lines next: () throws -> String?, name: String) throws {
    var held = "", first = 0, number = 0
    func run(_ text: String) throws {
      do {
        try execute(text)
        if environment.isInterrupted() { throw SessionError("interrupted") }
      } catch {
        throw ScriptError(place: "\(name):\(first)", line: trimmedBlanks(text), cause: error)
      }
    }
    while !isDone, let line = try next() {
      number += 1
      if held.isEmpty { first = number }
      if line.hasSuffix("\\") {
        held += line.dropLast()
      } else {
        let whole = held + line
        held = ""
        try run(whole)
      }
    }
    if !held.isEmpty { try run(held) }
  }

  private func perform(_ command: SessionCommand, _ rest: String) throws {
    switch command {
    case .problem: try problem(rest)
    case .chain: try chain(rest)
    case .step: try step(rest)
    case .run: try run(rest)
    case .show: try show(rest)
    case .set: try set(rest)
    case .insert: try insert(rest)
    case .replace: try replace(rest)
    case .remove: try remove(rest)
    case .reset: try reset(rest)
    case .back: try back(rest)
    case .fork: try fork(rest)
    case .switch: try switchTo(rest)
    case .compare: try compare(rest)
    case .plot: try plot(rest)
    case .overlay: try overlay(rest)
    case .watch: try watch(rest)
    case .save: try save(rest)
    case .load: try load(rest)
    case .export: try export(rest)
    case .help: try help(rest)
    case .undo, .quit: break
    }
  }

  private func undo(_ rest: String) throws {
    try refuseMore(.undo, rest)
    guard let before = past.popLast() else { throw SessionError("there is nothing to undo") }
    let undone = state.journal.count > before.journal.count ? state.journal[before.journal.count...].joined(separator: "; ") : ""
    state = before
    try say(undone.isEmpty ? "undone" : "undone: \(undone)")
    try sayPlace()
  }

  /// A script inside a session is one command: it is undone as a whole, and one that fails leaves nothing behind.
  func play(_ script: String, name: String) throws {
    guard depth < 16 else { throw SessionError("\(name) loads itself") }
    depth += 1
    let kept = past
    let before = state
    defer {
      depth -= 1
      past = kept
      isDone = false
    }
    do {
      var lines = script.split(separator: "\n", omittingEmptySubsequences: false).makeIterator()
      try execute(lines: { lines.next().map { String($0.last == "\r" ? $0.dropLast() : $0) } }, name: name)
    } catch {
      state = before
      throw error
    }
  }

  // MARK: helpers of the commands

  func say(_ text: String) throws { try environment.write(text.hasSuffix("\n") ? text : text + "\n") }

  func refuseMore(_ command: SessionCommand, _ rest: String) throws {
    if !rest.isEmpty { throw SessionError("\(command.rawValue) takes nothing more, found '\(rest)'", hint: command.usage) }
  }

  func wrongUsage(_ command: SessionCommand) -> SessionError {
    SessionError("\(command.rawValue) is written: \(command.usage)", hint: command.details.isEmpty ? nil : "help \(command.rawValue) shows examples")
  }

  /// A whole number from 1 on.
  func count(_ text: String, _ command: SessionCommand) throws -> Int {
    guard let value = Int(text), value >= 1 else { throw SessionError("'\(text)' is no number of steps", hint: command.usage) }
    return value
  }

  /// The run at its present end; there must be a problem and a chain.
  func presentSolver() throws -> Solver {
    guard let course = state.branch.course else { throw SessionError.nothingToRun }
    return try runner.stand(at: course)
  }

  /// f where the run stands.
  func presentValue() throws -> Double {
    if let ending = state.branch.ending { return ending.f }
    return try presentSolver().optimizer.evaluator.reportedValue()
  }

  /// The step and value of the run.
  func sayPlace() throws {
    guard let course = state.branch.course else { return }
    try say("step \(course.steps), f = \(formatted("%.10g", try presentValue()))")
  }
}
