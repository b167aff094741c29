#if canImport(Glibc)
  import Glibc
#endif

/// A results file that runs are added to, a line each, whole or not at all.
///
/// A line is given to the system by one call, so that the end of this process, by whatever signal, cannot tear it; where the disk
/// is full, what was written of it is taken back. A line that is torn all the same is dropped when the file is next opened.
public final class ResultsFile: @unchecked Sendable {
  private let descriptor: Int32
  /// The plan that the runs from here on belong to.
  private var plan: ComparisonPlan?
  /// What the file held before.
  public let stored: StoredResults

  /// Opens or creates the file.
  ///
  /// - Throws: `ReadError` where the file holds something else; `OutputError`.
  public init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw OutputError.system(errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK { throw ReadError(path: path, message: "another tzopt writes to it") }
      throw OutputError.system(code)
    }
    var status = stat()
    let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    do {
      stored = isRegular ? try StoredResults(path: path) : try StoredResults(path: path, bytes: [])
    } catch {
      close(descriptor)
      throw error
    }
    if isRegular { _ = ftruncate(descriptor, stored.wholeLength) }
    plan = stored.plans.last
  }

  deinit { close(descriptor) }

  /// Writes the plan, unless it is the last one there. Not while runs are made.
  public func begin(_ plan: ComparisonPlan) throws(OutputError) {
    if plan != self.plan { try write(plan.json) }
    self.plan = plan
  }

  public func append(_ result: RunResult) throws(OutputError) { try write(result.json) }

  private func write(_ line: [UInt8]) throws(OutputError) {
    let length = lseek(descriptor, 0, SEEK_END)
    var written = -1
    repeat {
      written = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    } while written < 0 && errno == EINTR
    if written == line.count { return }
    let code = written < 0 ? errno : ENOSPC
    if written > 0, length >= 0 { _ = ftruncate(descriptor, length) }
    throw .system(code)
  }
}
