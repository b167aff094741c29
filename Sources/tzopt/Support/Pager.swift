import Workbench

#if canImport(Glibc)
  import Glibc
#endif

/// Shows a text through the user's pager (`PAGER`, else `less`) where it is longer than the terminal; elsewhere as it is.
func present(_ text: String) throws {
  guard let lines = Terminal.style().lines, text.utf8.count(where: { $0 == 0x0A }) >= lines else { return try show(text) }
  let pager = Terminal.environment("PAGER") ?? "less"
  guard !pager.isEmpty, pager != "cat" else { return try show(text) }
  // less is told to pass colours on and to leave the text on the screen; another value of LESS is the user's own.
  setenv("LESS", "-RX", 0)
  guard let pipe = popen(pager, "w") else { return try show(text) }
  fputs(text, pipe)
  // 127: there is no such program.
  if pclose(pipe) >> 8 == 127 { try show(text) }
}
