#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file, a window at a time: what is not yet consumed stays, more is read behind it. A line feed stands behind the
/// last byte of the window, so that scans end without a test of the length.
final class ByteSource {
  let path: String
  /// The size of the file, where it has one.
  let size: Int
  private let descriptor: Int32
  private(set) var window: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The number of bytes in the window.
  private(set) var count = 0
  /// Whether the window reaches to the end of the file.
  private(set) var isComplete = false
  private var scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256)

  /// Longer ones mean that the file is not a table.
  private static var longestRecord: Int { 1 << 28 }

  /// Opens a file.
  init(path: String) throws(ProblemError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ByteSource.unreadable(path, errno) }
    var status = stat()
    size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    capacity = 1 << 20
    window = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 1)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    window.deallocate()
    scratch.deallocate()
  }

  /// Drops the first `consumed` bytes and reads more behind the rest; the window grows where the rest fills it.
  func refill(dropping consumed: Int) throws(ProblemError) {
    let rest = count - consumed
    if rest == capacity {
      if capacity >= ByteSource.longestRecord {
        throw ProblemError(
          .data, "'\(path)' has a record longer than \(ByteSource.longestRecord >> 20) MB", hint: "give a text file with one line a row")
      }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + 1)
      larger.update(from: window, count: count)
      window.deallocate()
      window = larger
      capacity *= 2
    } else if consumed > 0 {
      memmove(window, window + consumed, rest)
    }
    count = rest
    while count < capacity, !isComplete {
      let got = read(descriptor, window + count, capacity - count)
      if got < 0 {
        if errno == EINTR { continue }
        throw ByteSource.unreadable(path, errno)
      }
      if got == 0 { isComplete = true }
      count += got
    }
    window[count] = 0x0A
  }

  /// The bytes with each doubled `byte` made single; valid until the next call.
  func copy(_ bytes: UnsafeBufferPointer<UInt8>, droppingEverySecondOf byte: UInt8) -> UnsafeBufferPointer<UInt8> {
    if scratch.count < bytes.count {
      scratch.deallocate()
      scratch = .allocate(capacity: 2 * bytes.count)
    }
    var (count, isSecond) = (0, false)
    for next in bytes {
      isSecond = next == byte && !isSecond
      if isSecond { continue }
      scratch[count] = next
      count += 1
    }
    return UnsafeBufferPointer(rebasing: scratch[..<count])
  }

  private static func unreadable(_ path: String, _ code: Int32) -> ProblemError {
    let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    let hint =
      switch code {
      case ENOENT: "check the path: it is looked up from the folder where the command runs"
      case EISDIR: "give the path of a CSV file"
      case EACCES: "make it readable: chmod u+r"
      default: "give the path of a readable CSV file"
      }
    return ProblemError(.unreadable, "cannot read '\(path)': \(reason)", hint: hint)
  }
}
