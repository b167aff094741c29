import Foundation
import Testing

/// The examples of the help are commands that work.
@Suite struct ExampleTests {
  private static func examples(_ command: [String]) throws -> [String] {
    let help = try tzopt(command + ["--help"]).out.replacingOccurrences(of: " \\\n", with: " ")
    return help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("tzopt ") }
  }

  @Test(arguments: [[], ["solve"], ["modules"], ["graph"], ["problems"], ["compare"], ["tune"], ["ablate"], ["recipes"]])
  func examplesRun(_ command: [String]) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let examples = try Self.examples(command)
    #expect(examples.count >= 2)
    for example in examples {
      let result = try shell("cd '\(root)' && set -o pipefail && " + example.replacingOccurrences(of: "tzopt ", with: "\"$TZOPT\" "))
      // Families of modules land one after the other.
      if result.err.contains("unknown module") { continue }
      #expect(result.status == 0, "\(example): \(result.err)")
    }
  }
}
