import Foundation
import Glibc
import Workbench

struct ToolResult {
  let status: Int32
  let out: String
  let err: String

  var lines: [String] { out.split(separator: "\n").map(String.init) }

  /// The objects of JSON lines.
  func objects() throws -> [[String: Any]] {
    try lines.compactMap { JSONObjects.plain(try JSONReader.value($0)) as? [String: Any] }
  }
}

/// The tool that was built with the tests lies beside the test bundle.
let toolPath: String = {
  var buffer = [CChar](repeating: 0, count: 4096)
  let length = readlink("/proc/self/exe", &buffer, buffer.count)
  let own = String(decoding: buffer[0..<max(0, length)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return (own as NSString).deletingLastPathComponent + "/tzopt"
}()

/// Runs the tool as a process.
func tzopt(_ arguments: [String], stdin: String = "", environment: [String: String] = [:], in folder: String? = nil) throws -> ToolResult {
  try run(toolPath, arguments, stdin: stdin, environment: environment, in: folder)
}

/// Runs a line of bash, in which `$TZOPT` is the tool.
func shell(_ line: String) throws -> ToolResult {
  try run("/bin/bash", ["-c", line], environment: ["TZOPT": toolPath])
}

private func run(
  _ path: String, _ arguments: [String], stdin: String = "", environment: [String: String], in folder: String? = nil
) throws -> ToolResult {
  let scratch = try temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: scratch) }
  // Files hold any amount of output without a reader; pipes would need threads here.
  for name in ["in", "out", "err"] {
    try Data(name == "in" ? stdin.utf8 : "".utf8).write(to: URL(fileURLWithPath: "\(scratch)/\(name)"))
  }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  process.standardInput = FileHandle(forReadingAtPath: "\(scratch)/in")
  process.standardOutput = FileHandle(forWritingAtPath: "\(scratch)/out")
  process.standardError = FileHandle(forWritingAtPath: "\(scratch)/err")
  // Tests run on threads that block signals, and a process inherits that.
  var none = sigset_t(), own = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, &own)
  defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
  try process.run()
  process.waitUntilExit()
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(scratch)/\(name)")), as: UTF8.self)
  }
  return ToolResult(status: process.terminationStatus, out: try text("out"), err: try text("err"))
}

/// A new folder; the caller removes it.
func temporaryFolder() throws -> String {
  let path = NSTemporaryDirectory() + "/tzopt-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  return path
}

/// Calls the body with a folder that holds these files.
func withFiles<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  for (name, text) in files {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }
  return try body(folder)
}
