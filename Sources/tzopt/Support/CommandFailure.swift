import ArgumentParser
import Language
import Optimization
import Problems
import Workbench

/// Exit statuses, after sysexits(3).
enum ExitStatus {
  static let endedBadly: Int32 = 1
  static let wrongCommandLine: Int32 = 64
  static let wrongInput: Int32 = 65
  static let unreadableInput: Int32 = 66
  /// A program that is needed is not installed, or refuses.
  static let unavailable: Int32 = 69
  static let unwritableOutput: Int32 = 74
  /// 128 + SIGINT
  static let interrupted: Int32 = 130
}

/// Why a command ends without doing its work.
struct CommandFailure: Error {
  let status: Int32
  /// All of the text for people, without `error:` where `isRendered`.
  let message: String
  var isRendered = false

  init(_ status: Int32, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message + (hint.map { "\n  \($0)" } ?? "")
  }

  /// Sorts what the rooms below throw; nil for anything else.
  init?(_ error: any Error) {
    switch error {
    case let error as CommandFailure: self = error
    case let error as Diagnostics:
      self.init(ExitStatus.wrongInput, error.rendered)
      isRendered = true
    case let error as SessionError: self.init(ExitStatus.wrongCommandLine, error.message, hint: error.hint)
    case let error as RequirementError: self.init(ExitStatus.wrongInput, error.message)
    case let error as ReadError: self.init(ExitStatus.unreadableInput, "cannot read \(error.path): \(error.message)")
    case let error as ContentError: self.init(ExitStatus.wrongInput, error.message, hint: error.hint)
    case let error as GnuplotError: self.init(ExitStatus.unavailable, error.message, hint: error.hint)
    case let error as ProblemError: self.init(error)
    case let end as RunEnd:
      guard case .failed(let what) = end else { return nil }
      self.init(ExitStatus.wrongInput, what)
    default: return nil
    }
  }

  private init(_ error: ProblemError) {
    let status =
      switch error.kind {
      case .unknown, .invalid: ExitStatus.wrongCommandLine
      case .data: ExitStatus.wrongInput
      case .unreadable: ExitStatus.unreadableInput
      }
    self.init(status, error.message, hint: error.hint)
  }
}

/// Runs the body of a command; what goes wrong is said on stderr and becomes the exit status.
func reporting(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ExitCode {
    throw error
  } catch let error as OutputError {
    if error == .closedPipe { throw ExitCode(0) }
    say("error: cannot write: \(error.message)\n")
    throw ExitCode(ExitStatus.unwritableOutput)
  } catch {
    guard let failure = CommandFailure(error) else { throw error }
    say(failure.isRendered ? failure.message + "\n" : "error: \(failure.message)\n")
    throw ExitCode(failure.status)
  }
}

/// A text on stderr; nothing is left to do where that fails. Control characters, which data may hold, do not reach a terminal.
func say(_ text: String) {
  let sink = ByteSink(descriptor: 2)
  var visible = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
    visible.append(isControl ? "\u{FFFD}" : scalar)
  }
  try? sink.write(String(visible))
  try? sink.flush()
}

/// The same with the escapes of its style.
func sayStyled(_ text: String) {
  let sink = ByteSink(descriptor: 2)
  try? sink.write(text)
  try? sink.flush()
}

/// A file that is written from its beginning; `-` is stdout.
func openSink(_ path: String) throws -> ByteSink {
  if path == "-" { return ByteSink(descriptor: 1) }
  do {
    return try ByteSink(path: path)
  } catch {
    throw CommandFailure(ExitStatus.unwritableOutput, "cannot write \(path): \(error.message)")
  }
}

/// A text on stdout.
func show(_ text: String) throws {
  let sink = ByteSink(descriptor: 1)
  try sink.write(text)
  try sink.flush()
}
