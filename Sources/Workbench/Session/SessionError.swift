/// What is wrong with a command of a session, and what mends it.
public struct SessionError: Error, Equatable {
  public let message: String
  public let hint: String?

  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  /// There is no problem, or no chain, yet.
  static let nothingToRun = SessionError(
    "there is nothing to run yet", hint: "name a problem and a chain: problem rosenbrock, chain adam | lr(0.1)")
}

/// A command of a script that failed.
public struct ScriptError: Error {
  /// The name of the script and its line, from 1.
  public let place: String
  public let line: String
  public let cause: any Error
}
