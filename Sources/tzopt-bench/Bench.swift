import Glibc

/// `tzopt-bench [--json] [--quick] [--only A,B] [--output FILE]`: medians of repeated runs, one thread.
///
/// With `--json` it prints the entries that `peers.py --extra` merges; that program names the group it wants in PEERS_GROUP.
@main
enum Bench {
  static func main() {
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    var arguments = Array(CommandLine.arguments.dropFirst())
    func flag(_ name: String) -> Bool {
      guard let i = arguments.firstIndex(of: name) else { return false }
      arguments.remove(at: i)
      return true
    }
    func value(_ name: String) -> String? {
      guard let i = arguments.firstIndex(of: name), i + 1 < arguments.count else { return nil }
      defer { arguments.removeSubrange(i...(i + 1)) }
      return arguments[i + 1]
    }
    let json = flag("--json")
    let environment = { (name: String) in getenv(name).map { String(cString: $0) } }
    let quick = flag("--quick") || environment("PEERS_QUICK") == "1"
    let wanted = (environment("PEERS_GROUP") ?? value("--only") ?? "A,B,C,D,E").split(separator: ",").map(String.init)
    let output = value("--output")
    guard arguments.isEmpty else { fail("usage: tzopt-bench [--json] [--quick] [--only A,B] [--output FILE]", 64) }

    let groups = Groups(effort: quick ? .quick : .normal)
    // Processes first: a child's peak memory counts what its parent held when it was started.
    let table: [(String, () throws -> [Entry])] = [
      ("E", groups.process), ("A", groups.evaluation), ("B", groups.steps), ("C", groups.solves), ("D", groups.matrices),
    ]
    var entries: [Entry] = []
    for (name, measurements) in table where wanted.contains(name) {
      do {
        let found = try measurements()
        if !json { for entry in found { print(entry.line) } }
        entries += found
      } catch {
        fail("group \(name): \(error)", 1)
      }
    }
    let text = "{\"entries\":[\n" + entries.map(\.json).joined(separator: ",\n") + "\n]}"
    if json { print(text) }
    if let output, !write(text + "\n", to: output) { fail("cannot write \(output)", 74) }
    if !json {
      let marked = entries.filter { $0.mark != nil }
      print("\(marked.filter { $0.median <= $0.mark ?? 0 }.count) of \(marked.count) marks met")
    }
  }

  private static func write(_ text: String, to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let written = fputs(text, file) >= 0
    return fclose(file) == 0 && written
  }

  private static func fail(_ message: String, _ status: Int32) -> Never {
    let text = "error: \(message)\n"
    _ = text.withCString { Glibc.write(2, $0, strlen($0)) }
    exit(status)
  }
}
