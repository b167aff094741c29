#if canImport(Glibc)
  import Glibc
#endif

/// A file that cannot be read, with the system's words for why.
public struct ReadError: Error {
  public let path: String
  public let message: String
}

/// The bytes of a file; `-` is the standard input. Pipes and devices are read to their end.
public func readFile(_ path: String) throws(ReadError) -> [UInt8] {
  func failure() -> ReadError { ReadError(path: path, message: strerror(errno).map { String(cString: $0) } ?? "error \(errno)") }
  let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw failure() }
  defer { if path != "-" { _ = close(descriptor) } }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let n = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if n == 0 { return bytes }
    if n > 0 {
      bytes.append(contentsOf: piece[0..<n])
    } else if errno != EINTR {
      throw failure()
    }
  }
}
