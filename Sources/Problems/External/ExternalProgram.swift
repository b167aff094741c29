import Numerics
import Optimization

#if canImport(Glibc)
  import Glibc
#endif

/// A program that answers a line with a line: `{"x":[…]}` with `{"f":…}` or `{"f":…,"g":[…]}`. It is started once and kept running.
///
/// What goes wrong ends it, since nobody knows what its next line would answer; every later question fails with the same words.
final class ExternalProgram {
  let command: String
  /// Seconds that an answer may take.
  let timeout: Double
  /// Answers so far.
  private(set) var answers = 0
  /// Asked while an answer is awaited.
  var isInterrupted: (() -> Bool)?
  private let child: ChildProcess
  private var failure: String?
  private var request: [UInt8] = []
  private var received: [UInt8] = []

  init(_ command: String, timeout: Double) throws(ProblemError) {
    self.command = command
    self.timeout = timeout
    child = try ChildProcess(shell: command)
  }

  /// Its answer for x.
  ///
  /// - Throws: `RunEnd.failed` with what went wrong, `RunEnd.interrupted`.
  func answer(at x: Vector) throws(RunEnd) -> ExternalAnswer {
    if let failure { throw .failed(failure) }
    request.removeAll(keepingCapacity: true)
    request.append(contentsOf: "{\"x\":[".utf8)
    for i in 0..<x.count {
      if i > 0 { request.append(UInt8(ascii: ",")) }
      // The shortest text that reads back as the same number.
      request.append(contentsOf: x[i].description.utf8)
    }
    request.append(contentsOf: "]}\n".utf8)
    let length = try exchange(limit: 1 << 16 + 64 * x.count)
    let answer: ExternalAnswer
    do {
      answer = try received.withUnsafeBufferPointer { line throws(ExternalAnswer.Fault) in
        try ExternalAnswer(reading: UnsafeBufferPointer(rebasing: line[..<length]), entries: x.count)
      }
    } catch {
      throw fail(error.message)
    }
    received.removeFirst(length + 1)
    answers += 1
    return answer
  }

  /// Sends the request and waits for a line; the number of its bytes.
  private func exchange(limit: Int) throws(RunEnd) -> Int {
    try receive()
    // What it says before it is first asked is taken for its first answer, and shown where it is none.
    if answers > 0, !received.isEmpty { throw fail("wrote more than one line for one evaluation") }
    var deadline = Evaluator.now() + timeout
    var isGivenUp = false
    var sent = 0
    var searched = 0
    while true {
      if sent == request.count {
        if let end = received[searched...].firstIndex(of: 0x0A) { return end }
        searched = received.count
      }
      if received.count > limit { throw fail("answered with a line that does not end (\(received.count) bytes)") }
      if !isGivenUp, let isInterrupted, isInterrupted() {
        // An answer that is about to come leaves the program in order.
        isGivenUp = true
        deadline = min(deadline, Evaluator.now() + 0.5)
      }
      let left = deadline - Evaluator.now()
      if left <= 0, isGivenUp {
        _ = fail("was ended, since the run was interrupted while it computed", isSlow: true)
        throw .interrupted
      }
      if left <= 0 { throw fail("did not answer within \(seconds) (--timeout)", isSlow: true) }
      var polled = [pollfd(fd: child.output, events: Int16(POLLIN), revents: 0), pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0)]
      let isReady = poll(&polled, sent < request.count ? 2 : 1, Int32(min(left * 1000 + 1, 100)))
      if isReady < 0, errno != EINTR { throw fail("cannot be waited for: \(systemMessage(errno))") }
      if isReady <= 0 { continue }
      if polled[0].revents != 0 { try receive() }
      if sent < request.count, polled[1].revents != 0 { sent += send(from: sent) }
    }
  }

  /// Takes what is there; nothing may be.
  private func receive() throws(RunEnd) {
    let count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { buffer in
      let count = read(child.output, buffer.baseAddress, buffer.count)
      if count > 0 { received.append(contentsOf: buffer[..<count]) }
      return count
    }
    if count == 0 { throw fail("ended") }
    if count < 0, errno != EINTR, errno != EAGAIN { throw fail("cannot be read: \(systemMessage(errno))") }
  }

  private func send(from first: Int) -> Int {
    let count = request.withUnsafeBufferPointer { write(child.input, $0.baseAddress.map { $0 + first }, $0.count - first) }
    if count >= 0 { return count }
    if errno == EINTR || errno == EAGAIN { return 0 }
    // It reads no more. What it wrote before is still to be read, and tells more than its end.
    return request.count - first
  }

  /// Ends the program for good, and says why.
  private func fail(_ what: String, isSlow: Bool = false) -> RunEnd {
    let end = child.end(patience: isSlow ? 0 : 0.3)
    let isEnd = what == "ended"
    let text = "the program '\(command)' \(isEnd ? end ?? "closed its output" : what) (evaluation \(answers + 1))"
    failure = text
    return .failed(text)
  }

  private var seconds: String { timeout == timeout.rounded() ? "\(Int(timeout)) s" : "\(timeout) s" }
}

private func systemMessage(_ code: Int32) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
