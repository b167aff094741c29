import Workbench

#if canImport(Glibc)
  import Glibc
#endif

/// What the environment says about how to print.
enum Terminal {
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The style of a descriptor: colour on a terminal unless `NO_COLOR` is set or the terminal is dumb; `COLUMNS` wins over what
  /// the terminal says.
  static func style(of descriptor: Int32 = 1) -> TextStyle {
    let isTerminal = isatty(descriptor) == 1
    var size = winsize()
    let knowsSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let columns = environment("COLUMNS").flatMap { Int($0) } ?? (knowsSize ? Int(size.ws_col) : 100)
    let allowsColour = (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    return TextStyle(
      hasColour: isTerminal && allowsColour, columns: min(max(columns, 40), 240),
      lines: knowsSize && size.ws_row > 0 ? Int(size.ws_row) : nil)
  }
}
