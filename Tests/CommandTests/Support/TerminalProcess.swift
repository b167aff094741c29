import Foundation
import Glibc

/// The tool on a terminal of its own: what is typed goes in, what a person would see comes out.
final class TerminalProcess {
  private let terminal: Int32
  private let process: pid_t
  /// All output so far, line ends as LF and without escape sequences.
  private(set) var output = ""
  private var raw: [UInt8] = []
  private var seen = 0

  /// - Parameter environment: all of it.
  init(_ arguments: [String], environment: [String: String], in folder: String? = nil, columns: UInt16 = 100) throws {
    // What posix_openpt, unlockpt and ptsname do, which Swift's Glibc does not show.
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0, number: UInt32 = 0
    let unlock: UInt = 0x4004_5431, giveNumber: UInt = 0x8004_5430
    guard terminal >= 0, ioctl(terminal, unlock, &lock) == 0, ioctl(terminal, giveNumber, &number) == 0 else { throw POSIXError(.ENXIO) }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)

    var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a new session opens is its own, so that Ctrl-C reaches it.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID is 0x80.
    posix_spawnattr_setflags(&attributes, 0x80 | Int16(POSIX_SPAWN_SETSIGMASK))

    var child: pid_t = 0
    let words = (["sh", "-c", "cd \"$0\" && exec \"$@\"", folder ?? ".", toolPath] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    process = child
  }

  deinit {
    close(terminal)
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
  }

  /// Waits until this stands at the end of what came since the last call; gives that. nil after so many seconds.
  func wait(for end: String, seconds: Double = 20) -> String? {
    let deadline = Date().addingTimeInterval(seconds)
    repeat {
      let new = String(output.dropFirst(seen))
      if new.hasSuffix(end) {
        seen = output.count
        return new
      }
    } while read(until: deadline)
    return nil
  }

  /// The status of the process, which ends by itself.
  func end(seconds: Double = 20) -> Int32? {
    let deadline = Date().addingTimeInterval(seconds)
    while read(until: deadline) {}
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      if Date() > deadline { return nil }
      usleep(5000)
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  private func read(until deadline: Date) -> Bool {
    var poll = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, Int32(max(0, 1000 * deadline.timeIntervalSinceNow))) > 0 else { return false }
    var piece = [UInt8](repeating: 0, count: 4096)
    let n = Glibc.read(terminal, &piece, piece.count)
    if n <= 0 { return false }
    raw += piece[0..<n]
    output = String(decoding: raw, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "")
      .replacing(#/\u{1B}\[[0-9;?]*[A-Za-z]/#, with: "").replacing("\u{07}", with: "")
    return true
  }
}
