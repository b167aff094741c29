#if canImport(Glibc)
  import Glibc
#endif

/// Ctrl-C as a flag that the solver asks between steps and before evaluations. A second Ctrl-C ends the process at once, but for a prompt.
enum Interrupt {
  /// One word that the signal handler sets.
  nonisolated(unsafe) static let flag: UnsafeMutablePointer<sig_atomic_t> = {
    let flag = UnsafeMutablePointer<sig_atomic_t>.allocate(capacity: 1)
    flag.initialize(to: 0)
    return flag
  }()

  /// Installs the handler; the result says whether the signal has come.
  static func watch() -> () -> Bool { install(Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART) }

  /// For a prompt: every Ctrl-C is caught, and reading a line ends for it. `clear` forgets one that has come.
  static func watchForSession() -> () -> Bool { install(0) }

  static func clear() { flag.pointee = 0 }

  private static func install(_ flags: Int32) -> () -> Bool {
    let flag = flag
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interrupt.set() }
    action.sa_flags = flags
    sigaction(SIGINT, &action, nil)
    // A parent may have started us with the signal blocked (threads of libdispatch block all).
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    return { flag.pointee != 0 }
  }

  private static func set() { flag.pointee = 1 }
}
