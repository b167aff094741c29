import Glibc
import Numerics
import Optimization

extension Groups {
  // MARK: E. whole process

  func process() -> [Entry] {
    guard let tool = toolPath() else {
      return [Entry(group: "E", caseName: "rosenbrock run", n: 2, metric: "wall_time", unit: "ms", samples: [], notes: "no tzopt beside this binary")]
    }
    let job = [tool, "solve", "rosenbrock", "--chain", "lbfgs|strongwolfe"]
    let million = [
      tool, "solve", "rosenbrock", "--chain", "adam | lr(1e-4)", "--steps", "1000000", "--quiet", "--gtol", "0",
    ]
    _ = run(job)
    let runs = (0..<(2 * effort.repetitions)).compactMap { _ in run(job) }
    let long = (0..<3).compactMap { _ in run(million) }
    return [
      Entry(group: "E", caseName: "rosenbrock run", n: 2, metric: "wall_time", unit: "ms", samples: runs.map { $0.seconds * 1e3 },
        notes: "start, solve rosenbrock-2, print its table", mark: 12),
      Entry(group: "E", caseName: "rosenbrock run", n: 2, metric: "peak_memory", unit: "MiB", samples: runs.map(\.mebibytes), mark: 40),
      Entry(group: "E", caseName: "million adam steps", n: 2, metric: "wall_time", unit: "ms", samples: long.map { $0.seconds * 1e3 },
        notes: "adam | lr(1e-4) on rosenbrock 2, whole process", mark: 500),
    ] + data(tool)
  }

  /// A CSV file of a million rows and 20 features: read, and one step on it.
  private func data(_ tool: String) -> [Entry] {
    let path = "/tmp/tzopt-bench-\(getpid()).csv"
    defer { unlink(path) }
    guard let file = fopen(path, "w") else { return [] }
    fputs((0..<20).map { "x\($0)," }.joined() + "y\n", file)
    let block = (0..<1000).map { row in
      (0..<21).map { "\((1e6 * uniform(13, row * 21 + $0)).rounded() / 1e6)" }.joined(separator: ",") + "\n"
    }.joined()
    for _ in 0..<1000 { fputs(block, file) }
    guard fclose(file) == 0 else { return [] }
    let runs = (0..<3).compactMap { _ in run([tool, "solve", path, "--target", "y", "--chain", "lr(0.01)", "--steps", "1", "--quiet"]) }
    let notes = "linear model on a file of 190 MB, one step of lr"
    return [
      Entry(group: "E", caseName: "csv 1e6 x 20", n: 20, metric: "wall_time", unit: "ms", samples: runs.map { $0.seconds * 1e3 },
        notes: notes, mark: 3000),
      Entry(group: "E", caseName: "csv 1e6 x 20", n: 20, metric: "peak_memory", unit: "MiB", samples: runs.map(\.mebibytes), mark: 572),
    ]
  }

  /// `tzopt` in the folder of this binary.
  private func toolPath() -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return nil }
    let own = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let slash = own.lastIndex(of: "/") else { return nil }
    let tool = own[...slash] + "tzopt"
    return access(String(tool), X_OK) == 0 ? String(tool) : nil
  }

  /// Runs a program with its output thrown away; nil if it did not start or failed.
  private func run(_ arguments: [String]) -> (seconds: Double, mebibytes: Double)? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var child = pid_t()
    let start = Evaluator.now()
    guard posix_spawn(&child, arguments[0], &actions, nil, &argv, environ) == 0 else { return nil }
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(child, &status, 0, &usage) == child, status == 0 else { return nil }
    return (Evaluator.now() - start, Double(usage.ru_maxrss) / 1024)
  }
}
