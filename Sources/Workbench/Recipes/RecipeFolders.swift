import Optimization
import RecipeLibrary

#if canImport(Glibc)
  import Glibc
#endif

/// Finds `@name` as the file `name.chain` in folders, the first that has it, and then among the recipes that are compiled in.
///
/// Order: beside the recipe that refers to it, `Recipes/` in the working directory, the user's configuration folder, the folder that
/// was installed with the tool.
public final class RecipeFolders {
  private let folders: [String]
  /// Where the recipes that were read lie.
  private var found: [String: String] = [:]

  public init(_ folders: [String]) { self.folders = folders }

  /// The standard folders.
  public convenience init(executable: String?, environment: (String) -> String?) {
    var folders = ["Recipes"]
    if let configuration = environment("XDG_CONFIG_HOME"), configuration.hasPrefix("/") {
      folders.append(configuration + "/tzopt/recipes")
    } else if let home = environment("HOME"), !home.isEmpty {
      folders.append(home + "/.config/tzopt/recipes")
    }
    // …/bin/tzopt has its recipes in …/share/tzopt/Recipes.
    if let executable, let bin = folder(of: executable), let prefix = folder(of: bin) {
      folders.append(prefix + "/share/tzopt/Recipes")
    }
    self.init(folders)
  }

  public var source: RecipeSource {
    RecipeSource(text: { [self] name, referrer in recipe(name, for: referrer)?.text }, names: { [self] in names() })
  }

  /// The recipe of this name, with its documentation; nil where no folder has it and none is compiled in.
  public func recipe(_ name: String, for referrer: String? = nil) -> Recipe? {
    guard Recipe.isName(name) else { return nil }
    let beside = referrer.flatMap { found[$0] }
    for folder in (beside.map { [$0] } ?? []) + folders {
      if let bytes = try? readFile("\(folder)/\(name).chain") {
        found[name] = folder
        return Recipe(name, String(decoding: bytes, as: UTF8.self), path: "\(folder)/\(name).chain")
      }
    }
    return RecipeLibrary.text(name).map { Recipe(name, String(decoding: $0, as: UTF8.self), path: nil) }
  }

  /// Whether `@name` means a recipe that comes before what this folder has.
  public func hasRecipe(_ name: String, before folder: String) -> Bool {
    folders.prefix { $0 != folder }.contains { access("\($0)/\(name).chain", R_OK) == 0 }
  }

  /// All recipes that are found, in alphabetical order.
  public func names() -> [String] {
    var names = Set(RecipeLibrary.names)
    for folder in folders {
      guard let directory = opendir(folder) else { continue }
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let file = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        let name = String(file.dropLast(6))
        if file.hasSuffix(".chain"), Recipe.isName(name) { names.insert(name) }
      }
    }
    return names.sorted()
  }
}

/// What comes before the last `/`.
private func folder(of path: String) -> String? {
  guard let slash = path.lastIndex(of: "/") else { return nil }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
