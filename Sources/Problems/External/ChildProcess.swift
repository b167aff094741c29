// `environ` is a variable of C's library that Swift cannot know to be left alone; nothing here writes to the environment.
@preconcurrency import Glibc

/// A shell command that runs beside this process, its standard input and output as pipes.
///
/// It does not outlive this process, however that ends: a guard, a shell that waits for the end of a pipe which this process alone
/// holds open, then ends the command with all that it has started. The command is a process group of its own, so that Ctrl-C
/// reaches the tool alone, which finishes its step. The standard error passes through.
final class ChildProcess {
  let id: pid_t
  /// Where its standard input is written, and its standard output read; both without waiting.
  let input: Int32
  let output: Int32
  private let guardian: pid_t
  private let life: Int32
  private var hasEnded = false

  /// - Throws: `ProblemError` where the system gives no process or pipe.
  init(shell command: String) throws(ProblemError) {
    // A write to a program that is gone is to fail, not to end this process.
    var pipeSignal = sigaction()
    sigaction(SIGPIPE, nil, &pipeSignal)
    if pipeSignal.__sigaction_handler.sa_handler == nil { signal(SIGPIPE, SIG_IGN) }

    var open: [Int32] = []
    func closeAll() { for descriptor in open { close(descriptor) } }
    func fail(_ what: String, _ code: Int32) -> ProblemError {
      closeAll()
      return ProblemError(
        .unreadable, "cannot run '\(command)': \(what): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")")
    }
    var pipes: [(read: Int32, write: Int32)] = []
    for _ in 0..<3 {
      guard let pipe = ChildProcess.pipe() else { throw fail("no pipe", errno) }
      pipes.append(pipe)
      open += [pipe.read, pipe.write]
    }
    let (requests, answers, lives) = (pipes[0], pipes[1], pipes[2])
    let (child, childError) = ChildProcess.spawn(command, [(requests.read, 0), (answers.write, 1)], silent: false)
    if childError != 0 { throw fail("no process", childError) }
    let watch = "read line; sleep 0.2 2>/dev/null || sleep 1; kill -9 -\(child)"
    let (guardian, guardError) = ChildProcess.spawn(watch, [(lives.read, 0)], silent: true)
    if guardError != 0 {
      kill(-child, SIGKILL)
      waitpid(child, nil, 0)
      throw fail("no process", guardError)
    }
    for descriptor in [requests.read, answers.write, lives.read] { close(descriptor) }
    for descriptor in [requests.write, answers.read] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
    id = child
    input = requests.write
    output = answers.read
    self.guardian = guardian
    life = lives.write
  }

  deinit { end() }

  /// Closes its input, which tells a program that reads lines to end; what does not is ended within half a second. Says how it
  /// ended where it did so by itself.
  @discardableResult
  func end(patience: Double = 0.3) -> String? {
    if hasEnded { return nil }
    hasEnded = true
    close(input)
    let isDone = waitForEnd(patience)
    if !isDone {
      kill(-id, SIGTERM)
      _ = waitForEnd(0.2)
    }
    // Its group is known to be its own until it has been waited for.
    kill(-id, SIGKILL)
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    close(output)
    kill(guardian, SIGKILL)
    while waitpid(guardian, nil, 0) < 0, errno == EINTR {}
    close(life)
    return isDone ? ChildProcess.text(ofStatus: status) : nil
  }

  /// Whether it ends within so many seconds; its status is left to be waited for.
  private func waitForEnd(_ seconds: Double) -> Bool {
    var (waited, pause) = (0.0, 0.0002)
    while true {
      var info = siginfo_t()
      if waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT) != 0 { return errno != EINTR }
      if info.si_signo == SIGCHLD { return true }
      if waited >= seconds { return false }
      usleep(UInt32(pause * 1e6))
      waited += pause
      pause = min(2 * pause, 0.01)
    }
  }

  private static func text(ofStatus status: Int32) -> String {
    let signal = status & 0x7F
    return signal == 0 ? "ended with status \((status >> 8) & 0xFF)" : "was ended by signal \(signal)"
  }

  /// A pipe whose ends are above the standard descriptors and are not inherited.
  private static func pipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return nil }
    let raised = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    for end in ends { close(end) }
    if raised.contains(where: { $0 < 0 }) {
      for end in raised where end >= 0 { close(end) }
      return nil
    }
    return (raised[0], raised[1])
  }

  /// Starts a shell command with these descriptors in places of its own, or the system's error number.
  private static func spawn(_ command: String, _ descriptors: [(from: Int32, to: Int32)], silent: Bool) -> (pid_t, Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (from, to) in descriptors { posix_spawn_file_actions_adddup2(&actions, from, to) }
    if silent { for to in [Int32(1), 2] { posix_spawn_file_actions_addopen(&actions, to, "/dev/null", O_WRONLY, 0) } }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (defaults, none) = (sigset_t(), sigset_t())
    sigemptyset(&defaults)
    sigemptyset(&none)
    for signal in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    let arguments = ["/bin/sh", "-c", command].map { (text: String) -> UnsafeMutablePointer<CChar>? in strdup(text) }
    defer { for argument in arguments { free(argument) } }
    var id: pid_t = 0
    let error = posix_spawn(&id, "/bin/sh", &actions, &attributes, arguments + [nil], environ)
    return (id, error)
  }
}
