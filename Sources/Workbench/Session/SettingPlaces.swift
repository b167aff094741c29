import Language
import Optimization

/// Where a setting of a module stands in the text of a chain, or would stand.
struct SettingPlace {
  /// From the outside in: `[["1", "split"], ["true"], ["2", "adam"], ["beta1"]]`, each with the words that mean it.
  let path: [[String]]
  let setting: String
  /// Of the value, or where to write it.
  let range: SourceRange
  /// The text gives a value.
  let isGiven: Bool
  let hasBrackets: Bool
  let hasArguments: Bool

  /// The shortest text that names it without doubt: `1.true.2.beta1`.
  var text: String { path.map { $0[0] }.joined(separator: ".") }
}

/// All settings of the modules in a chain, inner chains included.
struct SettingPlaces {
  private(set) var all: [SettingPlace] = []
  private let reader: ChainReader

  init(_ text: String) {
    reader = ChainReader(source: text)
    if let syntax = try? Parser.parse(text) { walk(chain: syntax, []) }
  }

  /// The setting that a path means: its steps occur in the setting's own path in this order and end it; of several the one with
  /// the fewest steps left out. `2.c2`, `strongwolfe.c2`, `c2`, `1.true.adam.beta1`.
  func find(_ path: String, holes: [String] = []) throws -> SettingPlace {
    let steps = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let found = all.filter { matches($0.path, steps) }
    let shortest = found.filter { $0.path.count == found.map(\.path.count).min() }
    if let place = shortest.first, shortest.count == 1 { return place }
    if !shortest.isEmpty {
      throw SessionError("'\(path)' could be \(list(shortest.map { "\($0.text) (of \($0.path.dropLast().last?.last ?? ""))" }))")
    }
    throw unknown(path, steps, holes)
  }

  private func matches(_ path: [[String]], _ steps: [String]) -> Bool {
    guard let last = path.last, let wanted = steps.last, isSame(last, wanted) else { return false }
    var rest = steps.dropLast()[...]
    for words in path.dropLast() { if let next = rest.first, isSame(words, next) { rest = rest.dropFirst() } }
    return rest.isEmpty
  }

  private func isSame(_ words: [String], _ wanted: String) -> Bool {
    words.contains { $0 == wanted || canonicalModuleName($0) == canonicalModuleName(wanted) }
  }

  private func unknown(_ path: String, _ steps: [String], _ holes: [String]) -> SessionError {
    let name = steps.last ?? path
    let owners = all.filter { matches(Array($0.path.dropLast()), Array(steps.dropLast())) || steps.count == 1 }
    let names = Set((owners.isEmpty ? all : owners).map(\.setting)).sorted()
    let lists = [("settings", names), ("holes", holes.sorted())].filter { !$0.1.isEmpty }
    let all = lists.map { "\($0.0): \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
    let hint = didYouMean(name, in: names + holes) ?? (all.isEmpty ? nil : all)
    return SessionError("the chain has no setting '\(path)'", hint: hint)
  }

  private func list(_ items: [String]) -> String {
    items.count < 2 ? items.joined() : items.dropLast().joined(separator: ", ") + " or " + items[items.count - 1]
  }

  // MARK: the walk

  private mutating func walk(chain syntax: Syntax, _ path: [[String]]) {
    var stages = [syntax]
    if case .pipe(let list) = syntax.kind { stages = list }
    for (i, stage) in stages.enumerated() { walk(stage: stage, path, "\(i + 1)") }
  }

  private mutating func walk(stage syntax: Syntax, _ path: [[String]], _ number: String) {
    switch syntax.kind {
    case .pipe: walk(chain: syntax, path)
    case .name(let name): add(name, syntax.range, arguments: nil, path, number)
    case .call(let name, _, let arguments): add(name, syntax.range, arguments: arguments, path, number)
    case .unary(_, let operand): walk(stage: operand, path, number)
    case .binary(let operation, let left, let right):
      for (i, operand) in [left, right].enumerated() where !reader.isNumeric(operand) {
        walk(stage: operand, path + [[number, operation.rawValue]], "\(i + 1)")
      }
    default: break
    }
  }

  private mutating func add(_ name: String, _ range: SourceRange, arguments: [Argument]?, _ path: [[String]], _ number: String) {
    guard let type = Registry.standard[name] else { return }
    let path = path + [[number, type.declaration.name]]
    let members = type.init().members
    let isVariadic = members.settings.contains(where: \.isVariadic)
    var next = 0
    var given: [String: Argument] = [:]
    for argument in arguments ?? [] {
      if let word = argument.name {
        if let known = members.settingNames.first(where: { $0.lowercased() == word.lowercased() }) { given[known] = argument }
      } else if !isVariadic, next < members.settings.count {
        given[members.settingNames[next]] = argument
        next += 1
      }
    }
    for (name, setting) in zip(members.settingNames, members.settings) where !setting.isVariadic {
      let argument = given[name]
      let end = arguments == nil ? range.upperBound : range.upperBound - 1
      all.append(
        SettingPlace(
          path: path + [[name]], setting: name, range: argument?.value.range ?? end..<end, isGiven: argument != nil,
          hasBrackets: arguments != nil, hasArguments: arguments?.isEmpty == false))
      if let value = argument?.value, setting.takesChain { walk(value: value, path + [[name]]) }
    }
    // A list of chains: each by its number.
    if isVariadic {
      for (i, argument) in (arguments ?? []).filter({ $0.name == nil }).enumerated() { walk(value: argument.value, path + [["\(i + 1)"]]) }
    }
  }

  /// A value that may be a chain, a list of chains or a number.
  private mutating func walk(value: Syntax, _ path: [[String]]) {
    if case .list(let items) = value.kind {
      for (i, item) in items.enumerated() { walk(value: item, path + [["\(i + 1)"]]) }
    } else if !reader.isNumeric(value) {
      walk(chain: value, path)
    }
  }
}

extension AnySetting {
  /// Its value is, or may be, a chain or several.
  var takesChain: Bool { typeName.contains("a chain") }
}
