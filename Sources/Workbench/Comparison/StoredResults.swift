/// What a results file holds.
public struct StoredResults: Sendable {
  public let path: String
  /// The plans in the file; the last is the one that reports are made of.
  public private(set) var plans: [ComparisonPlan] = []
  public private(set) var runs: [(line: Int, result: RunResult)] = []
  /// Lines that mean nothing: a run that was being written when the machine stopped.
  public private(set) var damagedLines: [Int] = []
  /// Bytes up to the end of the last whole line.
  let wholeLength: Int

  /// - Throws: `ReadError` where there is no such file, or it holds something else.
  public init(path: String) throws(ReadError) {
    let bytes = try readFile(path)
    try self.init(path: path, bytes: bytes)
  }

  /// - Parameter path: where the bytes are from, for messages.
  public init(path: String, bytes: [UInt8]) throws(ReadError) {
    self.path = path
    wholeLength = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    var number = 0
    for line in bytes[..<wholeLength].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      number += 1
      guard let value = try? JSONReader.value(line) else {
        damagedLines.append(number)
        continue
      }
      if let plan = ComparisonPlan(value) {
        plans.append(plan)
      } else if let result = RunResult(value) {
        runs.append((number, result))
      } else {
        damagedLines.append(number)
      }
    }
    // A first line that was torn leaves its beginning; nothing is lost with it.
    let first = Array("{\"comparison\"".utf8)
    let isTorn = wholeLength == 0 && (bytes.starts(with: first) || first.starts(with: bytes))
    if plans.isEmpty, !isTorn {
      throw ReadError(path: path, message: "it holds no comparison: the first line of a results file says what is compared")
    }
  }

  /// By key; of equal runs the last counts.
  public var byKey: [UInt64: RunResult] {
    Dictionary(runs.map { ($0.result.request.key(version: $0.result.version), $0.result) }, uniquingKeysWith: { $1 })
  }
}
