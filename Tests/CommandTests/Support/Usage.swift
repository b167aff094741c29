import Foundation
import Glibc

/// Runs a program with its output thrown away: processor seconds and the most memory that it held; nil if it did not start or failed.
func usage(_ arguments: [String]) -> (seconds: Double, megabytes: Double)? {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
  defer { for pointer in argv { free(pointer) } }
  var child = pid_t()
  guard posix_spawn(&child, arguments[0], &actions, nil, &argv, environ) == 0 else { return nil }
  var (status, usage): (Int32, rusage) = (0, .init())
  // The kernel counts the memory of a child from before its exec, which is that of this process, into `ru_maxrss`: the high-water mark
  // of the new program is read while it runs.
  var kilobytes = 0.0
  while wait4(child, &status, WNOHANG, &usage) == 0 {
    if let text = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8), !text.isEmpty,
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child)/exe")) == arguments[0],
      let mark = text.firstMatch(of: #/VmHWM:\s+([0-9]+) kB/#), let value = Double(mark.1)
    {
      kilobytes = max(kilobytes, value)
    }
    usleep(2000)
  }
  guard status == 0, kilobytes > 0 else { return nil }
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + 1e-6 * Double(time.tv_usec) }
  return (seconds(usage.ru_utime) + seconds(usage.ru_stime), kilobytes * 1024 / 1e6)
}
