import Optimization
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

extension Session {
  /// A session of this process: output to stdout, files, the user's recipes.
  static func ofTool() -> Session {
    Session(
      SessionEnvironment(
        write: { try show($0) },
        readText: { String(decoding: try readFile($0), as: UTF8.self) },
        writeText: { try writeFile($0, $1) },
        saveRecipe: { try saveRecipe($0, $1) },
        recipes: standardRecipes(), isInterrupted: Interrupt.watchForSession(), style: Terminal.style(),
        progress: {
          let sink = ByteSink(descriptor: 2)
          return sink.isTerminal ? ProgressDisplay(sink, columns: Terminal.style(of: 2).columns) : nil
        }))
  }
}

/// Creates or replaces a file; `-` is the standard output.
private func writeFile(_ path: String, _ text: String) throws {
  if path == "-" { return try show(text) }
  do {
    let sink = try ByteSink(path: path)
    try sink.write(text)
    try sink.close()
  } catch {
    throw CommandFailure(ExitStatus.unwritableOutput, "cannot write \(path): \(error.message)")
  }
}

/// Writes a recipe into the user's configuration folder and says where it is; refuses where its name would mean another one.
private func saveRecipe(_ name: String, _ text: String) throws -> String {
  let configuration: String
  if let given = Terminal.environment("XDG_CONFIG_HOME"), given.hasPrefix("/") {
    configuration = given
  } else if let home = Terminal.environment("HOME"), home.hasPrefix("/") {
    configuration = home + "/.config"
  } else {
    throw CommandFailure(ExitStatus.unwritableOutput, "there is no folder for recipes", hint: "set HOME or XDG_CONFIG_HOME")
  }
  let folder = configuration + "/tzopt/recipes"
  if standardRecipeFolders().hasRecipe(name, before: folder) {
    throw SessionError("@\(name) still means another recipe here", hint: "save it under another name")
  }
  guard makeFolders(folder) else {
    throw CommandFailure(ExitStatus.unwritableOutput, "cannot make \(folder): \(String(cString: strerror(errno)))")
  }
  let path = "\(folder)/\(name).chain"
  try writeFile(path, text)
  return path
}
