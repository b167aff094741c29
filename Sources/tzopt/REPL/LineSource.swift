import Workbench

#if canImport(Glibc)
  import Glibc
#endif

/// The lines of a file or of the standard input, each as soon as it is there.
final class LineSource {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []
  private var piece = [UInt8](repeating: 0, count: 1 << 16)

  /// - Parameter path: `-` is the standard input.
  init(path: String) throws(ReadFailure) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw ReadFailure(path: path, code: errno) }
  }

  deinit { if path != "-" { _ = close(descriptor) } }

  /// The next line without its end; nil after the last.
  func next() throws(ReadFailure) -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[..<end]
        let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        buffer.removeFirst(end + 1)
        return text
      }
      let n = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if n > 0 {
        buffer += piece[0..<n]
      } else if n == 0 {
        if buffer.isEmpty { return nil }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
      } else if errno != EINTR {
        throw ReadFailure(path: path, code: errno)
      }
    }
  }
}

/// A script that cannot be read.
struct ReadFailure: Error {
  let path: String
  let code: Int32
  var failure: CommandFailure {
    CommandFailure(ExitStatus.unreadableInput, "cannot read \(path): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")")
  }
}
