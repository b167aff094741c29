import CReadline
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

/// Reads lines with libreadline: editing, history, completion. One at a time exists, since the library has one state.
final class LineReader {
  /// Asked for what may stand at the cursor; the library's callbacks know no context of their own.
  private nonisolated(unsafe) static var complete: ((String) -> Completion)?
  private nonisolated(unsafe) static var candidates: [String] = []

  private let history: String?

  /// - Parameter history: the file of the lines of earlier sessions; nil for none.
  init(history: String?, completion: @escaping (String) -> Completion) {
    self.history = history
    LineReader.complete = completion
    tz_set_up_readline(
      "tzopt",
      { text, start, end in LineReader.matches(text, start, end) }, Interrupt.flag)
    if let history { read_history(history) }
  }

  /// The next line; nil at the end of the input. Empty after Ctrl-C, which drops what was written.
  func line(prompt: String) -> String? {
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    let text = String(cString: line)
    if text.contains(where: { !$0.isWhitespace }) { remember(text) }
    return text
  }

  /// Lines are kept as they are given, so that a session that is killed has its history too. A file that cannot be written is no fault.
  private func remember(_ line: String) {
    if let last = tz_last_history_line(), String(cString: last) == line { return }
    add_history(line)
    guard let history else { return }
    if append_history(1, history) != 0 { write_history(history) }
  }

  private static func matches(
    _ text: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    guard let complete, let line = tz_line_before(end) else { return nil }
    defer { free(line) }
    let before = String(cString: line)
    let completion = complete(before)
    tz_set_append_character(completion.endsWord ? 0x20 : 0)
    // The library completes from its own idea of where a word begins.
    let byteStart = before.prefix(completion.start).utf8.count
    let shift = Int(start) - byteStart
    candidates = completion.candidates.compactMap { candidate in
      guard shift >= 0, candidate.utf8.count >= shift else { return nil }
      return String(decoding: Array(candidate.utf8)[shift...], as: UTF8.self)
    }
    if candidates.isEmpty {
      tz_allow_file_names(completion.takesFiles ? 1 : 0)
      return nil
    }
    tz_allow_file_names(0)
    return rl_completion_matches(text) { text, state in LineReader.next(text, state) }
  }

  private nonisolated(unsafe) static var position = 0

  private static func next(_ text: UnsafePointer<CChar>?, _ state: Int32) -> UnsafeMutablePointer<CChar>? {
    if state == 0 { position = 0 }
    while position < candidates.count {
      position += 1
      if let text, !candidates[position - 1].hasPrefix(String(cString: text)) { continue }
      return strdup(candidates[position - 1])
    }
    return nil
  }
}

extension LineReader {
  /// Where history is kept: `$XDG_STATE_HOME/tzopt/history`, made with its folders; nil where that fails.
  static func historyPath() -> String? {
    let state: String
    if let given = Terminal.environment("XDG_STATE_HOME"), given.hasPrefix("/") {
      state = given
    } else if let home = Terminal.environment("HOME"), home.hasPrefix("/") {
      state = home + "/.local/state"
    } else {
      return nil
    }
    let folder = state + "/tzopt"
    guard makeFolders(folder) else { return nil }
    return folder + "/history"
  }
}

/// Makes a folder and the ones above it; whether it is there then.
func makeFolders(_ path: String) -> Bool {
  var present = ""
  for part in path.split(separator: "/") {
    present += "/" + part
    if mkdir(present, 0o700) != 0 && errno != EEXIST { return false }
  }
  return true
}
