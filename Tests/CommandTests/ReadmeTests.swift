import Foundation
import Testing

/// Every example of the README is run, and prints what the README shows.
///
/// Times differ from run to run and are not compared; other numbers may differ in their last digits from machine to machine,
/// whole numbers and words may not.
@Suite struct ReadmeTests {
  struct Example: CustomTestStringConvertible, Sendable {
    let command: String
    let output: [String]
    var testDescription: String { command }
  }

  static let root: String = {
    var path = #filePath
    for _ in 0..<3 { path = (path as NSString).deletingLastPathComponent }
    return path
  }()

  /// Blocks of ```console: lines with `$ ` are commands, the others what they print.
  static let examples: [Example] = {
    guard let text = try? String(contentsOfFile: root + "/README.md", encoding: .utf8) else { return [] }
    var examples: [Example] = []
    var isInside = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        examples.append(Example(command: String(line.dropFirst(2)), output: []))
      } else if isInside, let last = examples.popLast() {
        examples.append(Example(command: last.command, output: last.output + [line]))
      }
    }
    return examples
  }()

  @Test("The README has examples")
  func thereAreExamples() { #expect(ReadmeTests.examples.count >= 6) }

  @Test("The README's examples are real", arguments: ReadmeTests.examples)
  func isReal(_ example: Example) throws {
    let folder = (toolPath as NSString).deletingLastPathComponent
    let result = try shell("cd '\(ReadmeTests.root)' && PATH='\(folder)':$PATH && \(example.command) 2>&1")
    let printed = result.out.components(separatedBy: "\n")
    func trimmed(_ lines: [String]) -> [String] { Array(lines.reversed().drop { $0.isEmpty }.reversed()) }
    let (expected, found) = (trimmed(example.output), trimmed(printed))
    #expect(expected.count == found.count, "\(found.joined(separator: "\n"))")
    for (want, got) in zip(expected, found) { #expect(Self.agree(want, got), "README: \(want)\nprinted: \(got)") }
  }

  static func agree(_ a: String, _ b: String) -> Bool {
    let a = words(a), b = words(b)
    guard a.count == b.count else { return false }
    return zip(a, b).allSatisfy { want, got in
      if want == got { return true }
      guard want.contains(where: { ".e".contains($0) }) || got.contains(where: { ".e".contains($0) }),
        let x = Double(want), let y = Double(got)
      else { return false }
      return abs(x - y) <= 1e-6 + 1e-3 * max(abs(x), abs(y))
    }
  }

  /// Words of a line without what tells the time: the `time` line's, the last column of a trace (six decimals), "seconds".
  private static func words(_ line: String) -> [String] {
    var line = line.replacing(#/"seconds":[0-9.e+-]+/#, with: "\"seconds\":T")
    line = line.replacing(#/ [0-9]+\.[0-9]{6}$/#, with: " T").replacing(#/[0-9.]+ (ns|µs|ms|s)$/#, with: "T")
    return line.split(whereSeparator: { " ,:[]{}".contains($0) }).map(String.init)
  }
}
