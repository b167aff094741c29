import Language

/// Gives the text of a recipe: what stands in `name.chain`, or nil if there is none. `referrer` is the recipe that the reference
/// stands in, if any: what lies beside it comes first. `names` are for suggestions.
public struct RecipeSource {
  public let text: (_ name: String, _ referrer: String?) -> String?
  public let names: () -> [String]

  public init(text: @escaping (_ name: String, _ referrer: String?) -> String?, names: @escaping () -> [String]) {
    self.text = text
    self.names = names
  }
}

/// Replaces holes by their values and recipes by their chains.
public struct Expansion {
  private let source: String
  private let recipes: RecipeSource?
  private var keepsHoles = false
  private var errors: [Diagnostic] = []
  private var used = Set<String>()
  private var open: [String] = []

  /// The tree without holes and recipes. Ranges inside a recipe's text become that of its `@name`.
  public static func expand(
    _ syntax: Syntax, source: String, holes: [String: Double], recipes: RecipeSource?
  ) throws(Diagnostics) -> Syntax {
    var expansion = Expansion(source: source, recipes: recipes)
    let result = expansion.expand(syntax, holes, at: nil)
    for name in holes.keys.sorted() where !expansion.used.contains(name) {
      let near = nearestNames(to: name, in: expansion.used.sorted()).first
      expansion.errors.append(
        Diagnostic(
          message: "the chain has no hole '?\(name)'", range: syntax.range,
          hint: near.map { "did you mean '\($0)'?" } ?? "write ?\(name) where the value belongs"))
    }
    if !expansion.errors.isEmpty { throw Diagnostics(all: expansion.errors, source: source) }
    return result
  }

  /// The tree without recipes; holes stay where a recipe's reference does not fill them.
  public static func expandRecipes(_ syntax: Syntax, source: String, recipes: RecipeSource?) throws(Diagnostics) -> Syntax {
    var expansion = Expansion(source: source, recipes: recipes)
    expansion.keepsHoles = true
    let result = expansion.expand(syntax, [:], at: nil)
    if !expansion.errors.isEmpty { throw Diagnostics(all: expansion.errors, source: source) }
    return result
  }

  private init(source: String, recipes: RecipeSource?) {
    self.source = source
    self.recipes = recipes
  }

  /// `place` is the range that nodes of a recipe's text get; nil in the text itself.
  private mutating func expand(_ syntax: Syntax, _ holes: [String: Double], at place: SourceRange?) -> Syntax {
    let range = place ?? syntax.range
    func node(_ kind: Syntax.Kind) -> Syntax { Syntax(kind: kind, range: range) }
    switch syntax.kind {
    case .number, .string, .name:
      return node(syntax.kind)
    case .call(let name, let nameRange, let arguments):
      return node(.call(name, nameRange: place ?? nameRange, expand(arguments, holes, at: place)))
    case .list(let items):
      return node(.list(items.map { expand($0, holes, at: place) }))
    case .unary(let op, let operand):
      return node(.unary(op, expand(operand, holes, at: place)))
    case .binary(let op, let left, let right):
      return node(.binary(op, expand(left, holes, at: place), expand(right, holes, at: place)))
    case .pipe(let stages):
      return node(.pipe(flattened(stages.map { expand($0, holes, at: place) })))
    case .formula(let response, let expression):
      return node(.formula(response: expand(response, holes, at: place), expand(expression, holes, at: place)))
    case .hole(let name, let fallback):
      used.insert(name)
      if keepsHoles, holes[name] == nil { return node(syntax.kind) }
      guard let value = holes[name] ?? fallback else {
        errors.append(
          Diagnostic(message: "the hole '?\(name)' has no value", range: range, hint: "give it with --set \(name)=… or ?\(name)=…"))
        return node(.number(.nan, text: "nan"))
      }
      return number(value, range)
    case .recipe(let name, let nameRange, let arguments):
      return recipe(name, place ?? nameRange, arguments, holes, range)
    }
  }

  private mutating func expand(_ arguments: [Argument], _ holes: [String: Double], at place: SourceRange?) -> [Argument] {
    arguments.map { Argument(name: $0.name, nameRange: place ?? $0.nameRange, value: expand($0.value, holes, at: place)) }
  }

  /// A pipe inside a pipe is its stages.
  private func flattened(_ stages: [Syntax]) -> [Syntax] {
    stages.flatMap { stage -> [Syntax] in
      if case .pipe(let inner) = stage.kind { return inner }
      return [stage]
    }
  }

  private func number(_ value: Double, _ range: SourceRange) -> Syntax {
    if value < 0 {
      return Syntax(
        kind: .unary(.negate, Syntax(kind: .number(-value, text: (-value).text), range: range)), range: range)
    }
    return Syntax(kind: .number(value, text: value.text), range: range)
  }

  private mutating func recipe(
    _ name: String, _ nameRange: SourceRange, _ arguments: [Argument], _ holes: [String: Double], _ range: SourceRange
  ) -> Syntax {
    let failed = Syntax(kind: .name("identity"), range: range)
    if open.contains(name) {
      let cycle = (open.drop { $0 != name } + [name]).map { "@\($0)" }.joined(separator: " → ")
      errors.append(Diagnostic(message: "the recipe '@\(name)' refers to itself: \(cycle)", range: nameRange, hint: nil))
      return failed
    }
    guard let text = recipes?.text(name, open.last) else {
      let near = nearestNames(to: name, in: recipes?.names() ?? []).first
      errors.append(
        Diagnostic(message: "unknown recipe '@\(name)'", range: nameRange, hint: near.map { "did you mean '@\($0)'?" }))
      return failed
    }
    var inner: [String: Double] = [:]
    for argument in arguments {
      guard let hole = argument.name else {
        errors.append(
          Diagnostic(message: "a recipe's holes are filled by name", range: argument.value.range, hint: "write @\(name)(hole=value)"))
        continue
      }
      let value = expand(argument.value, holes, at: nil)
      do {
        let expression = try NumericExpression(value, variables: [], source: source)
        if let constant = expression.constantValue { inner[hole] = constant }
      } catch {
        errors += error.all
      }
    }
    // `--set` reaches the holes of recipes that the reference itself does not fill.
    let effective = holes.merging(inner) { $1 }
    let before = used
    open.append(name)
    defer { open.removeLast() }
    do {
      let result = expand(try Parser.parse(text), effective, at: range)
      for hole in inner.keys.sorted() where !used.contains(hole) {
        errors.append(Diagnostic(message: "the recipe '@\(name)' has no hole '?\(hole)'", range: nameRange, hint: nil))
      }
      used.formUnion(before)
      return result
    } catch {
      for diagnostic in error.all {
        errors.append(Diagnostic(message: "in the recipe '@\(name)': \(diagnostic.message)", range: nameRange, hint: diagnostic.hint))
      }
      return failed
    }
  }
}
