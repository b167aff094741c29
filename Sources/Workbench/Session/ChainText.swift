import Language
import Optimization

/// The chain of a session as text: canonical, recipes written out, holes kept with the values that they were given. Editing it gives
/// another text; what goes wrong is said with the place in it.
struct ChainText: Equatable {
  /// With its holes.
  let template: String
  /// What `set` has put into holes, as text.
  private(set) var values: [String: String] = [:]

  private init(template: String, values: [String: String]) {
    self.template = template
    self.values = values
  }

  /// Reads a chain; it must be one that can be made.
  init(reading source: String, recipes: RecipeSource) throws {
    let syntax = try Expansion.expandRecipes(try Parser.parse(source), source: source, recipes: recipes)
    // Messages of this first reading show the text as it was typed.
    _ = try ChainReader.chain(source, recipes: recipes)
    self.init(template: syntax.description, values: [:])
  }

  /// The text with its holes filled where `set` has filled them.
  var text: String {
    guard !values.isEmpty, let syntax = try? Parser.parse(template) else { return template }
    var holes: [(range: SourceRange, value: String)] = []
    ChainText.forEachHole(syntax) { name, range in
      if let value = values[name] { holes.append((range, ChainText.isAtom(value) ? value : "(\(value))")) }
    }
    let text = holes.sorted { $0.range.lowerBound > $1.range.lowerBound }.reduce(template) { replacing($1.range, in: $0, with: $1.value) }
    return (try? Parser.parse(text).description) ?? text
  }

  /// The text with its holes kept, their values as defaults where they are numbers.
  var textWithHoles: String {
    guard !values.isEmpty, let syntax = try? Parser.parse(template) else { return template }
    var holes: [(range: SourceRange, value: String)] = []
    ChainText.forEachHole(syntax) { name, range in
      if let value = values[name] { holes.append((range, ChainText.isAtom(value) ? "?\(name)=\(value)" : "(\(value))")) }
    }
    let text = holes.sorted { $0.range.lowerBound > $1.range.lowerBound }.reduce(template) { replacing($1.range, in: $0, with: $1.value) }
    return (try? Parser.parse(text).description) ?? text
  }

  func chain() throws -> Chain { try ChainReader.chain(text) }

  var holes: [String] { ChainText.holes(in: template) }

  private static func holes(in text: String) -> [String] {
    var names: [String] = []
    if let syntax = try? Parser.parse(text) { forEachHole(syntax) { name, _ in if !names.contains(name) { names.append(name) } } }
    return names
  }

  private static func isAtom(_ text: String) -> Bool { Double(text).map { $0 >= 0 } ?? false }

  // MARK: stages

  /// The stages of the pipe, each as text.
  var stages: [String] {
    guard let syntax = try? Parser.parse(template) else { return [] }
    return ChainText.stages(of: syntax).map(\.description)
  }

  /// How many modules each stage is: `-adam` is two.
  func moduleCounts() throws -> [Int] {
    try ChainText.stages(of: Parser.parse(text)).map { try ChainReader.chain($0.description).modules.count }
  }

  private static func stages(of syntax: Syntax) -> [Syntax] {
    if case .pipe(let stages) = syntax.kind { return stages }
    return [syntax]
  }

  /// Another list of stages: each of the old ones by its place, or new text.
  private func rearranged(_ parts: [StagePart]) throws -> ChainEdit {
    let old = stages
    let counts = try moduleCounts()
    var texts: [String] = []
    var origins: [Int?] = []
    var kept = Set<String>()
    for part in parts {
      switch part {
      case .kept(let i):
        texts.append(old[i])
        kept.formUnion(ChainText.holes(in: old[i]))
        let first = counts[..<i].reduce(0, +)
        origins += (first..<first + counts[i]).map { $0 }
      case .new(let text):
        texts.append(text)
        origins += [Int?](repeating: nil, count: try ChainReader.chain(text).modules.count)
      }
    }
    let template = try Parser.parse(texts.joined(separator: " | ")).description
    // A hole that is written anew has the value that is written with it.
    return ChainEdit(chain: ChainText(template: template, values: values.filter { kept.contains($0.key) }), origins: origins)
  }

  private enum StagePart {
    case kept(Int)
    case new(String)
  }

  /// New stages before stage k (from 1), or behind the last.
  func inserting(_ source: String, at k: Int, recipes: RecipeSource) throws -> ChainEdit {
    let count = stages.count
    guard (1...count + 1).contains(k) else {
      throw SessionError("there is no place \(k)", hint: "the chain has \(count) stage\(count == 1 ? "" : "s"): insert at 1 to \(count + 1)")
    }
    let new = try ChainText(reading: source, recipes: recipes).template
    return try rearranged((0..<k - 1).map { .kept($0) } + [.new(new)] + (k - 1..<count).map { .kept($0) })
  }

  /// Stage k becomes other stages.
  func replacing(_ k: Int, with source: String, recipes: RecipeSource) throws -> ChainEdit {
    try check(stage: k)
    let new = try ChainText(reading: source, recipes: recipes).template
    return try rearranged(stages.indices.map { $0 == k - 1 ? .new(new) : .kept($0) })
  }

  func removing(_ k: Int) throws -> ChainEdit {
    try check(stage: k)
    guard stages.count > 1 else { throw SessionError("the last stage cannot be removed", hint: "replace it: replace 1 adam") }
    return try rearranged(stages.indices.filter { $0 != k - 1 }.map { .kept($0) })
  }

  private func check(stage k: Int) throws {
    let count = stages.count
    guard (1...count).contains(k) else {
      throw SessionError("there is no stage \(k)", hint: "the chain has \(count) stage\(count == 1 ? "" : "s"): \(template)")
    }
  }

  // MARK: settings

  /// A setting or a hole takes another value; every module keeps its place.
  func setting(_ path: String, to value: String) throws -> ChainEdit {
    let value = try Parser.parse(value).description
    let modules = try chain().modules.count
    func edit(_ chain: ChainText) -> ChainEdit { ChainEdit(chain: chain, origins: Array(0..<modules)) }
    let name = path.hasPrefix("?") ? String(path.dropFirst()) : path
    if holes.contains(name) {
      var changed = self
      changed.values[name] = value
      return edit(changed)
    }
    let place = try SettingPlaces(template).find(path, holes: holes)
    let text = place.isGiven ? replacing(place.range, in: template, with: value) : inserting(value, place)
    return edit(ChainText(template: try Parser.parse(text).description, values: values))
  }

  /// A setting that is not written yet goes behind the others.
  private func inserting(_ value: String, _ place: SettingPlace) -> String {
    let argument = "\(place.setting)=\(value)"
    let text = place.hasBrackets ? (place.hasArguments ? ", \(argument)" : argument) : "(\(argument))"
    return replacing(place.range, in: template, with: text)
  }

  private func replacing(_ range: SourceRange, in text: String, with new: String) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: bytes[..<range.lowerBound] + Array(new.utf8) + bytes[range.upperBound...], as: UTF8.self)
  }

  private static func forEachHole(_ syntax: Syntax, _ body: (String, SourceRange) -> Void) {
    switch syntax.kind {
    case .hole(let name, _): body(name, syntax.range)
    case .number, .string, .name: break
    case .call(_, _, let arguments), .recipe(_, _, let arguments): for argument in arguments { forEachHole(argument.value, body) }
    case .list(let items), .pipe(let items): for item in items { forEachHole(item, body) }
    case .unary(_, let operand): forEachHole(operand, body)
    case .binary(_, let left, let right), .formula(let left, let right):
      forEachHole(left, body)
      forEachHole(right, body)
    }
  }
}

/// A chain that takes the place of another within a run.
struct ChainEdit: Equatable {
  let chain: ChainText
  /// For every module of the new chain the place of the module whose memory it takes over; nil: it starts anew.
  let origins: [Int?]
}
