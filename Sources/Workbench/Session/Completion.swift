import Language
import Optimization
import Problems

/// What may stand at the cursor of a line.
public struct Completion: Equatable {
  /// Where the word that is being written begins, in characters.
  public let start: Int
  public let candidates: [String]
  /// Names of files fit as well.
  public let takesFiles: Bool
  /// A candidate is a whole word, so that a blank may follow.
  public let endsWord: Bool
}

extension Session {
  /// Commands, modules, parameters, words, problems, recipes, forks and files, by what stands before the cursor.
  public func completion(_ line: String) -> Completion {
    let text = String(line.drop { $0.isWhitespace })
    let indent = line.count - text.count
    if text.hasPrefix("?") { return complete(text, indent, isNamePart, helpTopics) }
    guard let blank = text.firstIndex(where: \.isWhitespace) else {
      return complete(text, indent, { _ in true }, SessionCommand.allCases.map(\.rawValue))
    }
    guard let command = SessionCommand(rawValue: String(text[..<blank])) else {
      return Completion(start: line.count, candidates: [], takesFiles: false, endsWord: true)
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    let isFirst = words.count == (text.last?.isWhitespace == true ? 1 : 2)
    func word(_ names: [String], files: Bool = false) -> Completion {
      complete(text, indent, { !$0.isWhitespace }, names, files: files)
    }
    switch command {
    case .problem:
      return isFirst ? word(Catalogue.names, files: true) : word(ProblemRequest.optionNames.map { "\($0)=" })
    case .chain, .insert, .replace: return completeChain(text, indent)
    case .set: return text.contains("=") ? completeChain(text, indent) : word(settingPaths)
    case .run: return word(isFirst ? ["until"] : RunCondition.variables.map(\.name) + ["until", "or", "and"])
    case .show: return word(Self.topics)
    case .switch: return word(state.names)
    case .overlay: return word(["f", "grad", "steps", "evals", "seconds"] + state.names)
    case .plot: return word(["f", "grad", "steps", "evals", "seconds"])
    case .watch: return word(["on", "off"])
    case .back: return word(["to"])
    case .save: return word(isFirst ? ["recipe"] : environment.recipes.names())
    case .load: return word(environment.recipes.names(), files: true)
    case .export: return word([], files: true)
    case .help: return word(helpTopics)
    default: return word([])
    }
  }

  private var helpTopics: [String] {
    SessionCommand.allCases.map(\.rawValue) + Registry.standard.names + Catalogue.names + environment.recipes.names()
  }

  /// The settings of the present chain, as `set` takes them.
  private var settingPaths: [String] {
    guard let chain = state.branch.chain else { return [] }
    return chain.holes + SettingPlaces(chain.template).all.map(\.text)
  }

  private func complete(
    _ text: String, _ indent: Int, _ isPart: (Character) -> Bool, _ names: [String], files: Bool = false
  ) -> Completion {
    var start = text.endIndex
    while start > text.startIndex, isPart(text[text.index(before: start)]) { start = text.index(before: start) }
    let written = text[start...]
    var seen = Set<String>()
    let found = names.filter { $0.hasPrefix(written) && seen.insert($0).inserted }
    return Completion(
      start: indent + text.distance(from: text.startIndex, to: start), candidates: found, takesFiles: files,
      endsWord: !found.contains { $0.hasSuffix("=") })
  }

  private func isNamePart(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }

  /// In a chain: recipes behind `@`, words behind the `=` of a setting that takes words, parameters in brackets, modules.
  private func completeChain(_ text: String, _ indent: Int) -> Completion {
    var start = text.endIndex
    while start > text.startIndex, isNamePart(text[text.index(before: start)]) { start = text.index(before: start) }
    let before = text[..<start]
    if before.last == "@" { return complete(text, indent, isNamePart, environment.recipes.names()) }
    let call = openCall(before)
    if let call, before.last == "=" {
      let words = call.settings.first { $0.name == settingName(before.dropLast()) }?.words ?? []
      return complete(text, indent, isNamePart, words.isEmpty ? Registry.standard.names : words)
    }
    if let call, before.last == "(" || before.last == "," || before.hasSuffix(", ") {
      let parameters = complete(text, indent, isNamePart, call.settings.map { "\($0.name)=" })
      if !parameters.candidates.isEmpty { return parameters }
    }
    return complete(text, indent, isNamePart, Registry.standard.names)
  }

  /// The name that ends a text.
  private func settingName(_ text: Substring) -> String {
    var start = text.endIndex
    while start > text.startIndex, isNamePart(text[text.index(before: start)]) { start = text.index(before: start) }
    return String(text[start...])
  }

  /// The call whose bracket is open at the end of the text, with its settings and the words that they take.
  private func openCall(_ text: Substring) -> (name: String, settings: [(name: String, words: [String])])? {
    var depth = 0
    var i = text.endIndex
    while i > text.startIndex {
      i = text.index(before: i)
      if text[i] == ")" { depth += 1 }
      if text[i] == "(" {
        depth -= 1
        if depth < 0 {
          var end = i
          while end > text.startIndex, text[text.index(before: end)].isWhitespace { end = text.index(before: end) }
          let name = settingName(text[..<end])
          guard let type = Registry.standard[name] else { return nil }
          let members = type.init().members
          return (name, zip(members.settingNames, members.settings).map { ($0, $1.words) })
        }
      }
    }
    return nil
  }
}

extension AnySetting {
  /// The words that it takes, read from what it says it takes: `a, b or c`.
  var words: [String] {
    if typeName == "true or false" { return ["true", "false"] }
    if typeName.hasPrefix("a ") || typeName.hasPrefix("an ") { return [] }
    return typeName.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init).filter { $0 != "or" }
  }
}
