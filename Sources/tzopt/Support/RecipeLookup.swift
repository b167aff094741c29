import Optimization
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

/// The recipes that this process sees.
func standardRecipes() -> RecipeSource { standardRecipeFolders().source }

func standardRecipeFolders() -> RecipeFolders {
  var buffer = [CChar](repeating: 0, count: 4096)
  let length = readlink("/proc/self/exe", &buffer, buffer.count)
  let executable = length > 0 ? String(decoding: buffer[0..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  return RecipeFolders(executable: executable, environment: Terminal.environment)
}
