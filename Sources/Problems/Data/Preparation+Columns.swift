import Language

// The columns that are asked for, and what is said of them.

extension Preparation {
  /// The positions of the features and of the target in the header.
  func chooseColumns(_ header: [String]) throws(ProblemError) -> (features: [Int], target: Int) {
    let named = header.filter { !$0.isEmpty }
    func position(_ name: String, _ option: String) throws(ProblemError) -> Int {
      if let index = header.firstIndex(of: name) { return index }
      throw ProblemError(
        .data, "'\(path)' has no column '\(name)' (\(option))",
        hint: didYouMean(name, in: named) ?? "its columns: \(list(named))")
    }
    guard let wanted = options.target else {
      throw ProblemError(.data, "which column of '\(path)' is to be predicted?", hint: "--target, one of \(list(named))")
    }
    let target = try position(wanted, "--target")
    var features: [Int] = []
    if let chosen = options.features {
      for name in chosen {
        let index = try position(name, "--features")
        if index == target {
          throw ProblemError(.data, "'\(name)' is the target and a feature", hint: "leave it out of --features")
        }
        if features.contains(index) {
          throw ProblemError(.data, "the feature '\(name)' is given twice", hint: "give it once in --features")
        }
        features.append(index)
      }
    } else {
      features = header.indices.filter { $0 != target }
      if let unnamed = features.first(where: { header[$0].isEmpty }) {
        throw ProblemError(
          .data, "column \(unnamed + 1) of '\(path)' has no name",
          hint: "name it in the header, or choose columns: --features \(list(named.filter { $0 != wanted }, separator: ","))")
      }
    }
    guard !features.isEmpty else {
      throw ProblemError(
        .data, "there is no column to predict '\(wanted)' from", hint: "name at least one in --features")
    }
    return (features, target)
  }

  /// The features that are categories by request.
  func chooseCategories(_ features: [String], _ header: [String]) throws(ProblemError) -> Set<String> {
    for name in options.categorical where !features.contains(name) {
      if name == options.target {
        throw ProblemError(
          .data, "'\(name)' is the target, not a category to predict from", hint: "--model softmax takes a target's values as classes")
      }
      throw ProblemError(
        .data, header.contains(name) ? "'\(name)' is none of the features (--categorical)" : "'\(path)' has no column '\(name)' (--categorical)",
        hint: didYouMean(name, in: features) ?? "the features: \(list(features))")
    }
    return Set(options.categorical)
  }

  /// Which columns became categories, why, with which levels, and which level has no feature.
  func categoryNotes(_ encoding: Encoding, _ requested: Set<String>) -> [String] {
    let categories = encoding.sources.indices.filter { encoding.sources[$0].levels != nil }
    let lines = categories.prefix(12).map { i in
      let source = encoding.sources[i]
      let levels = source.levels ?? []
      let why = requested.contains(source.name) ? "" : " (it holds texts)"
      let shown = levels.prefix(8).joined(separator: ", ") + (levels.count > 8 ? ", …" : "")
      let baseline = encoding.baseline(of: i).map { "; \($0) is the baseline" } ?? ""
      return "category \(source.name)\(why), \(counted(levels.count, "level")): \(shown)\(baseline)"
    }
    return lines + (categories.count > 12 ? ["and \(counted(categories.count - 12, "more category", plural: "more categories"))"] : [])
  }

  /// The option that leaves these features out, or other advice where nothing would be left.
  func without(_ unwanted: [String], of names: [String], else advice: String) -> String {
    let kept = names.filter { !unwanted.contains($0) }
    return kept.isEmpty ? advice : "\(advice), or leave \(unwanted.count == 1 ? "it" : "them") out: --features \(list(kept, separator: ","))"
  }

  func list(_ names: [String], separator: String = ", ") -> String { CSVFile.list(names, separator: separator) }
}

/// Names of columns in one text, separated by commas; a name with a comma stands in double quotes, as in a CSV file.
public enum ColumnList {
  public static func names(_ text: String) -> [String] {
    var names: [String] = []
    var (name, isQuoted) = ("", false)
    func trimmed(_ text: String) -> String {
      var text = text.drop { $0 == " " }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
    var characters = text[...]
    while let next = characters.popFirst() {
      if isQuoted, next == "\"", characters.first == "\"" {
        name.append(characters.removeFirst())
      } else if isQuoted {
        if next == "\"" { isQuoted = false } else { name.append(next) }
      } else if next == "\"", name.allSatisfy({ $0 == " " }) {
        (name, isQuoted) = ("", true)
      } else if next == "," {
        names.append(trimmed(name))
        name = ""
      } else {
        name.append(next)
      }
    }
    return names + [trimmed(name)]
  }

  public static func text(_ names: [String]) -> String {
    names.map { name in
      guard name.contains(",") || name.hasPrefix("\"") else { return name }
      return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }.joined(separator: ",")
  }
}

extension CSVFile {
  /// The first of these names; what would move a terminal's cursor is shown as ?.
  static func list(_ names: [String], separator: String = ", ") -> String {
    let shown = names.prefix(12).map { name in
      String(String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
    return shown.joined(separator: separator) + (names.count > 12 ? "\(separator)…" : "")
  }

  /// The number that a text with a decimal comma means, with a point.
  static func decimalComma(_ text: String) -> String? {
    let pointed = String(text.map { $0 == "," ? "." : $0 })
    return text.contains(",") && number(pointed) != nil ? pointed : nil
  }
}
