import ArgumentParser
import Optimization
import Problems
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

// What a shell may offer for a word that stands half written; the completion script asks the tool itself.

extension CompletionKind {
  /// A chain: its last name is completed to modules, or to recipes after an @.
  static let chain = CompletionKind.custom { _, _, prefix in chainCandidates(prefix) }
  static let module = CompletionKind.custom { _, _, _ in Registry.standard.names }
  static let recipe = CompletionKind.custom { _, _, _ in standardRecipeFolders().names() }
  /// A built-in problem or a CSV file.
  static let problem = CompletionKind.custom { _, _, prefix in Catalogue.names + files(prefix, ending: ".csv") }
}

/// The text before the name that is being written, with each name that may stand there.
func chainCandidates(_ prefix: String) -> [String] {
  let isName = { (character: Character) in character.isLetter || character.isNumber || character == "_" }
  let name = String(prefix.reversed().prefix(while: isName).reversed())
  let before = String(prefix.dropLast(name.count))
  let names = before.hasSuffix("@") ? standardRecipeFolders().names() : Registry.standard.names
  return names.filter { $0.hasPrefix(name) }.map { before + $0 }
}

/// Folders and files of this ending whose path begins so.
func files(_ prefix: String, ending: String) -> [String] {
  let slash = prefix.lastIndex(of: "/")
  let folder = slash.map { String(prefix[...$0]) } ?? ""
  guard let directory = opendir(folder.isEmpty ? "." : folder) else { return [] }
  defer { closedir(directory) }
  var found: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name.hasPrefix(".") { continue }
    if entry.pointee.d_type == UInt8(DT_DIR) { found.append(folder + name + "/") }
    if name.hasSuffix(ending) { found.append(folder + name) }
  }
  return found.sorted()
}
