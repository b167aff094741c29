#if canImport(Glibc)
  import Glibc
#endif

/// Why gnuplot drew nothing.
public struct GnuplotError: Error {
  public let message: String
  public let hint: String?

  static let absent = GnuplotError(
    message: "pictures in files are drawn by gnuplot, which is not installed",
    hint: "apt-get install gnuplot-nox; without --output the picture is drawn in the terminal")

  /// A call of the system failed.
  static func system(_ code: Int32) -> GnuplotError {
    GnuplotError(message: "gnuplot could not be run: \(strerror(code).map { String(cString: $0) } ?? "error \(code)")", hint: nil)
  }

  static func refused(_ said: String) -> GnuplotError { GnuplotError(message: "gnuplot could not draw it: \(said)", hint: nil) }
}

/// Runs gnuplot, which draws what a script tells it.
public enum Gnuplot {
  /// The bytes of a picture.
  ///
  /// Script, picture and messages go through unnamed files: none of them can fill a pipe that nobody reads.
  @inline(never)
  public static func draw(_ script: GnuplotScript) throws(GnuplotError) -> [UInt8] {
    guard let input = tmpfile(), let output = tmpfile(), let complaints = tmpfile() else { throw .system(errno) }
    defer {
      fclose(input)
      fclose(output)
      fclose(complaints)
    }
    let bytes = Array(script.text.utf8)
    guard fwrite(bytes, 1, bytes.count, input) == bytes.count, fflush(input) == 0, lseek(fileno(input), 0, SEEK_SET) == 0 else {
      throw .system(errno)
    }
    let status = try run(input: fileno(input), output: fileno(output), complaints: fileno(complaints))
    let picture = content(of: output)
    if status != 0 || picture.isEmpty {
      let said = String(decoding: content(of: complaints), as: UTF8.self)
      let line = said.split(separator: "\n").map(String.init).last { !$0.allSatisfy { " ^\t".contains($0) } }
      throw .refused(line.map { String($0.drop { $0 == " " }) } ?? "it ended with status \(status)")
    }
    return picture
  }

  private static func run(input: Int32, output: Int32, complaints: Int32) throws(GnuplotError) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (file, descriptor) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (complaints, STDERR_FILENO)] {
      posix_spawn_file_actions_adddup2(&actions, file, descriptor)
    }
    // The user's ~/.gnuplot would change the picture.
    var arguments = ["gnuplot", "-d", "-"].map { (text: String) in strdup(text) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment = inherited.compactMap { name in getenv(name).flatMap { strdup("\(name)=\(String(cString: $0))") } } + [nil]
    defer { for variable in environment { free(variable) } }
    var process = pid_t()
    let code = posix_spawnp(&process, "gnuplot", &actions, nil, &arguments, &environment)
    if code == ENOENT { throw .absent }
    if code != 0 { throw .system(code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { throw .system(errno) } }
    // The C macros WIFEXITED and WEXITSTATUS.
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }

  /// What programs, fonts and temporary files are found by.
  private static let inherited = [
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_DIRS", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "GDFONTPATH",
  ]

  private static func content(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    lseek(fileno(file), 0, SEEK_SET)
    while case let n = read(fileno(file), &piece, piece.count), n > 0 { bytes.append(contentsOf: piece[0..<n]) }
    return bytes
  }
}
