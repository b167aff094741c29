#if canImport(Glibc)
  import Glibc
#endif

/// Why output could not be written.
public enum OutputError: Error, Equatable {
  /// The reader went away (`| head`): no fault.
  case closedPipe
  /// The system's error number, such as ENOSPC.
  case system(Int32)

  /// The system's words for it.
  public var message: String {
    switch self {
    case .closedPipe: "the pipe is closed"
    case .system(let code): strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
  }
}

/// Buffered bytes on their way to a file descriptor; every write is checked.
public final class ByteSink {
  private var buffer: [UInt8] = []
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var isClosed = false
  private let limit = 1 << 16

  /// Writes to an open descriptor.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
    ownsDescriptor = false
    buffer.reserveCapacity(4096)
  }

  /// Creates or empties a file.
  public init(path: String) throws(OutputError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    ownsDescriptor = true
    if descriptor < 0 { throw .system(errno) }
  }

  deinit { if ownsDescriptor && descriptor >= 0 && !isClosed { _ = Glibc.close(descriptor) } }

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  public func write(_ text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= limit { try flush() }
  }

  public func write(_ bytes: [UInt8]) throws(OutputError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= limit { try flush() }
  }

  /// Everything so far reaches the descriptor.
  public func flush() throws(OutputError) {
    var error: OutputError?
    buffer.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let n = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if n >= 0 {
          done += n
        } else if errno == EAGAIN {
          // A terminal or pipe that someone made non-blocking: wait until it takes more.
          var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = Glibc.poll(&poll, 1, -1)
        } else if errno != EINTR {
          error = errno == EPIPE ? .closedPipe : .system(errno)
          return
        }
      }
    }
    buffer.removeAll(keepingCapacity: true)
    if let error { throw error }
  }

  /// Flushes and closes a file of its own; some file systems report a full disk only here.
  public func close() throws(OutputError) {
    try flush()
    guard ownsDescriptor, !isClosed else { return }
    isClosed = true
    if Glibc.close(descriptor) != 0 { throw .system(errno) }
  }
}
